//! A route, as a gateway tries it.

use cors_actix::Enforce;

use crate::curl::curl;
use crate::loss::Loss;
use crate::pattern::Path;

/// Paths and methods with one answer.
#[derive(Debug, Clone)]
pub(crate) struct Route {
    /// `PUT /items/{id}`
    pub(crate) title: String,
    /// The pattern as it is written.
    pub(crate) pattern: String,
    /// The path.
    pub(crate) path: Path,
    /// Whether it is about the paths of a scope that nothing else matches.
    pub(crate) is_rest: bool,
    /// Empty for any.
    pub(crate) methods: Vec<String>,
    /// What answers preflights for these methods.
    pub(crate) preflight: Answer,
    /// What the headers of other responses are.
    pub(crate) actual: Answer,
    /// What a policy of its own enforces that is `off`.
    pub(crate) off: Option<Enforce>,
    /// Whether the requests that the pattern matches may reach another route, which the report does not say.
    pub(crate) is_uncertain: bool,
}

/// What answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The application does. The gateway leaves its headers alone.
    Untouched,
    /// The gateway refuses.
    Refused,
    /// The gateway does, by a policy of the plan.
    Policy(usize),
}

impl Route {
    /// A preflight for this route, as a command of curl.
    pub(crate) fn preflight_from(&self, origin: &str) -> String {
        let method = self.methods.first().map_or("PUT", String::as_str);
        let lines = [("Origin", origin.to_owned()), ("Access-Control-Request-Method", method.to_owned())];
        curl("OPTIONS", &format!("http://gateway.example{}", self.path.example), &lines)
    }

    /// What a target cannot say about this route.
    pub(crate) fn loss(&self, argument: impl Into<String>, consequence: impl Into<String>, origin: &str) -> Loss {
        Loss {
            argument: argument.into(),
            route: self.title.clone(),
            consequence: consequence.into(),
            request: self.preflight_from(origin),
        }
    }
}
