//! `FetchError`: why script gets no response.

use std::fmt;

use cors_fetch::{Blocked, Reason, TypeError};

/// Why script gets no response. Printed, by a test that fails for it too, it says what a developer console would, and what
/// to change in the policy.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FetchError {
    /// The browser keeps the response from script, or has not even sent the request.
    Blocked(Blocked),
    /// Script may not ask for this, whatever the service says.
    Script(TypeError),
    /// The URL, or where a redirect leads, is of an origin that the service does not answer for.
    Elsewhere {
        /// The URL.
        url: String,
    },
    /// The service broke off in the body of its response.
    Body {
        /// How the service puts it.
        error: String,
    },
}

impl FetchError {
    /// Why the browser blocks it, if it does.
    pub fn reason(&self) -> Option<&Reason> {
        match self {
            FetchError::Blocked(blocked) => Some(blocked.reason()),
            _ => None,
        }
    }

    /// The name of the reason: that of [`Reason::id`], or `script`, `elsewhere`, `body`.
    pub fn id(&self) -> &'static str {
        match self {
            FetchError::Blocked(blocked) => blocked.reason().id(),
            FetchError::Script(_) => "script",
            FetchError::Elsewhere { .. } => "elsewhere",
            FetchError::Body { .. } => "body",
        }
    }

    /// Whether the answer to a preflight is at fault, so that the request itself was never sent.
    pub fn is_preflight(&self) -> bool {
        matches!(self, FetchError::Blocked(blocked) if blocked.is_preflight())
    }
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FetchError::Blocked(blocked) => blocked.fmt(f),
            FetchError::Script(error) => error.fmt(f),
            FetchError::Elsewhere { url } => write!(
                f,
                "`{url}` is not of the service\n\
                 help: if the service answers there, too, say so with `.alias(…)`\n\
                 note: a `Browser` reaches the origin of `.api(…)` and its aliases, and nothing else"
            ),
            FetchError::Body { error } => write!(f, "the body of the response broke off: {error}"),
        }
    }
}

/// The same on lines of its own: this is how a test prints an error that it returns or unwraps.
impl fmt::Debug for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{self}")
    }
}

impl std::error::Error for FetchError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            FetchError::Blocked(blocked) => Some(blocked),
            FetchError::Script(error) => Some(error),
            FetchError::Elsewhere { .. } | FetchError::Body { .. } => None,
        }
    }
}

impl From<Blocked> for FetchError {
    fn from(blocked: Blocked) -> Self {
        FetchError::Blocked(blocked)
    }
}

impl From<TypeError> for FetchError {
    fn from(error: TypeError) -> Self {
        FetchError::Script(error)
    }
}
