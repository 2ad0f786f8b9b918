//! The lists of the Fetch standard that only browsers need. `cors-core` has the others.

/// Normalizes a method ([Fetch standard](https://fetch.spec.whatwg.org/#concept-method-normalize)): `get` becomes
/// `GET`, but `patch` stays `patch`, which is another method than `PATCH`.
///
/// ```
/// use cors_fetch::normalize_method;
///
/// assert_eq!(normalize_method("put"), "PUT");
/// assert_eq!(normalize_method("patch"), "patch");
/// ```
pub fn normalize_method(method: &str) -> String {
    let upper = method.to_ascii_uppercase();
    let is_normalized = matches!(upper.as_str(), "DELETE" | "GET" | "HEAD" | "OPTIONS" | "POST" | "PUT");
    if is_normalized { upper } else { method.to_owned() }
}

/// Request headers by which some servers let a body choose the method; `name` in lower case. Forbidden if their value
/// names a [forbidden method](https://fetch.spec.whatwg.org/#forbidden-request-header).
pub(crate) fn is_method_override(name: &str) -> bool {
    matches!(name, "x-http-method" | "x-http-method-override" | "x-method-override")
}

/// Request headers that describe a body, and are dropped with it
/// ([request-body-header name](https://fetch.spec.whatwg.org/#request-body-header-name)); `name` in lower case.
pub(crate) fn is_request_body_header(name: &str) -> bool {
    matches!(name, "content-encoding" | "content-language" | "content-location" | "content-type")
}
