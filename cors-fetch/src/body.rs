//! Request bodies, as far as the protocol looks at them.

/// What a script gives as body ([`BodyInit`](https://fetch.spec.whatwg.org/#bodyinit)). The bytes themselves do not
/// matter, and stay with the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Body {
    /// A string: `text/plain;charset=UTF-8`.
    Text,
    /// A `URLSearchParams`: `application/x-www-form-urlencoded;charset=UTF-8`.
    UrlEncoded,
    /// A `FormData`: `multipart/form-data`.
    FormData,
    /// A `Blob` or `File` of this type, which may be empty.
    Blob(String),
    /// An `ArrayBuffer` or another view of bytes, without a type.
    Bytes,
    /// A `ReadableStream`, which can be sent only once and always needs a preflight.
    Stream,
}

impl Body {
    /// Returns the `Content-Type` that goes with it if the script sets none
    /// ([extract](https://fetch.spec.whatwg.org/#concept-bodyinit-extract)).
    pub fn content_type(&self) -> Option<&str> {
        match self {
            Body::Text => Some("text/plain;charset=UTF-8"),
            Body::UrlEncoded => Some("application/x-www-form-urlencoded;charset=UTF-8"),
            // Browsers invent a boundary; every boundary is safelisted.
            Body::FormData => Some("multipart/form-data; boundary=----boundary"),
            Body::Blob(media_type) => Some(media_type.as_str()).filter(|media_type| !media_type.is_empty()),
            Body::Bytes | Body::Stream => None,
        }
    }

    /// Whether its [source](https://fetch.spec.whatwg.org/#concept-body-source) is null, so it cannot be sent again.
    pub(crate) fn is_stream(&self) -> bool {
        *self == Body::Stream
    }
}
