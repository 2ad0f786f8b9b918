//! The preflight: what it asks for, and whether the answer is a yes.

use std::time::Duration;

use super::cors_check::cors_check;
use super::headers::Headers;
use super::main_fetch::Fetch;
use super::preflight_cache::{Permission, PreflightCache};
use super::reason::Reason;
use super::request::Credentials;
use super::request_header::cors_unsafe_request_header_names;
use super::step::Response;
use crate::header::{Header, RequestHeader};
use crate::standard;

/// How long an answer is kept that does not say it.
const DEFAULT_MAX_AGE: Duration = Duration::from_secs(5);

impl Fetch {
    /// What a [CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch) sends, but for `Origin`.
    pub(super) fn preflight_headers(&self) -> Headers {
        let mut headers: Headers =
            [("accept", "*/*"), (RequestHeader::RequestMethod.name(), &self.method)].into_iter().collect();
        let names = cors_unsafe_request_header_names(&self.headers);
        if !names.is_empty() {
            // Without a blank: the standard wrote down what browsers had always done.
            headers.append(RequestHeader::RequestHeaders.name(), names.join(","));
        }
        headers
    }

    /// What a [CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch) makes of the answer. It is
    /// held against the request itself, whose credentials mode counts although the preflight carries none.
    pub(super) fn preflight_fetch(
        &self,
        response: &Response,
        cache: &mut PreflightCache,
        now: Duration,
    ) -> Result<(), Reason> {
        cors_check(self.origin(), self.credentials, &response.headers)?;
        if !(200..300).contains(&response.status) {
            return Err(Reason::PreflightStatus { status: response.status });
        }
        let headers = &response.headers;
        let methods = headers.tokens(Header::AllowMethods).map_err(|value| Reason::AllowMethodsMalformed { value })?;
        let names = headers.tokens(Header::AllowHeaders).map_err(|value| Reason::AllowHeadersMalformed { value })?;
        let methods = match methods {
            // So that a preflight for an upload listener, which needs no list, is kept.
            None if self.use_cors_preflight => vec![self.method.as_str()],
            methods => methods.unwrap_or_default(),
        };
        let names = names.unwrap_or_default();
        self.check_method(&methods)?;
        self.check_headers(&names)?;
        let methods = methods.into_iter().map(|method| Permission::Method(method.to_owned()));
        let names = names.into_iter().map(|name| Permission::Header(name.to_owned()));
        cache.store(&self.cache_key(), methods.chain(names), max_age(headers), now);
        Ok(())
    }

    fn check_method(&self, methods: &[&str]) -> Result<(), Reason> {
        let method = self.method.as_str();
        let any = methods.contains(&"*");
        if methods.contains(&method) || standard::is_cors_safelisted_method(method) || self.has_wildcards() && any {
            return Ok(());
        }
        Err(Reason::MethodNotAllowed { method: method.to_owned(), any })
    }

    fn check_headers(&self, names: &[&str]) -> Result<(), Reason> {
        let any = names.contains(&"*");
        let is_listed = |name: &str| names.iter().any(|listed| listed.eq_ignore_ascii_case(name));
        let is_non_wildcard = |name: &str| standard::is_non_wildcard_request_header(name);
        let is_allowed = |name: &str| is_listed(name) || self.has_wildcards() && any && !is_non_wildcard(name);
        // One that `*` never covers is always unsafe, too, so that one look at the unsafe names is enough.
        let unsafe_names = cors_unsafe_request_header_names(&self.headers);
        match unsafe_names.into_iter().find(|name| !is_allowed(name)) {
            Some(name) => Err(Reason::HeaderNotAllowed { name, any }),
            None => Ok(()),
        }
    }

    /// Whether `*` means any: with credentials it is a name like every other.
    fn has_wildcards(&self) -> bool {
        self.credentials != Credentials::Include
    }
}

/// `Access-Control-Max-Age`, which is one number of seconds. A negative one is malformed and by the letter of the
/// standard means the default; here it means 0, as web-platform-tests have it.
fn max_age(headers: &Headers) -> Duration {
    let mut values = headers.values(Header::MaxAge.name());
    let (Some(value), None) = (values.next(), values.next()) else { return DEFAULT_MAX_AGE };
    let (is_negative, digits) = value.strip_prefix(b"-").map_or((false, value), |digits| (true, digits));
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return DEFAULT_MAX_AGE;
    }
    // Too many digits to count are more than any cap.
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
