//! `table!`: the policies of handlers, for those who review them.

mod snapshot;
mod text;

use cors_core::{Enforce, Policy, Violation};

use crate::route::{Annotated, AnnotatedRoute};

#[doc = include_str!("table.md")]
#[macro_export]
macro_rules! table {
    ($($handler:expr),* $(,)?) => {
        $crate::PolicyTable::new([$($crate::__private::listed(::core::stringify!($handler), $handler)),*])
    };
}

/// The policies of handlers, for those who review them. [`table!`](crate::table!) makes it.
///
/// Its `Display` is a table for people, and [`snapshot`](Self::snapshot) a text for tests. With the cargo feature `serde`
/// it is also a list of [rows](Row) as data.
#[derive(Debug, Clone)]
pub struct PolicyTable {
    handlers: Vec<Listed>,
}

/// The routes of a handler, which goes by this name where the table is made.
type Listed = (&'static str, &'static [AnnotatedRoute]);

/// Called by `table!` for each handler.
pub fn listed<H: Annotated>(handler: &'static str, _: H) -> Listed {
    (handler, H::routes())
}

/// One path of a handler, and the policy that answers on it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Row {
    /// The handler, as `table!` names it.
    pub handler: &'static str,
    /// The path pattern, without the prefix of any scope around it.
    pub path: &'static str,
    /// The name of the resource.
    pub name: &'static str,
    /// The methods that the handler serves.
    pub methods: &'static [&'static str],
    /// The guards of the route attribute.
    pub guards: &'static [&'static str],
    /// The policy; without the origins of the environment where there are violations. With `#[cors(off)]` it is
    /// [off](Policy::is_off).
    pub policy: Policy,
    /// The variables of the environment that list some of its origins.
    pub variables: &'static [&'static str],
    /// The function of the application that is asked about origins which the policy does not list.
    pub decided_by: Option<&'static str>,
    /// What keeps the application from starting, a line each: mistakes in the variables, as they are set now.
    pub violations: Vec<String>,
}

impl PolicyTable {
    #[doc(hidden)]
    pub fn new<const N: usize>(handlers: [Listed; N]) -> Self {
        PolicyTable { handlers: handlers.into() }
    }

    /// A row for each path of each handler, in the order of the list. Variables of the environment are read as the
    /// application does when it starts: once.
    pub fn rows(&self) -> Vec<Row> {
        self.routes().flat_map(|(handler, route)| Row::of(handler, route)).collect()
    }

    fn routes(&self) -> impl Iterator<Item = (&'static str, &'static AnnotatedRoute)> {
        self.handlers.iter().flat_map(|&(handler, routes)| routes.iter().map(move |route| (handler, route)))
    }
}

impl Row {
    /// A row for each rule.
    fn of(handler: &'static str, route: &'static AnnotatedRoute) -> Vec<Self> {
        let (policies, violations) = match route.policies() {
            Ok(policies) => (policies, Vec::new()),
            Err(violations) => (route.written(), violations.iter().map(Violation::message).collect()),
        };
        let row = |policy: Policy| Row {
            handler,
            path: route.path(),
            name: route.name(),
            methods: route.methods(),
            guards: route.guard_names(),
            variables: policy.variables(),
            decided_by: policy.decided_by(),
            policy,
            violations: violations.clone(),
        };
        policies.into_iter().map(row).collect()
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for PolicyTable {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.rows())
    }
}

/// What few policies say: `timing`, `enforce`, `hosts`.
fn flags(policy: &Policy) -> impl Iterator<Item = String> {
    let timing = policy.timing().then(|| "timing".to_owned());
    let enforce = (policy.enforce() != Enforce::Writes).then(|| format!("enforce {}", policy.enforce()));
    let hosts = policy.hosts().into_iter().map(|host| format!("host {host}"));
    timing.into_iter().chain(enforce).chain(hosts)
}

/// Unless it is the ordinary one.
fn preflight_status(policy: &Policy) -> Option<String> {
    let status = policy.preflight_status();
    (status != 204).then(|| format!("preflight_status {status}"))
}

/// Whether the resource has a name of its own, other than that of its handler.
fn is_named(name: &str, handler: &str) -> bool {
    handler.rsplit("::").next().is_some_and(|last| last.trim_start_matches("r#") != name.trim_start_matches("r#"))
}

/// A path as it is shown; that of the scope itself is empty.
fn shown(path: &str) -> &str {
    if path.is_empty() { "\"\"" } else { path }
}
