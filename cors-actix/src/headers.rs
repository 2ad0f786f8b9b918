//! Decisions → header maps of actix-web. Nothing else touches one.

use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, HeaderMap, HeaderName,
    HeaderValue, VARY,
};
use cors_core::{Decision, Header, ResponseHeaders, Value, Vary};

use crate::active::{ActivePolicy, text_value};

/// Writes a decision that the policy made into the headers of the response.
#[inline]
pub(crate) fn write(policy: &ActivePolicy, decision: &Decision<HeaderValue>, headers: &mut HeaderMap) {
    decision.edit(policy.policy(), &mut Editor::of(headers, policy));
}

/// Edits the headers of one response. It has looked at their names beforehand: there is a handful of them, and to look at
/// each once is cheaper than to hash a few.
struct Editor<'a> {
    headers: &'a mut HeaderMap,
    policy: &'a ActivePolicy,
    /// Whether somebody else may have written a header of the policy.
    has_strays: bool,
    has_vary: bool,
}

impl<'a> Editor<'a> {
    #[inline]
    fn of(headers: &'a mut HeaderMap, policy: &'a ActivePolicy) -> Self {
        let (mut has_strays, mut has_vary) = (false, false);
        for name in headers.keys() {
            has_vary |= *name == VARY;
            let name = name.as_str();
            has_strays |= name.starts_with("access-control-") || name == Header::TimingAllowOrigin.name();
        }
        Editor { headers, policy, has_strays, has_vary }
    }
}

impl ResponseHeaders<HeaderValue> for Editor<'_> {
    #[inline]
    fn clear(&mut self, headers: &[Header]) {
        if self.has_strays {
            for header in headers {
                self.headers.remove(name(*header));
            }
        }
    }

    #[inline]
    fn set(&mut self, header: Header, value: Value<'_, HeaderValue>) {
        let value = match value {
            Value::Constant => self.policy.value(header),
            Value::Echo(value) => Some(value.clone()),
            Value::Text(text) => Some(text_value(text)),
        };
        if let Some(value) = value {
            // Cheaper than `insert`, and the same where there is none.
            self.headers.append(name(header), value);
        }
    }

    #[inline]
    fn vary(&mut self, answer: Vary) {
        if self.has_vary {
            self.merge_vary(answer);
        } else {
            self.headers.append(VARY, self.policy.vary(answer));
        }
    }
}

impl Editor<'_> {
    #[cold]
    fn merge_vary(&mut self, answer: Vary) {
        let names = self.policy.policy().vary(answer);
        let value = if self.varies_on("*") { HeaderValue::from_static("*") } else { self.with_missing(names) };
        self.headers.insert(VARY, value);
    }

    /// Every line of `Vary` and the names that none of them holds, as one line: caches were seen to look at the last line
    /// alone (nginx before 1.23), and to give one requester's answer to another.
    fn with_missing(&self, names: &'static str) -> HeaderValue {
        let lines = self.headers.get_all(VARY).map(HeaderValue::as_bytes);
        let missing = names.split(", ").filter(|name| !self.varies_on(name)).map(str::as_bytes);
        let line = lines.chain(missing).collect::<Vec<_>>().join(&b", "[..]);
        HeaderValue::from_bytes(&line).expect("lines that can be sent one by one can be sent as one")
    }

    /// Whether a line of `Vary` holds the name.
    fn varies_on(&self, name: &str) -> bool {
        let lines = self.headers.get_all(VARY);
        let mut elements = lines.flat_map(|line| line.as_bytes().split(|&byte| byte == b','));
        elements.any(|element| element.trim_ascii().eq_ignore_ascii_case(name.as_bytes()))
    }
}

#[inline]
fn name(header: Header) -> HeaderName {
    match header {
        Header::AllowOrigin => ACCESS_CONTROL_ALLOW_ORIGIN,
        Header::AllowCredentials => ACCESS_CONTROL_ALLOW_CREDENTIALS,
        Header::AllowMethods => ACCESS_CONTROL_ALLOW_METHODS,
        Header::AllowHeaders => ACCESS_CONTROL_ALLOW_HEADERS,
        Header::ExposeHeaders => ACCESS_CONTROL_EXPOSE_HEADERS,
        Header::MaxAge => ACCESS_CONTROL_MAX_AGE,
        Header::TimingAllowOrigin => const { HeaderName::from_static(Header::TimingAllowOrigin.name()) },
    }
}
