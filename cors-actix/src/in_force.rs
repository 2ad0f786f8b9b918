//! The policy that a worker applies: of a source whose parts are known now, and made again when a handle in it is replaced.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use cors_core::__private::{allows_any_of, as_rules, check_policies, for_route, with_predicate};
use cors_core::{ListedOrigin, Policy, Violations};

use crate::active::{ActivePolicy, ActiveRule, Held};
use crate::handle::Following;
use crate::predicate::{Predicate, predicate_of};
use crate::source::{Kind, Source};

/// The policy in force, as one worker sees it.
pub(crate) enum InForce {
    Fixed(Rc<ActivePolicy>),
    Replaceable(RefCell<Latest>),
}

/// What a worker knows of the handles in a source.
pub(crate) struct Latest {
    parts: Vec<Part>,
    finish: Finish,
    active: Rc<ActivePolicy>,
}

/// Where one rule comes from.
struct Part {
    origin: Origin,
    /// Whether it is a policy by itself that still has to be made one for the route.
    is_named: bool,
}

enum Origin {
    Fixed(Held),
    Followed { following: Following, seen: Arc<Policy> },
}

/// The route that policies are for.
#[derive(Clone, Copy)]
pub(crate) struct OnRoute {
    pub(crate) path: &'static str,
    pub(crate) methods: &'static [&'static str],
    /// Whether guards choose it.
    pub(crate) is_guarded: bool,
}

/// What is done to the policies of the source.
enum Finish {
    /// Of a route: they get its methods.
    Route(OnRoute),
    /// Of a `Cors`: this function is asked about origins that the policy does not list.
    Cors(Option<Predicate>),
}

impl InForce {
    /// The policy of a `Cors`.
    ///
    /// # Errors
    /// Why it cannot be in force.
    pub(crate) fn of_cors(source: &Source, predicate: Option<Predicate>) -> Result<Self, String> {
        InForce::new(parts_of_source(source), Finish::Cors(predicate))
    }

    /// The policy of a route. Each rule says whether it has a name.
    ///
    /// # Errors
    /// Why it cannot be in force.
    pub(crate) fn of_route(rules: impl Iterator<Item = (Kind, bool)>, route: OnRoute) -> Result<Self, String> {
        InForce::new(parts_of(rules), Finish::Route(route))
    }

    fn new(parts: Vec<Part>, finish: Finish) -> Result<Self, String> {
        let policies = start(&parts).map_err(|violations| violations.to_string())?;
        finish.check(&parts, &policies)?;
        let active = finish.active(&parts, policies).ok_or("the list of its policies is empty")?;
        let is_fixed = parts.iter().all(|part| matches!(part.origin, Origin::Fixed(_)));
        Ok(if is_fixed {
            InForce::Fixed(active)
        } else {
            InForce::Replaceable(RefCell::new(Latest { parts, finish, active }))
        })
    }

    #[inline]
    pub(crate) fn get(&self) -> Rc<ActivePolicy> {
        match self {
            InForce::Fixed(active) => Rc::clone(active),
            InForce::Replaceable(latest) => latest.borrow_mut().get(),
        }
    }
}

impl Latest {
    fn get(&mut self) -> Rc<ActivePolicy> {
        let mut is_replaced = false;
        for part in &mut self.parts {
            is_replaced |= part.follow();
        }
        // What handles hold has been checked, so it starts.
        if is_replaced
            && let Ok(policies) = start(&self.parts)
            && let Some(active) = self.finish.active(&self.parts, policies)
        {
            self.active = active;
        }
        Rc::clone(&self.active)
    }
}

impl Part {
    fn new(kind: &Kind, is_named: bool) -> Self {
        let origin = match kind {
            Kind::Fixed(policy) => Origin::Fixed(policy.clone()),
            Kind::Replaceable(handle) => Origin::Followed { following: handle.follow(), seen: handle.policy() },
        };
        Part { origin, is_named }
    }

    /// Looks at the handle again. Returns whether its policy was replaced.
    fn follow(&mut self) -> bool {
        let Origin::Followed { following, seen } = &mut self.origin else { return false };
        let current = following.load();
        let is_replaced = !Arc::ptr_eq(current, seen);
        if is_replaced {
            *seen = Arc::clone(current);
        }
        is_replaced
    }

    fn held(&self) -> Held {
        match &self.origin {
            Origin::Fixed(policy) => policy.clone(),
            Origin::Followed { seen, .. } => Held::Shared(Arc::clone(seen)),
        }
    }
}

impl Finish {
    /// Checks what no policy shows by itself.
    fn check(&self, parts: &[Part], policies: &[Held]) -> Result<(), String> {
        let borrowed: Vec<_> = policies.iter().map(Held::policy).collect();
        check_policies(&borrowed).map_err(|violations| violations.to_string())?;
        match self {
            Finish::Route(route) => route.check(parts, &borrowed),
            Finish::Cors(None) => Ok(()),
            Finish::Cors(Some(_)) => check_asking(&borrowed),
        }
    }

    /// The policies, ready to be applied; `None` if there are none.
    fn active(&self, parts: &[Part], policies: Vec<Held>) -> Option<Rc<ActivePolicy>> {
        let mut rules = self.rules(parts, policies).into_iter().map(|policy| {
            let predicate = match self {
                Finish::Cors(Some(predicate)) => Some(predicate.clone()),
                Finish::Cors(None) | Finish::Route(_) => predicate_of(policy.policy()),
            };
            ActiveRule::new(policy, predicate)
        });
        let first = rules.next()?;
        Some(Rc::new(ActivePolicy::new(first, rules)))
    }

