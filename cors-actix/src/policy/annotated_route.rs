//! Annotated routes: what `#[cors]` knows about a handler.

use actix_web::guard::GuardContext;
use cors_core::Policy;

use crate::policy::active::Held;
use crate::policy::source::{Kind, Source};

/// A handler with `#[cors]`. The attribute alone implements it.
#[diagnostic::on_unimplemented(
    message = "this is not a handler with `#[cors]`",
    label = "it has no `#[cors]`",
    note = "put `#[cors(…)]` above the route attribute of the handler: `#[cors(origins = \"https://app.example.com\")]`, or \
            `#[cors(off)]`; what has its policy from a `Cors` around it is known to that one alone"
)]
pub trait Annotated {
    /// The routes of the handler: one, or with `#[routes]` one for each path.
    fn routes() -> &'static [AnnotatedRoute];
}

/// One path of a handler, and the rules that answer on it.
#[derive(Debug)]
pub struct AnnotatedRoute {
    path: &'static str,
    name: &'static str,
    methods: &'static [&'static str],
    /// The guards that the route attribute names.
    pub(crate) guards: &'static [fn(&GuardContext<'_>) -> bool],
    guard_names: &'static [&'static str],
    pub(super) rules: &'static [RouteRule],
}

/// A policy of a route. Of several, the first one that admits the origin of a request applies.
#[derive(Debug)]
#[doc(hidden)]
#[expect(clippy::large_enum_variant, reason = "it is in a static array, most often of one")]
pub enum RouteRule {
    /// It is written in the attribute.
    Written(Policy),
    /// It has a name. It is made one for the methods of this route.
    Named(&'static str, fn() -> Source),
}

impl RouteRule {
    /// The path of a named policy.
    pub fn name(&self) -> Option<&'static str> {
        match self {
            RouteRule::Written(_) => None,
            RouteRule::Named(name, _) => Some(name),
        }
    }

    pub(crate) fn source(&'static self) -> Source {
        match self {
            RouteRule::Written(policy) => Source(vec![Kind::Fixed(Held::Static(policy))]),
            RouteRule::Named(_, source) => source(),
        }
    }
}

impl AnnotatedRoute {
    #[doc(hidden)]
    pub const fn new(
        path: &'static str,
        name: &'static str,
        methods: &'static [&'static str],
        rules: &'static [RouteRule],
    ) -> Self {
        AnnotatedRoute { path, name, methods, guards: &[], guard_names: &[], rules }
    }

    /// The route with the guards that its attribute names.
    #[doc(hidden)]
    #[must_use]
    pub const fn guarded(
        self,
        guards: &'static [fn(&GuardContext<'_>) -> bool],
        guard_names: &'static [&'static str],
    ) -> Self {
        AnnotatedRoute { guards, guard_names, ..self }
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

    /// The guards that the route attribute names, as they are written there.
    pub const fn guard_names(&self) -> &'static [&'static str] {
        self.guard_names
    }

    /// `the policy of …`, for messages.
    pub(crate) fn whose(&self) -> String {
        let names: Vec<_> = self.rules.iter().filter_map(RouteRule::name).map(|name| format!("`{name}`")).collect();
        let policy = match &*names {
            [] => "the policy".to_owned(),
            [name] => format!("the policy {name}"),
            names => format!("the policies {}", names.join(", ")),
        };
        format!("{policy} of `{}` ({})", self.name, self.path)
    }
}
