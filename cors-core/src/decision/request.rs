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

/// Whether a request is a preflight: OPTIONS with `Origin` and `Access-Control-Request-Method`, nothing else
/// ([CORS-preflight request](https://fetch.spec.whatwg.org/#cors-preflight-request)).
#[inline]
pub fn is_preflight<R: CorsRequest>(request: &R) -> bool {
    requested_methods(request).is_some()
}

/// The methods that a preflight asks for, a single one if a browser has sent it; `None` if the request is not a preflight.
#[inline]
pub fn requested_methods<R: CorsRequest>(request: &R) -> Option<impl Iterator<Item = &R::Value>> {
    preflight_lines(request).map(|(_, methods)| methods)
}

/// The lines that make a request a preflight: of `Origin`, and of `Access-Control-Request-Method`. There is one at least of
/// each.
#[inline]
pub(super) fn preflight_lines<R: CorsRequest>(
    request: &R,
) -> Option<(impl Iterator<Item = &R::Value>, impl Iterator<Item = &R::Value>)> {
    if request.method() != "OPTIONS" {
        return None;
    }
    let mut origins = request.values(RequestHeader::Origin).peekable();
    let mut methods = request.values(RequestHeader::RequestMethod).peekable();
    (origins.peek().is_some() && methods.peek().is_some()).then_some((origins, methods))
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
