//! `FetchError`: why a script gets no response.

use std::fmt;

use cors_fetch::{Blocked, Reason, TypeError};

/// Why a script gets no response. It prints what a developer console would say, and what to change in the policy. A
/// failing test prints the same.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FetchError {
    /// The browser does not let the script read the response, or did not send the request.
    Blocked(Blocked),
    /// Scripts cannot send this request, whatever the service says.
    Script(TypeError),
    /// The URL, or the target of a redirect, has an origin that the service does not answer for.
    UnknownOrigin {
        /// The URL.
        url: String,
    },
    /// The answer to the handshake of a WebSocket is not 101, so no socket is open.
    WebSocket {
        /// The status of the answer.
        status: u16,
        /// The body of the answer, where a policy that refuses says why.
        text: String,
    },
    /// The body of the response ended too early.
    Body {
        /// The error of the service.
        error: String,
    },
}

impl FetchError {
    /// Returns why the browser blocks it, if it does.
    pub fn reason(&self) -> Option<&Reason> {
        match self {
            FetchError::Blocked(blocked) => Some(blocked.reason()),
            _ => None,
        }
    }

    /// Returns the name of the reason: that of [`Reason::id`], or `script`, `unknown-origin`, `websocket`, `body`.
    pub fn id(&self) -> &'static str {
        match self {
            FetchError::Blocked(blocked) => blocked.reason().id(),
            FetchError::Script(_) => "script",
            FetchError::UnknownOrigin { .. } => "unknown-origin",
            FetchError::WebSocket { .. } => "websocket",
            FetchError::Body { .. } => "body",
        }
    }

    /// Whether a preflight failed, so the actual request was not sent.
    pub fn is_preflight(&self) -> bool {
        matches!(self, FetchError::Blocked(blocked) if blocked.is_preflight())
    }
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FetchError::Blocked(blocked) => blocked.fmt(f),
            FetchError::Script(error) => error.fmt(f),
            FetchError::UnknownOrigin { url } => write!(
                f,
                "`{url}` does not belong to the service\n\
                 help: if the service answers there too, add its origin with `.alias(…)`\n\
                 note: a `Browser` reaches only the origin of `.api(…)` and its aliases"
            ),
            FetchError::WebSocket { status, text } => {
                write!(
                    f,
                    "the handshake of the WebSocket was answered with {status}, not 101\n{text}\n\
                 note: https://websockets.spec.whatwg.org/#concept-websocket-establish"
                )
            }
            FetchError::Body { error } => write!(f, "the body of the response ended too early: {error}"),
        }
    }
}

/// The same on lines of its own, because tests print errors that they return or unwrap in this form.
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
            FetchError::UnknownOrigin { .. } | FetchError::WebSocket { .. } | FetchError::Body { .. } => None,
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
