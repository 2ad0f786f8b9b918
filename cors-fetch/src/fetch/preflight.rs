//! The preflight: what it asks for, and whether the response allows it.

use std::time::Duration;

use cors_core::__private::{is_cors_safelisted_method, is_non_wildcard_request_header};
use cors_core::{Header, RequestHeader};

use super::cors_check::cors_check;
use super::state::State;
use crate::header::{Headers, cors_unsafe_request_header_names};
use crate::options::Credentials;
use crate::preflight_cache::{Permission, PreflightCache};
use crate::reason::Reason;
use crate::response::Response;

/// How long a permission is kept if the response does not say it.
const DEFAULT_MAX_AGE: Duration = Duration::from_secs(5);

/// What a [CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch) sends, without `Origin`.
pub(crate) fn preflight_headers(state: &State) -> Headers {
    let mut headers: Headers =
        [("accept", "*/*"), (RequestHeader::RequestMethod.name(), &state.method)].into_iter().collect();
    let names = cors_unsafe_request_header_names(&state.headers);
    if !names.is_empty() {
        // Without spaces: the standard wrote down what browsers had always done.
        headers.append(RequestHeader::RequestHeaders.name(), names.join(","));
    }
    headers
}

/// What a [CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch) makes of the response. The
/// credentials mode of the actual request counts, although the preflight carries no credentials.
pub(crate) fn preflight_fetch(
    state: &State,
    response: &Response,
    cache: &mut PreflightCache,
    now: Duration,
) -> Result<(), Reason> {
    cors_check(state.origin(), state.credentials, &response.headers)?;
    if !(200..300).contains(&response.status) {
        return Err(Reason::PreflightStatus { status: response.status });
    }
    let headers = &response.headers;
    let methods = headers.tokens(Header::AllowMethods).map_err(|value| Reason::AllowMethodsMalformed { value })?;
    let names = headers.tokens(Header::AllowHeaders).map_err(|value| Reason::AllowHeadersMalformed { value })?;
    let methods = match methods {
        // A preflight for an upload listener needs no list, and is kept in the cache all the same.
        None if state.use_cors_preflight => vec![state.method.as_str()],
        methods => methods.unwrap_or_default(),
    };
    let names = names.unwrap_or_default();
    check_method(state, &methods)?;
    check_headers(state, &names)?;
    let methods = methods.into_iter().map(|method| Permission::Method(method.to_owned()));
    let names = names.into_iter().map(|name| Permission::Header(name.to_owned()));
    cache.store(&state.cache_key(), methods.chain(names), max_age(headers), now);
    Ok(())
}

fn check_method(state: &State, methods: &[&str]) -> Result<(), Reason> {
    let method = state.method.as_str();
    let any = methods.contains(&"*");
    if methods.contains(&method) || is_cors_safelisted_method(method) || has_wildcards(state) && any {
        return Ok(());
    }
    Err(Reason::MethodNotAllowed { method: method.to_owned(), listed: owned(methods) })
}

fn check_headers(state: &State, names: &[&str]) -> Result<(), Reason> {
    let any = names.contains(&"*");
    let is_listed = |name: &str| names.iter().any(|listed| listed.eq_ignore_ascii_case(name));
    let is_allowed =
        |name: &str| is_listed(name) || has_wildcards(state) && any && !is_non_wildcard_request_header(name);
    // A name that `*` never covers is always unsafe, so one look at the unsafe names is enough.
    let unsafe_names = cors_unsafe_request_header_names(&state.headers);
    match unsafe_names.into_iter().find(|name| !is_allowed(name)) {
        Some(name) => Err(Reason::HeaderNotAllowed { name, listed: owned(names) }),
        None => Ok(()),
    }
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Whether `*` is a wildcard. With credentials it is a name like any other.
fn has_wildcards(state: &State) -> bool {
    state.credentials != Credentials::Include
}

/// `Access-Control-Max-Age`, which is one number of seconds. By the letter of the standard a negative number is
/// malformed and means the default; here it means 0, as in web-platform-tests.
fn max_age(headers: &Headers) -> Duration {
    let mut values = headers.values(Header::MaxAge.name());
    let (Some(value), None) = (values.next(), values.next()) else { return DEFAULT_MAX_AGE };
    let (is_negative, digits) = value.strip_prefix(b"-").map_or((false, value), |digits| (true, digits));
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return DEFAULT_MAX_AGE;
    }
    // A number with too many digits is above every limit.
    let seconds = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok()).unwrap_or(u64::MAX);
    Duration::from_secs(if is_negative { 0 } else { seconds })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn max_ages() {
        let seconds = |values: &[&str]| {
            let headers = values.iter().map(|value| ("Access-Control-Max-Age", value)).collect();
            max_age(&headers).as_secs()
        };
        for (value, expected) in [("0", 0), ("600", 600), ("0600", 600), ("-1", 0), ("-0", 0)] {
            assert_eq!(seconds(&[value]), expected, "{value}");
        }
        assert_eq!(seconds(&[&"9".repeat(40)]), u64::MAX);
        for values in [&[][..], &[""], &["-"], &["+1"], &["1.5"], &["10m"], &["600, 600"], &["600", "600"]] {
            assert_eq!(seconds(values), 5, "{values:?}");
        }
    }
}
