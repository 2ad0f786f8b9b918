//! Request headers: which ones scripts may set, and which ones need permission.

use std::collections::BTreeSet;

use cors_core::__private as standard;

use super::list::{Headers, split};
use super::mime_type::essence;
use super::range::is_single_range_with_start;
use crate::standard::is_method_override;

/// The longest value that needs no permission, in bytes.
const MAX_VALUE: usize = 128;
/// The longest total of all values that need no permission, in bytes.
const MAX_VALUES: usize = 1024;

/// Whether it is a [forbidden request-header](https://fetch.spec.whatwg.org/#forbidden-request-header). Browsers
/// silently drop it if a script sets it.
///
/// ```
/// use cors_fetch::is_forbidden_request_header;
///
/// assert!(is_forbidden_request_header("Cookie", b"a=b"));
/// assert!(is_forbidden_request_header("x-http-method-override", b"PUT, TRACE"));
/// assert!(!is_forbidden_request_header("x-http-method-override", b"PUT"));
/// ```
pub fn is_forbidden_request_header(name: &str, value: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    let is_forbidden_method = |method| std::str::from_utf8(method).is_ok_and(standard::is_forbidden_method);
    standard::is_forbidden_request_header(&name) || is_method_override(&name) && split(value).any(is_forbidden_method)
}

/// Whether it is a [CORS-safelisted request-header](https://fetch.spec.whatwg.org/#cors-safelisted-request-header),
/// which a page may send to another origin without permission. `value` has no white space around it.
///
/// ```
/// use cors_fetch::is_cors_safelisted_request_header;
///
/// assert!(is_cors_safelisted_request_header("Content-Type", b"text/plain;charset=utf-8"));
/// assert!(!is_cors_safelisted_request_header("Content-Type", b"application/json"));
/// assert!(!is_cors_safelisted_request_header("Accept", &[b'x'; 129]));
/// ```
pub fn is_cors_safelisted_request_header(name: &str, value: &[u8]) -> bool {
    if value.len() > MAX_VALUE {
        return false;
    }
    let has_unsafe_byte = value.iter().copied().any(is_cors_unsafe_request_header_byte);
    match name.to_ascii_lowercase().as_str() {
        "accept" => !has_unsafe_byte,
        "accept-language" | "content-language" => value.iter().copied().all(is_language_byte),
        "content-type" => !has_unsafe_byte && essence(value).is_some_and(|essence| is_form_type(&essence)),
        "range" => is_single_range_with_start(value),
        _ => false,
    }
}

/// Returns the names of the headers for which a page needs permission, in lower case, sorted, each once
/// ([CORS-unsafe request-header names](https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names)).
///
/// ```
/// use cors_fetch::{Headers, cors_unsafe_request_header_names};
///
/// let headers = [("X-Trace", "1"), ("Accept", "*/*"), ("Authorization", "Bearer t"), ("x-trace", "2")];
/// let headers: Headers = headers.into_iter().collect();
/// assert_eq!(cors_unsafe_request_header_names(&headers), ["authorization", "x-trace"]);
/// ```
pub fn cors_unsafe_request_header_names(headers: &Headers) -> Vec<String> {
    let is_safelisted = |(name, value): &(&str, &[u8])| is_cors_safelisted_request_header(name, value);
    let safelisted_size: usize = headers.iter().filter(is_safelisted).map(|(_, value)| value.len()).sum();
    let are_too_long = safelisted_size > MAX_VALUES;
    let is_unsafe = |header: &(&str, &[u8])| are_too_long || !is_safelisted(header);
    let names: BTreeSet<String> = headers.iter().filter(is_unsafe).map(|(name, _)| name.to_ascii_lowercase()).collect();
    names.into_iter().collect()
}

/// Whether it is a [no-CORS-safelisted
/// request-header](https://fetch.spec.whatwg.org/#no-cors-safelisted-request-header), the only kind that mode `no-cors`
/// sends.
pub(crate) fn is_no_cors_safelisted_request_header(name: &str, value: &[u8]) -> bool {
    !name.eq_ignore_ascii_case("range") && is_cors_safelisted_request_header(name, value)
}

/// <https://fetch.spec.whatwg.org/#cors-unsafe-request-header-byte>
fn is_cors_unsafe_request_header_byte(byte: u8) -> bool {
    byte < 0x20 && byte != b'\t' || b"\"():<>?@[\\]{}\x7f".contains(&byte)
}

fn is_language_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b" *,-.;=".contains(&byte)
}

/// The types that forms could send to other origins before CORS existed.
fn is_form_type(essence: &str) -> bool {
    matches!(essence, "application/x-www-form-urlencoded" | "multipart/form-data" | "text/plain")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unsafe_byte() {
        let unsafe_bytes: Vec<u8> = (0..=255).filter(|&byte| is_cors_unsafe_request_header_byte(byte)).collect();
        let mut expected: Vec<u8> = (0..0x20).filter(|&byte| byte != b'\t').collect();
        expected.extend(b"\"():<>?@[\\]{}\x7f");
        assert_eq!(unsafe_bytes, expected);
    }

    #[test]
    fn value_of_128_bytes() {
        for (name, fill) in [("accept", b'a'), ("accept-language", b'a'), ("content-language", b'a')] {
            assert!(is_cors_safelisted_request_header(name, &[fill; 128]), "{name}");
            assert!(!is_cors_safelisted_request_header(name, &[fill; 129]), "{name}");
        }
        let value = |length: usize| format!("{:a<length$}", "text/plain;");
        assert!(is_cors_safelisted_request_header("content-type", value(128).as_bytes()));
        assert!(!is_cors_safelisted_request_header("content-type", value(129).as_bytes()));
    }

    #[test]
    fn values_of_1024_bytes_in_total() {
        let names = |last: usize| {
            let mut headers: Headers = (0..8).map(|_| ("Accept", [b'a'; 120])).collect();
            headers.append("content-language", vec![b'a'; last]);
            headers.append("x-a", [b'a'; 500]);
            cors_unsafe_request_header_names(&headers)
        };
        assert_eq!(names(64), ["x-a"]);
        assert_eq!(names(65), ["accept", "content-language", "x-a"]);
        // A value that is too long by itself does not count.
        assert_eq!(names(129), ["content-language", "x-a"]);
    }
}