    fn policies(&self, parts: &[Part], policies: Vec<Held>) -> Vec<Policy> {
        self.rules(parts, policies).iter().map(|policy| policy.policy().clone()).collect()
    }

    fn rules(&self, parts: &[Part], policies: Vec<Held>) -> Vec<Held> {
        let finished = policies.into_iter().zip(parts).map(|(policy, part)| match self {
            Finish::Route(route) if part.is_named => {
                Held::Shared(Arc::new(for_route(policy.policy(), route.methods, route.is_guarded)))
            }
            Finish::Cors(Some(_)) => Held::Shared(Arc::new(with_predicate(policy.policy()))),
            Finish::Route(_) | Finish::Cors(None) => policy,
        });
        let finished: Vec<_> = finished.collect();
        if finished.len() < 2 {
            return finished;
        }
        let policies: Vec<_> = finished.iter().map(Held::policy).collect();
        as_rules(&policies).into_iter().map(|policy| Held::Shared(Arc::new(policy))).collect()
    }
}

impl OnRoute {
    fn check(&self, parts: &[Part], policies: &[&Policy]) -> Result<(), String> {
        let serves_none = |(part, policy): (&Part, &&Policy)| {
            part.is_named && !self.methods.is_empty() && !allows_any_of(policy, self.methods)
        };
        if !parts.iter().zip(policies).any(serves_none) {
            return Ok(());
        }
        let (methods, path) = (self.methods.join(", "), self.path);
        Err(format!(
            "the policy names methods, but none that `{methods} {path}` serves\nhelp: add one of them to the `methods` of \
             the policy, or remove `methods` from it: then each route has its own"
        ))
    }
}

/// Checks that `Cors::with` has something to be asked about.
fn check_asking(policies: &[&Policy]) -> Result<(), String> {
    Err(match policies {
        [policy] if policy.has_predicate() => {
            "the policy of the `Cors` has a function already\nhelp: remove `.with(…)`, or `with = …` from the policy"
        }
        [policy] if matches!(policy.origins()[..], [ListedOrigin::Any]) => {
            "`Cors::with` asks about origins that the policy does not list, and `*` lists them all\nhelp: remove \
             `.with(…)`, or list origins in the policy instead of `*`"
        }
        [_] => return Ok(()),
        _ => {
            "`Cors::with` does not say which of several policies it is for\nhelp: remove `.with(…)`, and write \
             `origins(with = …)` in the `policy!` that it is for"
        }
    }
    .to_owned())
}

/// The policies of a route now, in the order of its rules.
///
/// # Errors
/// What is wrong with what is known only at run time.
pub(crate) fn policies_of_route(
    rules: impl Iterator<Item = (Kind, bool)>,
    route: OnRoute,
) -> Result<Vec<Policy>, Violations> {
    let parts = parts_of(rules);
    let policies = start(&parts)?;
    Ok(Finish::Route(route).policies(&parts, policies))
}

/// The policies of a route as far as they are written in the program, in the order of its rules.
pub(crate) fn written_policies_of_route(rules: impl Iterator<Item = (Kind, bool)>, route: OnRoute) -> Vec<Policy> {
    let parts = parts_of(rules);
    let policies = parts.iter().map(Part::held).collect();
    Finish::Route(route).policies(&parts, policies)
}

fn parts_of(rules: impl Iterator<Item = (Kind, bool)>) -> Vec<Part> {
    rules.map(|(kind, is_named)| Part::new(&kind, is_named)).collect()
}

fn parts_of_source(source: &Source) -> Vec<Part> {
    source.0.iter().map(|kind| Part::new(kind, false)).collect()
}

/// What is wrong with what a source says only at run time.
pub(crate) fn violations(source: &Source) -> Option<Violations> {
    start(&parts_of_source(source)).err()
}

/// The policies with all that is known when the application starts.
///
/// # Errors
/// Everything that is wrong with them.
fn start(parts: &[Part]) -> Result<Vec<Held>, Violations> {
    let started: Vec<_> = parts.iter().map(|part| part.held().started()).collect();
    let wrong = started.iter().enumerate().filter_map(|(rule, started)| Some((rule, started.as_ref().err()?.clone())));
    match Violations::of_rules(wrong) {
        Some(violations) => Err(violations),
        None => Ok(started.into_iter().flatten().collect()),
    }
}

impl Held {
    fn started(self) -> Result<Held, Violations> {
        match self {
            Held::Static(policy) => policy.started().map(Held::Static).map_err(Clone::clone),
            Held::Shared(policy) => match policy.started() {
                Ok(started) if std::ptr::eq(started, Arc::as_ptr(&policy)) => Ok(Held::Shared(policy)),
                Ok(started) => Ok(Held::Shared(Arc::new(started.clone()))),
                Err(violations) => Err(violations.clone()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use cors_core::{Danger, Draft};

    use super::*;

    #[test]
    fn a_function_is_refused_where_it_would_not_be_asked() {
        let policy = |draft: Draft| draft.check().unwrap();
        let any = policy(Draft::new().origins(["*"]));
        let null = policy(Draft::new().origins(["null"]).dangerously([Danger::NullOrigin]));
        let one = policy(Draft::new().origins(["https://app.example.com"]));
        let asking = with_predicate(&one);
        for (policies, expected) in [
            (&[&one][..], None),
            (&[&null], None),
            (&[&any], Some("`*` lists them all")),
            (&[&asking], Some("has a function already")),
            (&[&one, &null], Some("which of several policies")),
        ] {
            match (check_asking(policies), expected) {
                (Err(message), Some(words)) => assert!(message.contains(words), "{message}"),
                (result, expected) => assert_eq!(result.is_err(), expected.is_some(), "{result:?}"),
            }
        }
    }
}
