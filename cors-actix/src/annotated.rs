//! What `#[cors]` knows about a handler.

use cors_core::Policy;

/// A handler with `#[cors]`. The attribute implements it.
pub trait Annotated {
    /// The routes of the handler: one, or with `#[routes]` one for each path.
    const ROUTES: &'static [AnnotatedRoute];
}

/// One path of a handler, and the policy that answers on it.
#[derive(Debug)]
pub struct AnnotatedRoute {
    path: &'static str,
    name: &'static str,
    methods: &'static [&'static str],
    policy: Policy,
}

impl AnnotatedRoute {
    #[doc(hidden)]
    pub const fn new(path: &'static str, name: &'static str, methods: &'static [&'static str], policy: Policy) -> Self {
        AnnotatedRoute { path, name, methods, policy }
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

    /// The policy.
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }
}
