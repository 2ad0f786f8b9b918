//! Decisions → header maps of actix-web. Nothing else touches one.

use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, HeaderMap, HeaderName,
    HeaderValue, VARY,
};
use cors_core::{Decision, Header, ResponseHeaders, Value, Vary};

use crate::policy::active::{ActiveRule, text_value};

/// Writes a decision that the policy made into the headers of the response.
#[inline]
pub(crate) fn write(policy: &ActiveRule, decision: Decision<HeaderValue>, headers: &mut HeaderMap) {
    decision.edit(policy.policy(), &mut Editor::of(headers, policy));
}

/// Edits the headers of one response. It has looked at their names beforehand: there is a handful of them, and to look at
/// each once is cheaper than to hash a few.
struct Editor<'a> {
    headers: &'a mut HeaderMap,
    policy: &'a ActiveRule,
    /// Whether somebody else may have written a header of the policy.
    has_strays: bool,
    has_vary: bool,
}

impl<'a> Editor<'a> {
    #[inline]
    fn of(headers: &'a mut HeaderMap, policy: &'a ActiveRule) -> Self {
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
            Value::Echo(value) => Some(value),
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
    /// Joins the lines of `Vary` and the names that none of them holds to one line: caches were seen to look at the last line
    /// alone (nginx before 1.23), and to give one requester's answer to another.
    #[inline(never)]
    fn merge_vary(&mut self, answer: Vary) {
        let mut lines = self.headers.get_all(VARY);
        if let (Some(line), None) = (lines.next(), lines.next()) {
            let merged = self.policy.merged_vary(answer, line, merged);
            if let Some(line) = self.headers.get_mut(VARY) {
                *line = merged;
            }
        } else {
            let lines = self.headers.get_all(VARY).map(HeaderValue::as_bytes).collect::<Vec<_>>().join(&b", "[..]);
            let line = HeaderValue::from_bytes(&lines).expect("lines that can be sent one by one can be sent as one");
            self.headers.insert(VARY, merged(&line, self.policy.policy().vary(answer)));
        }
    }
}

/// The line with the names that it does not hold.
fn merged(line: &HeaderValue, names: &'static str) -> HeaderValue {
    let holds = |name: &str| {
        let mut elements = line.as_bytes().split(|&byte| byte == b',');
        elements.any(|element| element.trim_ascii().eq_ignore_ascii_case(name.as_bytes()))
    };
    if holds("*") {
        return HeaderValue::from_static("*");
    }
    let missing = names.split(", ").filter(|name| !holds(name)).map(str::as_bytes);
    let line = std::iter::once(line.as_bytes()).chain(missing).collect::<Vec<_>>().join(&b", "[..]);
    HeaderValue::from_bytes(&line).expect("a line that can be sent can be sent with more names")
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
        other => HeaderName::from_static(other.name()),
    }
}
