//! The policy that a worker applies: of a source whose parts are known now, and made again when a handle in it is replaced.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use cors_core::__private::{allows_any_of, as_rules, check_policies, for_route, with_predicate};
use cors_core::{ListedOrigin, Policy, Violations};

use crate::policy::active::{ActivePolicy, ActiveRule, Held};
use crate::policy::annotated_route::{AnnotatedRoute, RouteRule};
use crate::policy::handle::Following;
use crate::policy::predicate::{Predicate, predicate_of};
use crate::policy::source::{Kind, Source};

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

/// A policy of a source.
struct Part {
    policy: Held,
    /// The handle that the policy is from, and what was last seen in it.
    followed: Option<(Following, Arc<Policy>)>,
    /// Whether it is a policy by itself that still has to be made one for the route.
    is_named: bool,
}

/// What is done to the policies of the source.
enum Finish {
    /// Of a route: they get its methods.
    Route(&'static AnnotatedRoute),
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

    /// The policy of a route.
    ///
    /// # Errors
    /// Why it cannot be in force.
    pub(crate) fn of_route(route: &'static AnnotatedRoute) -> Result<Self, String> {
        InForce::new(route.parts(), Finish::Route(route))
    }

    fn new(parts: Vec<Part>, finish: Finish) -> Result<Self, String> {
        let parts = start(parts).map_err(|violations| violations.to_string())?;
        finish.check(&parts)?;
        let active = finish.active(&parts).ok_or("the list of its policies is empty")?;
        let is_fixed = parts.iter().all(|part| part.followed.is_none());
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
        if is_replaced && let Some(active) = self.finish.active(&self.parts) {
            self.active = active;
        }
        Rc::clone(&self.active)
    }
}

impl Part {
    fn new(kind: Kind, is_named: bool) -> Self {
        match kind {
            Kind::Fixed(policy) => Part { policy, followed: None, is_named },
            Kind::Replaceable(handle) => {
                let seen = handle.policy();
                Part { policy: Held::Shared(Arc::clone(&seen)), followed: Some((handle.follow(), seen)), is_named }
            }
        }
    }

    /// Looks at the handle again. Returns whether its policy was replaced.
    fn follow(&mut self) -> bool {
        let Some((following, seen)) = &mut self.followed else { return false };
        let current = following.load();
        let is_replaced = !Arc::ptr_eq(current, seen);
        if is_replaced {
            *seen = Arc::clone(current);
            self.policy = Held::Shared(Arc::clone(current));
        }
        is_replaced
    }
}

impl Finish {
    /// Checks what no policy shows by itself.
    fn check(&self, parts: &[Part]) -> Result<(), String> {
        let policies: Vec<_> = parts.iter().map(|part| part.policy.policy()).collect();
        check_policies(&policies).map_err(|violations| violations.to_string())?;
        match self {
            Finish::Route(route) => check_methods(route, parts),
            Finish::Cors(None) => Ok(()),
            Finish::Cors(Some(_)) => check_asking(&policies),
        }
    }

    /// The policies, ready to be applied; `None` if there are none.
    fn active(&self, parts: &[Part]) -> Option<Rc<ActivePolicy>> {
        let mut rules = self.rules(parts).into_iter().map(|policy| {
            let predicate = match self {
                Finish::Cors(Some(predicate)) => Some(predicate.clone()),
                Finish::Cors(None) | Finish::Route(_) => predicate_of(policy.policy()),
            };
            ActiveRule::new(policy, predicate)
        });
        let first = rules.next()?;
        Some(Rc::new(ActivePolicy::new(first, rules)))
    }

    fn policies(&self, parts: &[Part]) -> Vec<Policy> {
        self.rules(parts).iter().map(|policy| policy.policy().clone()).collect()
    }

    fn rules(&self, parts: &[Part]) -> Vec<Held> {
        let finished = parts.iter().map(|part| match self {
            Finish::Route(route) if part.is_named => {
                Held::Shared(Arc::new(for_route(part.policy.policy(), route.methods(), !route.guards.is_empty())))
            }
            Finish::Cors(Some(_)) => Held::Shared(Arc::new(with_predicate(part.policy.policy()))),
            Finish::Route(_) | Finish::Cors(None) => part.policy.clone(),
        });
        let finished: Vec<_> = finished.collect();
        if finished.len() < 2 {
            return finished;
        }
        let policies: Vec<_> = finished.iter().map(Held::policy).collect();
        as_rules(&policies).into_iter().map(|policy| Held::Shared(Arc::new(policy))).collect()
    }
}

/// Checks that a policy with methods of its own lists one that the route serves.
fn check_methods(route: &AnnotatedRoute, parts: &[Part]) -> Result<(), String> {
    let methods = route.methods();
    let serves_none =
        |part: &Part| part.is_named && !methods.is_empty() && !allows_any_of(part.policy.policy(), methods);
    if !parts.iter().any(serves_none) {
        return Ok(());
    }
    let (methods, path) = (methods.join(", "), route.path());
    Err(format!(
        "the policy names methods, but none that `{methods} {path}` serves\nhelp: add one of them to the `methods` of \
         the policy, or remove `methods` from it: then each route has its own"
    ))
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

impl AnnotatedRoute {
    /// Returns the policies of the route in the order of its rules, one most often. What is known only at run time
    /// (`origins(env = "VAR")`, the policy of a handle) is read now.
    ///
    /// # Errors
    /// What is wrong with environment variables, or with the origins in them.
    pub fn policies(&'static self) -> Result<Vec<Policy>, Violations> {
        Ok(Finish::Route(self).policies(&start(self.parts())?))
    }

    /// Returns the policies as far as they are written in the program: without the origins of environment variables and
    /// lists.
    pub fn written(&'static self) -> Vec<Policy> {
        Finish::Route(self).policies(&self.parts())
    }

    fn parts(&'static self) -> Vec<Part> {
        let parts =
            |rule: &'static RouteRule| rule.source().0.into_iter().map(|kind| Part::new(kind, rule.name().is_some()));
        self.rules.iter().flat_map(parts).collect()
    }
}

fn parts_of_source(source: &Source) -> Vec<Part> {
    source.0.iter().map(|kind| Part::new(kind.clone(), false)).collect()
}

/// What is wrong with what a source says only at run time.
pub(crate) fn violations(source: &Source) -> Option<Violations> {
    start(parts_of_source(source)).err()
}

/// Completes the policies with what is known when the application starts.
///
/// # Errors
/// Everything that is wrong with it.
fn start(mut parts: Vec<Part>) -> Result<Vec<Part>, Violations> {
    let start = |(rule, part): (usize, &mut Part)| Some((rule, part.policy.start().err()?));
    match Violations::of_rules(parts.iter_mut().enumerate().filter_map(start)) {
        Some(violations) => Err(violations),
        None => Ok(parts),
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
