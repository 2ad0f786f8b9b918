//! Methods, as script may name them.

use crate::standard;

/// [Normalises a method](https://fetch.spec.whatwg.org/#concept-method-normalize): `get` becomes `GET`, but `patch`
/// stays `patch`, which is another method than `PATCH`.
///
/// ```
/// use cors_core::fetch::normalize_method;
///
/// assert_eq!(normalize_method("put"), "PUT");
/// assert_eq!(normalize_method("patch"), "patch");
/// ```
pub fn normalize_method(method: &str) -> String {
    let upper = method.to_ascii_uppercase();
    if standard::is_normalized_method(&upper) { upper } else { method.to_owned() }
}

/// Whether it is a [CORS-safelisted method](https://fetch.spec.whatwg.org/#cors-safelisted-method): GET, HEAD or POST,
/// in upper case.
pub fn is_cors_safelisted_method(method: &str) -> bool {
    standard::is_safelisted_method(method)
}

/// Whether it is a [forbidden method](https://fetch.spec.whatwg.org/#forbidden-method), which script cannot send:
/// CONNECT, TRACE and TRACK, in any case.
pub fn is_forbidden_method(method: &str) -> bool {
    standard::is_forbidden_method(method)
}
