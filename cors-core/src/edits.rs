//! What a decision does to the headers of a response.

use crate::decide::{AllowOrigin, Approval, Decision};
use crate::header::Header;
use crate::policy::Policy;
use crate::table::Names;

/// The headers of a response, as far as a decision edits them.
pub trait ResponseHeaders<V> {
    /// Removes every line of the given headers, whoever wrote them.
    fn clear(&mut self, headers: &[Header]);

    /// Sets a header; [`clear`](Self::clear) has been called for it before.
    fn set(&mut self, header: Header, value: Value<'_, V>);

    /// Adds names to `Vary`: every line that is there stays, no name comes twice, and `*` stands for all.
    fn vary(&mut self, names: &'static str);
}

/// The value of a header.
#[derive(Debug, PartialEq, Eq)]
pub enum Value<'v, V> {
    /// [`Policy::value`] of this header.
    Constant,
    /// A value of the request, as it came.
    Echo(&'v V),
    /// A text made for this answer, of tokens only.
    Text(&'v str),
}

/// What only the policy may write on the response to an actual request. A handler's own lines would let in whom the
/// policy keeps out, and two lines would let in nobody.
const WRITTEN_BY_THE_POLICY: &[Header] = &[
    Header::AllowOrigin,
    Header::AllowCredentials,
    Header::ExposeHeaders,
    Header::AllowMethods,
    Header::AllowHeaders,
    Header::MaxAge,
    Header::AllowPrivateNetwork,
];

impl<V> Decision<V> {
    /// Writes the decision into the headers of the response that it was made for.
    pub fn edit(&self, policy: &Policy, response: &mut impl ResponseHeaders<V>) {
        match self {
            Decision::Share(origin) => share(policy, origin, response),
            Decision::NoOrigin | Decision::Withhold(_) | Decision::Block(_) => withhold(policy, response),
            Decision::Approve(approval) => approve(policy, approval, response),
            Decision::Refuse(_) => response.vary(preflight_vary(policy)),
        }
    }
}

/// <https://fetch.spec.whatwg.org/#http-responses>
fn share<V>(policy: &Policy, origin: &AllowOrigin<V>, response: &mut impl ResponseHeaders<V>) {
    clear(policy, response);
    response.set(Header::AllowOrigin, origin.value());
    constant(policy, Header::AllowCredentials, response);
    constant(policy, Header::ExposeHeaders, response);
    if policy.table().timing {
        response.set(Header::TimingAllowOrigin, origin.value());
    }
    if !policy.is_constant() {
        response.vary("Origin");
    }
}

/// <https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches>: a refusal varies like a permission.
fn withhold<V>(policy: &Policy, response: &mut impl ResponseHeaders<V>) {
    clear(policy, response);
    response.vary("Origin");
}

/// <https://fetch.spec.whatwg.org/#http-responses>: the whole lists, so that one preflight serves many requests and the
/// browser can name what is missing.
fn approve<V>(policy: &Policy, approval: &Approval<V>, response: &mut impl ResponseHeaders<V>) {
    response.set(Header::AllowOrigin, approval.origin.value());
    constant(policy, Header::AllowCredentials, response);
    match (&approval.method, approval.methods.as_deref()) {
        (Some(method), _) => response.set(Header::AllowMethods, Value::Echo(method)),
        (None, Some("")) => {}
        (None, Some(methods)) => response.set(Header::AllowMethods, Value::Text(methods)),
        (None, None) => constant(policy, Header::AllowMethods, response),
    }
    match &approval.headers {
        Some(names) => response.set(Header::AllowHeaders, Value::Text(names)),
        None => constant(policy, Header::AllowHeaders, response),
    }
    constant(policy, Header::MaxAge, response);
    if approval.private_network {
        response.set(Header::AllowPrivateNetwork, Value::Constant);
    }
    response.vary(preflight_vary(policy));
}

fn clear<V>(policy: &Policy, response: &mut impl ResponseHeaders<V>) {
    response.clear(WRITTEN_BY_THE_POLICY);
    if policy.table().timing {
        response.clear(&[Header::TimingAllowOrigin]);
    }
}

fn constant<V>(policy: &Policy, header: Header, response: &mut impl ResponseHeaders<V>) {
    if policy.value(header).is_some() {
        response.set(header, Value::Constant);
    }
}

/// What chose the answer: the route, by the requested method, and whatever the policy looked at beside it.
fn preflight_vary(policy: &Policy) -> &'static str {
    let headers = policy.table().headers == Names::Echo;
    match (policy.is_constant(), headers, policy.table().private_network) {
        (true, false, false) => "Access-Control-Request-Method",
        (true, false, true) => "Access-Control-Request-Method, Access-Control-Request-Private-Network",
        (true, true, false) => "Access-Control-Request-Method, Access-Control-Request-Headers",
        (true, true, true) => {
            "Access-Control-Request-Method, Access-Control-Request-Headers, Access-Control-Request-Private-Network"
        }
        (false, false, false) => "Origin, Access-Control-Request-Method",
        (false, false, true) => "Origin, Access-Control-Request-Method, Access-Control-Request-Private-Network",
        (false, true, false) => "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
        (false, true, true) => {
            "Origin, Access-Control-Request-Method, Access-Control-Request-Headers, \
             Access-Control-Request-Private-Network"
        }
    }
}

impl<V> AllowOrigin<V> {
    fn value(&self) -> Value<'_, V> {
        match self {
            AllowOrigin::Constant => Value::Constant,
            AllowOrigin::Echo(origin) => Value::Echo(origin),
        }
    }
}
