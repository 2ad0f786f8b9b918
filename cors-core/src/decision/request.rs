//! What a decision sees of a request.

use crate::spec::header::RequestHeader;

/// What a decision sees of a request: its method, and the headers that it asks for.
pub trait CorsRequest {
    /// The value of a header as the framework holds it, cheap to clone, since it is sent back as it came.
    type Value: AsRef<[u8]> + Clone;

    /// The method.
    fn method(&self) -> &str;

    /// The host and port of the request target, where it has them: `:authority` of HTTP/2, or the absolute form of HTTP/1.
    fn authority(&self) -> Option<&str>;

    /// The values of all the lines of a header, in their order.
    fn values(&self, header: RequestHeader) -> impl Iterator<Item = &Self::Value>;

    /// Whether there is such a header. Most header maps know that sooner than they find its lines.
    #[inline]
    fn has(&self, header: RequestHeader) -> bool {
        self.values(header).next().is_some()
    }
}

/// A header that is there.
pub(crate) enum Line<T> {
    Single(T),
    Repeated,
}

#[inline]
pub(crate) fn line<T>(mut lines: impl Iterator<Item = T>) -> Option<Line<T>> {
    let first = lines.next()?;
    Some(if lines.next().is_none() { Line::Single(first) } else { Line::Repeated })
}
