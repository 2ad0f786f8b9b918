//! A row of the report: a route, and what answers on it.

use super::facts::PolicyFacts;
use crate::policy::annotated_route::AnnotatedRoute;

/// One route, and the policy that answers on it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Row {
    /// The path pattern. In a report about an application it is the full one, with the scopes around it; in that of
    /// [`table!`](crate::table!) it is the one of the attribute.
    pub path: String,
    /// Whether the row is about a resource, or about paths that no resource matches.
    pub kind: RowKind,
    /// The methods that it serves; empty where no guard names any, so any method may reach it.
    pub methods: Vec<String>,
    /// The handler, as `table!` names it. In a report about an application it is the name of the resource, which is that
    /// of the function unless the attribute names it otherwise. Routes without an attribute have none.
    pub handler: Option<String>,
    /// The name of the resource; of several without `#[cors]` on one path, that of the first.
    pub name: Option<String>,
    /// The guards beside those for methods, by name.
    pub guards: Vec<String>,
    /// Whether the report has reached it by its path and a method. In a report of `table!` nothing was asked, and it is
    /// true.
    pub reached: bool,
    /// Whose policy decides about actual requests.
    pub answered_by: AnsweredBy,
    /// The policies in the order in which they are asked; the first one that admits the origin applies. Empty if there
    /// is no policy.
    pub rules: Vec<PolicyFacts>,
    /// What answers the preflights for this row.
    pub preflights: Preflights,
    /// The host names that each `Cors` around it checks before, `*` for any port. A request has to pass every list.
    pub hosts_around: Vec<Vec<String>>,
    /// What the report cannot tell about this row, a sentence each.
    pub notes: Vec<String>,
    /// What keeps the application from starting: mistakes in environment variables, as they are set now.
    pub violations: Vec<String>,
}

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum RowKind {
    /// A resource.
    Resource,
    /// Paths in a scope, or in the application, that match no resource: its `default_service`, or a 404.
    Unmatched,
}

/// Whose policy decides about the actual requests of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum AnsweredBy {
    /// The handler's own `#[cors]`.
    Route,
    /// The innermost `Cors` around the handler.
    Cors,
    /// No policy.
    None,
    /// It cannot be told; [`Row::notes`] or [`Report::notes`](crate::Report::notes) says why.
    Unknown,
}

/// What answers the preflights for a row.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "by", content = "rules", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Preflights {
    /// The policy of the row.
    OwnPolicy,
    /// Another policy, of a `Cors` further out.
    OtherPolicy(Vec<PolicyFacts>),
    /// Nobody: they are refused, whatever the origin.
    Refused,
    /// The application itself. This library does not touch them.
    Application,
    /// It cannot be told; [`Row::notes`] or [`Report::notes`](crate::Report::notes) says why.
    Unknown,
}

impl AnsweredBy {
    /// How a report names it.
    pub const fn name(self) -> &'static str {
        match self {
            AnsweredBy::Route => "route",
            AnsweredBy::Cors => "Cors",
            AnsweredBy::None => "none",
            AnsweredBy::Unknown => "unknown",
        }
    }
}

impl Row {
    /// A route that answers by its own policy.
    pub(crate) fn of_route(path: String, handler: String, route: &'static AnnotatedRoute) -> Self {
        let (rules, violations) = PolicyFacts::of_route(route);
        Row {
            path,
            kind: RowKind::Resource,
            methods: route.methods().iter().map(ToString::to_string).collect(),
            handler: Some(handler),
            name: Some(route.name().to_owned()),
            guards: route.guard_names().iter().map(ToString::to_string).collect(),
            reached: true,
            answered_by: AnsweredBy::Route,
            rules,
            preflights: Preflights::OwnPolicy,
            hosts_around: Vec::new(),
            notes: Vec::new(),
            violations,
        }
    }

    /// The path as it is shown; that of a scope itself may be empty.
    pub(crate) fn shown_path(&self) -> String {
        match self.kind {
            RowKind::Unmatched => format!("{}/*", self.path),
            RowKind::Resource if self.path.is_empty() => "\"\"".to_owned(),
            RowKind::Resource => self.path.clone(),
        }
    }

    /// The name of the resource, if it is another one than that of the handler.
    pub(crate) fn own_name(&self) -> Option<&str> {
        let last = |path: &str| path.rsplit("::").next().unwrap_or_default().trim_start_matches("r#").to_owned();
        let name = self.name.as_deref()?;
        (last(self.handler.as_deref().unwrap_or_default()) != last(name)).then_some(name)
    }

    /// Path, methods and handler, for a message.
    pub(crate) fn title(&self) -> String {
        let methods = if self.methods.is_empty() { "any method".to_owned() } else { self.methods.join(", ") };
        let handler = self.handler.as_ref().map(|handler| format!(" {handler}")).unwrap_or_default();
        format!("{} ({methods}){handler}", self.shown_path())
    }
}
