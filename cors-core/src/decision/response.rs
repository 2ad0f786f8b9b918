//! What a decision does to the headers of a response.

use crate::config::enforce::Enforce;
use crate::decision::outcome::{AllowOrigin, Approval, Decision, Methods};
use crate::policy::Policy;
use crate::spec::header::{Header, Vary};

/// The headers of a response, as far as a decision edits them.
pub trait ResponseHeaders<V> {
    /// Removes every line of the given headers, no matter who wrote them.
    fn clear(&mut self, headers: &[Header]);

    /// Sets a header that is not there: of an empty response, or after [`clear`](Self::clear).
    fn set(&mut self, header: Header, value: Value<'_, V>);

    /// Adds the names of [`Policy::vary`] to `Vary`, on one line: every name that is there stays, none is added twice, and
    /// `*` means all.
    fn vary(&mut self, answer: Vary);
}

/// The value of a header.
#[derive(Debug, PartialEq, Eq)]
pub enum Value<'v, V> {
    /// [`Policy::value`] of this header; nothing is set where there is none.
    Constant,
    /// A value of the request, as it came.
    Echo(V),
    /// A string made for this answer, of tokens only.
    Text(&'v str),
}

/// What only the policy may write on the response to an actual request. A handler's own lines would allow
/// origins that the policy does not, and browsers accept no response with two lines.
const WRITTEN_BY_THE_POLICY: &[Header] = &[
    Header::AllowOrigin,
    Header::AllowCredentials,
    Header::ExposeHeaders,
    Header::AllowMethods,
    Header::AllowHeaders,
    Header::MaxAge,
];

impl<V: Clone> Decision<V> {
    /// Writes the decision into the headers of the response that it was made for.
    #[inline]
    pub fn edit(self, policy: &Policy, response: &mut impl ResponseHeaders<V>) {
        match self {
            Decision::Share(origin) => share(policy, origin, response),
            Decision::NoOrigin | Decision::Withhold(_) => withhold(policy, Vary::Response, response),
            Decision::Block(_) => withhold(policy, Vary::Refusal, response),
            // Its handler runs for some and not for others.
            Decision::LeaveAlone if policy.enforce() == Enforce::All => response.vary(Vary::Response),
            Decision::LeaveAlone => {}
            Decision::Approve(approval) => approve(approval, response),
            Decision::Refuse(_) => response.vary(Vary::Preflight),
        }
    }
}

/// <https://fetch.spec.whatwg.org/#http-responses>
#[inline]
fn share<V: Clone>(policy: &Policy, origin: AllowOrigin<V>, response: &mut impl ResponseHeaders<V>) {
    clear(policy, response);
    if !policy.is_constant() {
        response.vary(Vary::Response);
    }
    if policy.table().timing {
        response.set(Header::TimingAllowOrigin, value(origin.clone()));
    }
    response.set(Header::AllowOrigin, value(origin));
    response.set(Header::AllowCredentials, Value::Constant);
    response.set(Header::ExposeHeaders, Value::Constant);
}

/// <https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches>: a refusal varies like a permission.
#[inline]
fn withhold<V>(policy: &Policy, vary: Vary, response: &mut impl ResponseHeaders<V>) {
    clear(policy, response);
    response.vary(vary);
}

/// <https://fetch.spec.whatwg.org/#http-responses>: the whole lists, so one preflight serves many requests and the
/// browser can name what is missing.
fn approve<V>(approval: Approval<V>, response: &mut impl ResponseHeaders<V>) {
    response.vary(Vary::Preflight);
    response.set(Header::AllowOrigin, value(approval.origin));
    response.set(Header::AllowCredentials, Value::Constant);
    let (methods, headers) = match approval.overrides {
        Some(overrides) => (overrides.methods, overrides.headers),
        None => (None, None),
    };
    match methods {
        Some(Methods::Requested(method)) => response.set(Header::AllowMethods, Value::Echo(method)),
        Some(Methods::Filtered(names)) if names.is_empty() => {}
        Some(Methods::Filtered(names)) => response.set(Header::AllowMethods, Value::Text(&names)),
        None => response.set(Header::AllowMethods, Value::Constant),
    }
    match headers {
        Some(names) => response.set(Header::AllowHeaders, Value::Text(&names)),
        None => response.set(Header::AllowHeaders, Value::Constant),
    }
    response.set(Header::MaxAge, Value::Constant);
}

#[inline]
fn clear<V>(policy: &Policy, response: &mut impl ResponseHeaders<V>) {
    response.clear(WRITTEN_BY_THE_POLICY);
    if policy.table().timing {
        response.clear(&[Header::TimingAllowOrigin]);
    }
}

#[inline]
fn value<'v, V>(origin: AllowOrigin<V>) -> Value<'v, V> {
    match origin {
        AllowOrigin::Constant => Value::Constant,
        AllowOrigin::Echo(origin) => Value::Echo(origin),
    }
}
