//! The policies that an application was built with.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::policy::active::ActivePolicy;
use crate::policy::annotated_route::AnnotatedRoute;
use crate::report::facts::PolicyFacts;
use crate::routing::building::Built;

/// The policies that were built, and which of them the report has come to.
pub(super) struct Policies {
    built: Vec<Built>,
    /// The place of each in `built`.
    places: HashMap<*const ActivePolicy, usize>,
    seen: RefCell<HashSet<*const ActivePolicy>>,
}

impl Policies {
    pub(super) fn new(built: Vec<Built>) -> Self {
        let places = built.iter().enumerate().map(|(place, built)| (Rc::as_ptr(&built.policy), place)).collect();
        Policies { built, places, seen: RefCell::default() }
    }

    /// The annotated routes.
    pub(super) fn routes(&self) -> impl Iterator<Item = &'static AnnotatedRoute> {
        self.built.iter().filter_map(|built| built.route)
    }

    /// The rules of a policy.
    pub(super) fn facts(&self, policy: &Rc<ActivePolicy>) -> Vec<PolicyFacts> {
        match self.find(policy) {
            Some(built) => PolicyFacts::of_rules(policy.policies(), &built.written),
            // A handle was replaced meanwhile.
            None => PolicyFacts::of_rules(policy.policies(), &policy.policies().cloned().collect::<Vec<_>>()),
        }
    }

    /// The annotated route that has this policy.
    pub(super) fn route(&self, policy: &Rc<ActivePolicy>) -> Option<&'static AnnotatedRoute> {
        self.find(policy)?.route
    }

    pub(super) fn note_seen<'p>(&self, policies: impl Iterator<Item = &'p Rc<ActivePolicy>>) {
        self.seen.borrow_mut().extend(policies.map(Rc::as_ptr));
    }

    /// `the policy of …`, for each `Cors` that the report has not come to.
    pub(super) fn hidden(&self) -> Vec<&str> {
        let seen = self.seen.borrow();
        let is_hidden = |built: &&Built| built.route.is_none() && !seen.contains(&Rc::as_ptr(&built.policy));
        self.built.iter().filter(is_hidden).map(|built| &*built.whose).collect()
    }

    fn find(&self, policy: &Rc<ActivePolicy>) -> Option<&Built> {
        self.places.get(&Rc::as_ptr(policy)).map(|place| &self.built[*place])
    }
}
