//! What `#[cors]` knows about a handler.

use std::sync::OnceLock;

use actix_web::guard::GuardContext;
use cors_core::{Draft, Policy, Violations};

use crate::predicate::Predicate;

/// A handler with `#[cors]`. The attribute implements it.
pub trait Annotated {
    /// The routes of the handler: one, or with `#[routes]` one for each path. Each call gives the same ones.
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
    predicate: Option<fn() -> Predicate>,
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
    Started(fn() -> &'static Result<Policy, Violations>),
    /// CORS is switched off.
    Off,
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
        predicate: Option<fn() -> Predicate>,
    ) -> Self {
        AnnotatedRoute { path, name, methods, guards, source, predicate }
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

    /// The policy, `None` for a route with `#[cors(off)]`. One that names a variable of the environment
    /// (`origins(env = "VAR")`) is made by the first call, which is that of the application when it starts.
    ///
    /// # Errors
    /// What is wrong with the variable or with the origins in it.
    pub fn policy(&self) -> Result<Option<&Policy>, &Violations> {
        match &self.source {
            Source::Written(policy) => Ok(Some(policy)),
            Source::Named(policy) => Ok(Some(policy())),
            Source::Started(policy) => policy().as_ref().map(Some),
            Source::Off => Ok(None),
        }
    }

    /// Whether another route answers alike, as far as can be told.
    pub(crate) fn has_policy_of(&self, other: &AnnotatedRoute) -> bool {
        std::ptr::eq(self, other)
            || self.predicate.is_none() && other.predicate.is_none() && self.policy() == other.policy()
    }

    /// The predicate of the application that is asked about origins which the policy does not list.
    pub(crate) fn predicate(&self) -> Option<Predicate> {
        self.predicate.map(|predicate| predicate())
    }
}

/// Checks what the application has to wait for. Nobody else may be listening when it fails, so that the reason goes to
/// standard error.
#[doc(hidden)]
pub fn start(name: &str, path: &str, draft: &Draft) -> Result<Policy, Violations> {
    draft.check().inspect_err(|violations| {
        eprintln!(
            "cors-actix: the application cannot start, because of the policy of `{name}` ({path})\n\n{violations}\n"
        );
    })
}
