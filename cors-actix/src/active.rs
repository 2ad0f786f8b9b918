//! A policy ready to be applied: with its header values, and with the function that is asked about unlisted origins.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::dev::RequestHead;
use actix_web::http::header::HeaderValue;
use cors_core::__private::{refuses_host, value};
use cors_core::{Header, Origin, Policy, Vary, unlisted_origin};

use crate::predicate::Predicate;
use crate::request::View;

/// A policy ready to be applied, by one worker.
#[derive(Debug)]
pub(crate) struct ActivePolicy {
    policy: Held,
    predicate: Option<Predicate>,
    /// By [`Header`].
    values: [Option<HeaderValue>; Header::ALL.len()],
    /// By [`Vary`].
    vary: [HeaderValue; 3],
    merged: RefCell<Vec<Merged>>,
}

/// A line of `Vary` that a handler sent, and what it became.
#[derive(Debug)]
struct Merged {
    answer: Vary,
    line: HeaderValue,
    becomes: HeaderValue,
}

/// How many of them are kept: a handler may make lines of what clients send.
const MAX_MERGED: usize = 8;

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

impl ActivePolicy {
    pub(crate) fn new(policy: Held, predicate: Option<Predicate>) -> Rc<Self> {
        let values = std::array::from_fn(|index| value(policy.policy(), Header::ALL[index]).map(header_value));
        let vary = [Vary::Response, Vary::Preflight, Vary::Refusal]
            .map(|answer| HeaderValue::from_static(policy.policy().vary(answer)));
        Rc::new(ActivePolicy { policy, predicate, values, vary, merged: RefCell::default() })
    }

    #[inline]
    pub(crate) fn policy(&self) -> &Policy {
        self.policy.policy()
    }

    /// The value of a header that it always sends.
    #[inline]
    pub(crate) fn value(&self, header: Header) -> Option<HeaderValue> {
        self.values[header as usize].clone()
    }

    #[inline]
    pub(crate) fn vary(&self, answer: Vary) -> HeaderValue {
        self.vary[answer as usize].clone()
    }

    /// A line of `Vary` with the names of the policy, by `merge` if it was not seen before.
    pub(crate) fn merged_vary(
        &self,
        answer: Vary,
        line: &HeaderValue,
        merge: impl FnOnce(&HeaderValue, &'static str) -> HeaderValue,
    ) -> HeaderValue {
        let mut seen = self.merged.borrow_mut();
        if let Some(seen) = seen.iter().find(|seen| seen.answer == answer && seen.line == line) {
            return seen.becomes.clone();
        }
        let merged = merge(line, self.policy().vary(answer));
        if seen.len() < MAX_MERGED {
            seen.push(Merged { answer, line: line.clone(), becomes: merged.clone() });
        }
        merged
    }

    pub(crate) fn has_predicate(&self) -> bool {
        self.predicate.is_some()
    }

    /// Whether the request is addressed to a host that is none of the names of the server.
    #[inline]
    pub(crate) fn refuses_host(&self, head: &RequestHead) -> bool {
        refuses_host(self.policy(), &View(head))
    }

    /// Whether the predicate admits the origin of the request; `None` if it has to be awaited.
    #[inline]
    pub(crate) fn predicate_allows_at_once(&self, request: &HttpRequest) -> Option<bool> {
        if self.predicate.is_none() {
            return Some(false);
        }
        match self.unlisted(&View(request.head())) {
            None => Some(false),
            Some((origin, Predicate::Sync(admits))) => Some(admits(&origin, request)),
            Some((_, Predicate::Async(_))) => None,
        }
    }

    /// Whether the predicate admits the origin of the request.
    pub(crate) async fn predicate_allows(&self, request: &HttpRequest) -> bool {
        match self.unlisted(&View(request.head())) {
            None => false,
            Some((origin, Predicate::Sync(admits))) => admits(&origin, request),
            Some((origin, Predicate::Async(admits))) => admits(&origin, request).await,
        }
    }

    /// The origin that the policy does not list, and who is asked about it.
    fn unlisted<'a>(&'a self, head: &'a View<'_>) -> Option<(Origin<'a>, &'a Predicate)> {
        let predicate = self.predicate.as_ref()?;
        Some((unlisted_origin(self.policy(), head)?, predicate))
    }
}

#[expect(clippy::ptr_arg, reason = "a text of the program itself is sent without being copied")]
fn header_value(value: &Cow<'static, str>) -> HeaderValue {
    match value {
        Cow::Borrowed(text) => HeaderValue::from_static(text),
        Cow::Owned(text) => text_value(text),
    }
}

/// The value of a header that cors-core has joined of tokens, digits and origins, which are visible ASCII.
pub(crate) fn text_value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).expect("tokens, digits and origins are visible ASCII")
}
