//! Decisions → header maps of actix-web. Nothing else touches one.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, HeaderMap, HeaderName,
    HeaderValue, VARY,
};
use cors_core::{Decision, Header, Policy, ResponseHeaders, Value, Vary};

/// A policy with the values that it always sends, ready to be sent.
#[derive(Debug)]
pub(crate) struct Prepared {
    policy: Held,
    /// By [`Header`].
    values: [Option<HeaderValue>; Header::ALL.len()],
    /// By [`Vary`].
    vary: [HeaderValue; 3],
}

/// A policy of the program, or one that was made when it ran.
#[derive(Debug, Clone)]
pub(crate) enum Held {
    Static(&'static Policy),
    Shared(Arc<Policy>),
}

impl Held {
    #[inline]
    pub(crate) fn policy(&self) -> &Policy {
        match self {
            Held::Static(policy) => policy,
            Held::Shared(policy) => policy,
        }
    }
}

impl Prepared {
    pub(crate) fn new(policy: Held) -> Rc<Self> {
        let values = Header::ALL.map(|header| policy.policy().value(header).map(header_value));
        let vary = [Vary::Response, Vary::Preflight, Vary::Refusal]
            .map(|answer| HeaderValue::from_static(policy.policy().vary(answer)));
        Rc::new(Prepared { policy, values, vary })
    }

    #[inline]
    pub(crate) fn policy(&self) -> &Policy {
        self.policy.policy()
    }

    /// Writes a decision that this policy made into the headers of the response.
    #[inline]
    pub(crate) fn write(&self, decision: &Decision<HeaderValue>, headers: &mut HeaderMap) {
        decision.edit(self.policy(), &mut Editor::of(headers, self));
    }
}

/// Edits the headers of one response. It has looked at their names beforehand: there is a handful of them, and to look at
/// each once is cheaper than to hash a few.
struct Editor<'a> {
    headers: &'a mut HeaderMap,
    prepared: &'a Prepared,
    /// Whether somebody else may have written a header of the policy.
    has_strays: bool,
    has_vary: bool,
}

impl<'a> Editor<'a> {
    #[inline]
    fn of(headers: &'a mut HeaderMap, prepared: &'a Prepared) -> Self {
        let (mut has_strays, mut has_vary) = (false, false);
        for name in headers.keys() {
            has_vary |= *name == VARY;
            let name = name.as_str();
            has_strays |= name.starts_with("access-control-") || name == Header::TimingAllowOrigin.name();
        }
        Editor { headers, prepared, has_strays, has_vary }
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
            Value::Constant => self.prepared.values[header as usize].clone(),
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
            self.headers.append(VARY, self.prepared.vary[answer as usize].clone());
        }
    }
}

impl Editor<'_> {
    #[cold]
    fn merge_vary(&mut self, answer: Vary) {
        let names = self.prepared.policy().vary(answer);
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

#[expect(clippy::ptr_arg, reason = "a text of the program itself is sent without being copied")]
fn header_value(value: &Cow<'static, str>) -> HeaderValue {
    match value {
        Cow::Borrowed(text) => HeaderValue::from_static(text),
        Cow::Owned(text) => text_value(text),
    }
}

fn text_value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).expect("cors-core joins tokens, digits and origins, which are visible ASCII")
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
