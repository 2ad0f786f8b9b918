//! A policy ready to be applied: with its header values, and with the function that is asked about unlisted origins.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::dev::RequestHead;
use actix_web::http::header::HeaderValue;
use cors_core::__private::{equals_except_guards, refuses_host, value};
use cors_core::{Header, Origin, Policy, Vary, Violations, lists_origin, unlisted_origin};

use crate::policy::predicate::Predicate;
use crate::request::View;

/// A policy ready to be applied, by one worker: its rules, in their order.
#[derive(Debug)]
pub(crate) struct ActivePolicy {
    first: Rc<ActiveRule>,
    others: Vec<Rc<ActiveRule>>,
}

/// One rule of a policy, most often the only one.
#[derive(Debug)]
pub(crate) struct ActiveRule {
    policy: Held,
    predicate: Option<Predicate>,
    /// By [`Header`].
    values: [Option<HeaderValue>; Header::ALL.len()],
    /// By [`Vary`].
    vary: [HeaderValue; 3],
    merged: RefCell<Vec<Merged>>,
}

/// The rule that applies to a request.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) rule: Rc<ActiveRule>,
    /// What the predicate of the rule says about the origin.
    pub(crate) allowed_by_predicate: bool,
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

    /// Completes it with what is known when the application starts.
    ///
    /// # Errors
    /// Everything that is wrong with that.
    pub(crate) fn start(&mut self) -> Result<(), Violations> {
        if let Some(start) = self.policy().runtime().start {
            *self = Held::Static(start()?);
        }
        Ok(())
    }
}

impl ActivePolicy {
    pub(crate) fn new(first: ActiveRule, others: impl Iterator<Item = ActiveRule>) -> Self {
        ActivePolicy { first: Rc::new(first), others: others.map(Rc::new).collect() }
    }

    /// The policy of each rule.
    #[cfg(feature = "report")]
    pub(crate) fn policies(&self) -> impl Iterator<Item = &Policy> {
        self.rules().map(|rule| rule.policy())
    }

    /// The names of the server, which all rules share.
    #[cfg(feature = "report")]
    pub(crate) fn hosts(&self) -> Vec<String> {
        self.first.policy().hosts()
    }

    /// Whether the response to an actual request cannot depend on its headers.
    pub(crate) fn is_constant(&self) -> bool {
        self.first.policy().is_constant()
    }

    /// Whether another policy answers alike, as far as can be told, though guards may choose the route of one of them.
    pub(crate) fn answers_as(&self, other: &ActivePolicy) -> bool {
        let is_same =
            |(own, others): (&Rc<ActiveRule>, &Rc<ActiveRule>)| equals_except_guards(own.policy(), others.policy());
        self.others.len() == other.others.len() && self.rules().zip(other.rules()).all(is_same)
    }

    pub(crate) fn has_predicate(&self) -> bool {
        self.rules().any(|rule| rule.predicate.is_some())
    }

    /// Whether the request is addressed to a host that is none of the names of the server, which all rules share.
    #[inline]
    pub(crate) fn refuses_host(&self, head: &RequestHead) -> bool {
        refuses_host(self.first.policy(), &View(head))
    }

    /// The rule that applies to a request, or the index of the one whose predicate has to be awaited first.
    #[inline]
    pub(crate) fn choose_at_once(&self, request: &HttpRequest) -> Result<Choice, usize> {
        if self.others.is_empty() && self.first.predicate.is_none() {
            return Ok(Choice::listed(&self.first));
        }
        self.choose_from(0, request)
    }

    /// The rule that applies to a request, once the predicates have answered that `found` waits for.
    pub(crate) async fn choose_later(&self, mut found: Result<Choice, usize>, request: &HttpRequest) -> Choice {
        loop {
            let index = match found {
                Ok(choice) => return choice,
                Err(index) => index,
            };
            if let Some(rule) = self.rules().nth(index)
                && let Some((origin, Predicate::Async(admits))) = rule.unlisted(&View(request.head()))
                && admits(&origin, request).await
            {
                return Choice::admitted(rule);
            }
            found = self.choose_from(index + 1, request);
        }
    }

    fn choose_from(&self, start: usize, request: &HttpRequest) -> Result<Choice, usize> {
        let head = View(request.head());
        for (index, rule) in self.rules().enumerate().skip(start) {
            if lists_origin(rule.policy(), &head) {
                return Ok(Choice::listed(rule));
            }
            match rule.unlisted(&head) {
                Some((origin, Predicate::Sync(admits))) if admits(&origin, request) => {
                    return Ok(Choice::admitted(rule));
                }
                Some((_, Predicate::Async(_))) => return Err(index),
                Some((_, Predicate::Sync(_))) | None => {}
            }
        }
        Ok(Choice::listed(self.last()))
    }

    /// The rule that applies to a request if no predicate admits it.
    pub(crate) fn choose_listed(&self, head: &RequestHead) -> Choice {
        let head = View(head);
        let lists = |rule: &&Rc<ActiveRule>| lists_origin(rule.policy(), &head);
        Choice::listed(self.rules().find(lists).unwrap_or_else(|| self.last()))
    }

    fn rules(&self) -> impl Iterator<Item = &Rc<ActiveRule>> {
        std::iter::once(&self.first).chain(&self.others)
    }

    fn last(&self) -> &Rc<ActiveRule> {
        self.others.last().unwrap_or(&self.first)
    }
}

impl Choice {
    #[inline]
    fn listed(rule: &Rc<ActiveRule>) -> Self {
        Choice { rule: Rc::clone(rule), allowed_by_predicate: false }
    }

    fn admitted(rule: &Rc<ActiveRule>) -> Self {
        Choice { rule: Rc::clone(rule), allowed_by_predicate: true }
    }
}

impl ActiveRule {
    pub(crate) fn new(policy: Held, predicate: Option<Predicate>) -> Self {
        let values = std::array::from_fn(|index| value(policy.policy(), Header::ALL[index]).map(header_value));
        let vary = [Vary::Response, Vary::Preflight, Vary::Refusal]
            .map(|answer| HeaderValue::from_static(policy.policy().vary(answer)));
        ActiveRule { policy, predicate, values, vary, merged: RefCell::default() }
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
