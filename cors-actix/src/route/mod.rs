//! Annotated routes: what `#[cors]` knows about a handler, and how it becomes a route.

pub(crate) mod guard;
pub(crate) mod register;
mod service;

use std::sync::OnceLock;

use actix_web::guard::GuardContext;
use cors_core::__private::equals_except_guards;
use cors_core::{Policy, Violations};

use crate::predicate::Predicate;

/// A handler with `#[cors]`. The attribute implements it.
#[diagnostic::on_unimplemented(
    message = "this is no handler with `#[cors]`",
    label = "it has no `#[cors]`",
    note = "put `#[cors(…)]` above the route attribute of the handler: `#[cors(origins = \"https://app.example.com\")]`, or \
            `#[cors(off)]`; what has its policy from a `Cors` around it is known to that one alone"
)]
pub trait Annotated {
    /// The routes of the handler: one, or with `#[routes]` one for each path.
    fn routes() -> &'static [AnnotatedRoute];
}

/// One path of a handler, and the policy that answers on it.
#[derive(Debug)]
pub struct AnnotatedRoute {
    path: &'static str,
    name: &'static str,
    methods: &'static [&'static str],
    guards: &'static [fn(&GuardContext<'_>) -> bool],
    source: Source,
    /// A static of its own, whose address tells it from the predicates of other routes.
    predicate: Option<&'static fn() -> Predicate>,
    spelled: Spelled,
}

/// What is known at run time only, as it is written in the attributes.
#[derive(Debug, Clone, Copy)]
#[doc(hidden)]
pub struct Spelled {
    /// The paths of the guards.
    pub guards: &'static [&'static str],
    /// The path of the predicate.
    pub predicate: Option<&'static str>,
    /// The variables of the environment that list origins.
    pub variables: &'static [&'static str],
}

/// Where the policy of a route comes from.
#[derive(Debug)]
#[doc(hidden)]
pub enum Source {
    /// It is all written in the attribute.
    Written(Policy),
    /// It is a named policy, for the methods of this route.
    Named(fn() -> &'static Policy),
    /// A part of it is known when the application starts.
    Started {
        /// The other part.
        written: Policy,
        /// All of it.
        start: fn() -> &'static Result<Policy, Violations>,
    },
}

/// The policy of a route once the application has started.
#[doc(hidden)]
pub type Started = OnceLock<Result<Policy, Violations>>;

impl AnnotatedRoute {
    #[doc(hidden)]
    pub const fn new(
        path: &'static str,
        name: &'static str,
        methods: &'static [&'static str],
        guards: &'static [fn(&GuardContext<'_>) -> bool],
        source: Source,
        predicate: Option<&'static fn() -> Predicate>,
    ) -> Self {
        let spelled = Spelled { guards: &[], predicate: None, variables: &[] };
        AnnotatedRoute { path, name, methods, guards, source, predicate, spelled }
    }

    /// The route with what is written about it.
    #[doc(hidden)]
    #[must_use]
    pub const fn spelled(mut self, spelled: Spelled) -> Self {
        self.spelled = spelled;
        self
    }

    /// The path pattern, without the prefix of any scope around it.
    pub const fn path(&self) -> &'static str {
        self.path
    }

    /// The name of the resource.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The methods that the handler serves on this path.
    pub const fn methods(&self) -> &'static [&'static str] {
        self.methods
    }

    /// The guards that the route attribute names.
    pub(crate) const fn guards(&self) -> &'static [fn(&GuardContext<'_>) -> bool] {
        self.guards
    }

    /// The policy. One that names a variable of the environment
    /// (`origins(env = "VAR")`) is made by the first call, which is that of the application when it starts.
    ///
    /// # Errors
    /// What is wrong with the variable or with the origins in it.
    pub fn policy(&self) -> Result<&Policy, &Violations> {
        match &self.source {
            Source::Written(policy) => Ok(policy),
            Source::Named(policy) => Ok(policy()),
            Source::Started { start, .. } => start().as_ref(),
        }
    }

    /// The policy as far as it is written in the program, without the origins of the environment.
    pub fn written(&self) -> &Policy {
        match &self.source {
            Source::Written(policy) | Source::Started { written: policy, .. } => policy,
            Source::Named(policy) => policy(),
        }
    }

    /// The guards that the route attribute names, as they are written there.
    pub const fn guard_names(&self) -> &'static [&'static str] {
        self.spelled.guards
    }

    /// The function that is asked about origins which the policy does not list (`origins(with = …)`), as it is written.
    pub const fn decided_by(&self) -> Option<&'static str> {
        self.spelled.predicate
    }

    /// The variables of the environment that list origins, too (`origins(env = "VAR")`).
    pub const fn variables(&self) -> &'static [&'static str] {
        self.spelled.variables
    }

    /// Whether another route answers alike, as far as can be told.
    pub(crate) fn has_policy_of(&self, other: &AnnotatedRoute) -> bool {
        let is_same = |(own, others): (&Policy, &Policy)| equals_except_guards(own, others);
        let has_same_predicate = match (self.predicate, other.predicate) {
            (None, None) => true,
            (Some(own), Some(others)) => std::ptr::eq(own, others),
            (Some(_), None) | (None, Some(_)) => false,
        };
        has_same_predicate && self.policy().ok().zip(other.policy().ok()).is_some_and(is_same)
    }

    /// The predicate of the application that is asked about origins which the policy does not list.
    pub(crate) fn predicate(&self) -> Option<Predicate> {
        self.predicate.map(|predicate| predicate())
    }
}
