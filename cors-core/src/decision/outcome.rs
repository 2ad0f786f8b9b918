//! What becomes of a request.

use crate::decision::denial::Denial;
use crate::policy::Policy;
use crate::policy::compiled::Names;

/// What becomes of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Decision<V> {
    /// The handler runs, and scripts of this origin may read the response.
    Share(AllowOrigin<V>),
    /// The handler runs; the request names no origin that the response could be shared with.
    NoOrigin,
    /// The handler runs, and scripts may not read the response: the origin is repeated, malformed or not allowed.
    Withhold(Denial),
    /// The handler runs, and the policy writes nothing: CORS is off.
    LeaveAlone,
    /// The handler does not run: the sender is refused, or the server is addressed by another name.
    Block(Denial),
    /// The preflight is answered with what the policy allows.
    Approve(Approval<V>),
    /// The preflight is answered with a refusal.
    Refuse(Denial),
}

/// The value of `Access-Control-Allow-Origin`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllowOrigin<V> {
    /// The one that the policy always sends.
    Constant,
    /// The origin of the request.
    Echo(V),
}

/// What an approved preflight is told beyond what the policy always says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval<V> {
    pub(super) origin: AllowOrigin<V>,
    pub(super) overrides: Option<Box<Overrides<V>>>,
}

/// What an approved preflight is told in place of the lists of the policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Overrides<V> {
    /// In place of the methods.
    pub(super) methods: Option<Methods<V>>,
    /// The requested headers, where the policy allows any and cannot say so with `*`.
    pub(super) headers: Option<String>,
}

/// The methods that a preflight is told in place of those of the policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Methods<V> {
    /// The requested one, where the policy allows any and `*` cannot say so, or would say too much.
    Requested(V),
    /// What is left of the list, where not all of it would reach this route.
    Filtered(String),
}

/// Leaves methods out of the list of an approval: those with which a request would reach another route. A browser keeps every
/// method of the list, and would send them without asking again. Of all methods (`*`), only the requested one stays.
pub fn exclude_methods<V: Clone>(
    approval: &mut Approval<V>,
    policy: &Policy,
    requested: &V,
    elsewhere: impl Fn(&str) -> bool,
) {
    let Names::Listed(names) = &policy.table().methods else { return };
    let methods = if names == "*" {
        Methods::Requested(requested.clone())
    } else {
        let left: Vec<&str> = names.split(", ").filter(|name| !elsewhere(name)).collect();
        Methods::Filtered(left.join(", "))
    };
    let overrides = || Box::new(Overrides { methods: None, headers: None });
    approval.overrides.get_or_insert_with(overrides).methods = Some(methods);
}
