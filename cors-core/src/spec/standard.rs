//! The lists and predicates of the Fetch standard and of RFC 9110 that a policy is checked against.

use crate::spec::header::Header;

/// Whether `text` is a token: the syntax of methods and header names
/// ([RFC 9110, 5.6.2](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2)).
pub fn is_token(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().copied().all(is_token_byte)
}

fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// An element of a list without the white space around it: in a header these are spaces and tabs
/// ([RFC 9110, 5.6.3](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.3)).
pub fn trim_ows(mut element: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = element {
        element = rest;
    }
    element
}

/// Whether it is a [forbidden method](https://fetch.spec.whatwg.org/#forbidden-method), which scripts cannot send:
/// CONNECT, TRACE and TRACK, in any case.
pub fn is_forbidden_method(method: &str) -> bool {
    ["CONNECT", "TRACE", "TRACK"].iter().any(|forbidden| method.eq_ignore_ascii_case(forbidden))
}

/// Whether `Access-Control-Allow-Methods` can list a method of a route: scripts can send it, and it is not `*`, which
/// means any ([HTTP new-header syntax](https://fetch.spec.whatwg.org/#http-new-header-syntax)).
pub(crate) fn is_listable_method(method: &str) -> bool {
    is_token(method.as_bytes()) && method != "*" && !is_forbidden_method(method)
}

/// Whether a list of names joined by `, ` has a name.
pub(crate) const fn lists(list: &str, name: &str) -> bool {
    let (list, name) = (list.as_bytes(), name.as_bytes());
    let mut start = 0;
    while start < list.len() {
        let mut end = start;
        let mut is_same = true;
        while end < list.len() && list[end] != b',' {
            is_same = is_same && end - start < name.len() && list[end] == name[end - start];
            end += 1;
        }
        if is_same && end - start == name.len() {
            return true;
        }
        start = end + ", ".len();
    }
    false
}

/// Whether it is a [CORS-safelisted method](https://fetch.spec.whatwg.org/#cors-safelisted-method), which a page may send
/// to another origin without asking: GET, HEAD or POST, in upper case.
pub fn is_cors_safelisted_method(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "POST")
}

/// The well-known method that was meant by one in lower case, although methods are case-sensitive.
pub fn method_in_upper_case(method: &str) -> Option<String> {
    let upper = method.to_ascii_uppercase();
    let is_known = matches!(&*upper, "GET" | "HEAD" | "POST" | "PUT" | "DELETE" | "PATCH" | "OPTIONS" | "QUERY");
    (is_known && upper != method).then_some(upper)
}

/// Request header names that scripts can never set
/// ([forbidden request-header](https://fetch.spec.whatwg.org/#forbidden-request-header)); `name` in lower case.
pub fn is_forbidden_request_header(name: &str) -> bool {
    name.starts_with("proxy-")
        || name.starts_with("sec-")
        || matches!(
            name,
            "accept-charset"
                | "accept-encoding"
                | "access-control-request-headers"
                | "access-control-request-method"
                | "connection"
                | "content-length"
                | "cookie"
                | "cookie2"
                | "date"
                | "dnt"
                | "expect"
                | "host"
                | "keep-alive"
                | "origin"
                | "referer"
                | "set-cookie"
                | "te"
                | "trailer"
                | "transfer-encoding"
                | "upgrade"
                | "via"
        )
}

/// Methods whose requests change nothing
/// ([RFC 9110, 9.2.1](https://www.rfc-editor.org/rfc/rfc9110#section-9.2.1)), and
/// [QUERY](https://www.rfc-editor.org/rfc/rfc10008#section-2), except TRACE, which no page can send.
#[inline]
pub fn is_safe_method(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "OPTIONS" | "QUERY")
}

/// Request headers that `*` never covers
/// ([CORS non-wildcard request-header name](https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name));
/// `name` in any case.
pub fn is_non_wildcard_request_header(name: &str) -> bool {
    name.eq_ignore_ascii_case("authorization")
}

/// Request headers that need no permission whatever their value says
/// ([CORS-safelisted request-header](https://fetch.spec.whatwg.org/#cors-safelisted-request-header)). `accept`,
/// `content-type` and `range` are not among them: some of their ordinary values do need it. `name` in lower case.
pub(crate) fn is_safelisted_request_header(name: &str) -> bool {
    matches!(name, "accept-language" | "content-language")
}

/// Response headers that scripts may read without permission
/// ([CORS-safelisted response-header name](https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name)); `name` in
/// lower case.
pub fn is_safelisted_response_header(name: &str) -> bool {
    matches!(
        name,
        "cache-control"
            | "content-language"
            | "content-length"
            | "content-type"
            | "expires"
            | "last-modified"
            | "pragma"
    )
}

/// Headers that only a response carries, so no request needs permission for them; `name` in lower case.
pub(crate) fn is_cors_response_header(name: &str) -> bool {
    Header::ALL.iter().any(|header| header.name() == name)
}

/// Response header names that scripts can never read
/// ([forbidden response-header name](https://fetch.spec.whatwg.org/#forbidden-response-header-name)); `name` in
/// lower case.
pub fn is_forbidden_response_header(name: &str) -> bool {
    matches!(name, "set-cookie" | "set-cookie2")
}

/// Headers that only a CORS request or a preflight's answer carries; there is nothing to expose in them. `name` in lower
/// case.
pub(crate) fn is_unexposable(name: &str) -> bool {
    matches!(
        name,
        "origin"
            | "access-control-request-method"
            | "access-control-request-headers"
            | "access-control-allow-methods"
            | "access-control-allow-headers"
            | "access-control-max-age"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens() {
        assert!(is_token(b"x-total-count"));
        assert!(is_token(b"PURGE"));
        for text in ["", "a b", "GET, PUT", "r\u{e9}sum\u{e9}", "a:b", "a\0"] {
            assert!(!is_token(text.as_bytes()), "{text:?}");
        }
    }

    #[test]
    fn names_in_lists() {
        for name in ["PUT", "DELETE", "X"] {
            assert!(lists("PUT, DELETE, X", name), "{name}");
        }
        for (list, name) in [("", ""), ("", "PUT"), ("PUT, DELETE", "PU"), ("PUT", "PUTS"), ("PUT, DELETE", "DELETES")]
        {
            assert!(!lists(list, name), "{name:?} in {list:?}");
        }
    }

    #[test]
    fn forbidden_in_any_case() {
        assert!(is_forbidden_method("trace"));
        assert!(!is_forbidden_method("PATCH"));
        assert!(is_listable_method("PATCH"));
        for method in ["Trace", "*", "", "A B", "PUT\r\n"] {
            assert!(!is_listable_method(method), "{method:?}");
        }
        assert!(is_forbidden_request_header("sec-fetch-mode"));
        assert!(is_forbidden_request_header("proxy-authorization"));
        assert!(is_forbidden_request_header("via"));
        assert!(!is_forbidden_request_header("authorization"));
    }
}
