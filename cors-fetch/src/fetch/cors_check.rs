//! Whether a response is shared with the origin that asked for it.

use cors_core::Header;

use crate::header::Headers;
use crate::options::Credentials;
use crate::reason::Reason;

/// Checks whether the headers of a response share it with `origin`, the value of the request's `Origin` header ([CORS
/// check](https://fetch.spec.whatwg.org/#concept-cors-check)). Values are compared byte for byte; the status does not
/// count.
///
/// ```
/// use cors_fetch::{Credentials, Headers, Reason, cors_check};
///
/// let headers: Headers = [("access-control-allow-origin", "*")].into_iter().collect();
/// assert_eq!(cors_check("https://app.example.com", Credentials::SameOrigin, &headers), Ok(()));
/// assert_eq!(
///     cors_check("https://app.example.com", Credentials::Include, &headers),
///     Err(Reason::AllowOriginAny),
/// );
/// ```
///
/// # Errors
/// Says what is wrong with `Access-Control-Allow-Origin` or `Access-Control-Allow-Credentials`.
pub fn cors_check(origin: &str, credentials: Credentials, headers: &Headers) -> Result<(), Reason> {
    let Some(allow_origin) = headers.get(Header::AllowOrigin.name()) else { return Err(Reason::AllowOriginMissing) };
    let include = credentials == Credentials::Include;
    if !include && allow_origin == b"*" {
        return Ok(());
    }
    if allow_origin != origin.as_bytes() {
        return Err(origin_mismatch(&allow_origin));
    }
    match headers.get(Header::AllowCredentials.name()) {
        _ if !include => Ok(()),
        Some(value) if value == b"true" => Ok(()),
        Some(value) => Err(Reason::AllowCredentialsOther { value: String::from_utf8_lossy(&value).into_owned() }),
        None => Err(Reason::AllowCredentialsMissing),
    }
}

fn origin_mismatch(allow_origin: &[u8]) -> Reason {
    let value = String::from_utf8_lossy(allow_origin).into_owned();
    match allow_origin {
        b"*" => Reason::AllowOriginAny,
        list if list.contains(&b',') => Reason::AllowOriginRepeated { value },
        _ => Reason::AllowOriginOther { value },
    }
}
