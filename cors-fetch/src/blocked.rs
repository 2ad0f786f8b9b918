//! What developers are told about a response that scripts may not read.

use std::fmt;

use cors_core::__private::escape_for_log;

use crate::fetch::State;
use crate::reason::Reason;
use crate::url::Url;

/// A failed fetch, with what a developer console would say. Scripts only get to know that it failed.
///
/// It prints three lines: what is wrong, `help:` with what to change, and `note:` with the reason and the section of
/// the standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocked {
    // Boxed to keep results small.
    pub(crate) call: Box<Call>,
    is_preflight: bool,
    /// The status of the response, if there was one.
    status: Option<u16>,
    pub(crate) denial: Option<Box<Denial>>,
    pub(crate) reason: Reason,
}

/// What the page asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    pub(crate) page: String,
    pub(crate) is_redirect_tainted: bool,
    pub(crate) method: String,
    url: Url,
}

/// What the policy says that refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Denial {
    what: String,
    pub(crate) help: Option<String>,
}

impl Blocked {
    pub(crate) fn new(state: State, is_preflight: bool, status: Option<u16>, reason: Reason) -> Self {
        let State { page, is_redirect_tainted, url, method, .. } = state;
        let call = Box::new(Call { page, is_redirect_tainted, method, url });
        Blocked { call, is_preflight, status, denial: None, reason }
    }

    /// Adds what the policy that refused says: what is wrong, and what to change if it knows better than the browser.
    #[must_use]
    pub fn with_denial(mut self, what: impl Into<String>, help: Option<String>) -> Self {
        self.denial = Some(Box::new(Denial { what: what.into(), help }));
        self
    }

    /// Returns the reason.
    pub fn reason(&self) -> &Reason {
        &self.reason
    }

    /// Returns the URL whose response is at fault, the last one after redirects.
    pub fn url(&self) -> &Url {
        &self.call.url
    }

    /// Returns the `Origin` that the response had to allow: `null` after a redirect from one other origin to a third
    /// one.
    pub fn origin(&self) -> &str {
        if self.call.is_redirect_tainted { "null" } else { &self.call.page }
    }

    /// Whether a preflight failed, so the actual request was not sent.
    pub fn is_preflight(&self) -> bool {
        self.is_preflight
    }

    /// Returns the status of the response that is at fault. `None` if the browser did not send the request.
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// Returns what is wrong, in one line.
    pub fn what(&self) -> String {
        let response = if self.is_preflight { "the preflight response" } else { "the response" };
        let origin = self.origin();
        match &self.reason {
            Reason::AllowOriginMissing => {
                let note = match (&self.denial, self.status) {
                    (Some(denial), _) => format!("; the server says: {}", denial.what),
                    // Perhaps no handler answered.
                    (None, Some(status)) if !(200..300).contains(&status) => format!("; its status is {status}"),
                    _ => String::new(),
                };
                format!("{response} has no `Access-Control-Allow-Origin` header{note}")
            }
            Reason::AllowOriginOther { value } => {
                let value = escape_for_log(value.as_bytes());
                format!("{response} allows another origin: `Access-Control-Allow-Origin` is `{value}`, not `{origin}`")
            }
            Reason::AllowOriginRepeated { value } => {
                let value = escape_for_log(value.as_bytes());
                format!("{response} allows more than one origin: `Access-Control-Allow-Origin` is `{value}`")
            }
            Reason::AllowOriginAny => {
                format!("{response} does not allow a request with credentials: `Access-Control-Allow-Origin` is `*`")
            }
            Reason::AllowCredentialsMissing => {
                format!("{response} does not allow credentials: it has no `Access-Control-Allow-Credentials` header")
            }
            Reason::AllowCredentialsOther { value } => {
                let value = escape_for_log(value.as_bytes());
                format!(
                    "{response} does not allow credentials: `Access-Control-Allow-Credentials` is `{value}`, not \
                     `true`"
                )
            }
            Reason::PreflightStatus { status } => {
                format!("{response} has the status {status}, not one from 200 to 299")
            }
            Reason::AllowMethodsMalformed { value } => {
                let value = escape_for_log(value.as_bytes());
                format!(
                    "{response} has an invalid `Access-Control-Allow-Methods` header: `{value}` is not a valid method"
                )
            }
            Reason::AllowHeadersMalformed { value } => {
                let value = escape_for_log(value.as_bytes());
                format!(
                    "{response} has an invalid `Access-Control-Allow-Headers` header: `{value}` is not a valid \
                         header name"
                )
            }
            Reason::MethodNotAllowed { method, listed } => {
                let note = wildcard_note(listed, false);
                let method = escape_for_log(method.as_bytes());
                format!(
                    "{response} does not allow the method `{method}`: `Access-Control-Allow-Methods` does not list \
                     it{note}"
                )
            }
            Reason::HeaderNotAllowed { name, listed } => {
                let note = wildcard_note(listed, name == "authorization");
                let name = escape_for_log(name.as_bytes());
                format!(
                    "{response} does not allow the header `{name}`: `Access-Control-Allow-Headers` does not list \
                     it{note}"
                )
            }
            Reason::TooManyRedirects => "there are more than 20 redirects".to_owned(),
            Reason::RedirectMode => {
                format!("{response} is a redirect, and the redirect mode of the request is `error`")
            }
            Reason::LocationRepeated => format!("{response} is a redirect with more than one `Location` header"),
            Reason::LocationMalformed { location } => {
                format!(
                    "{response} is a redirect to `{}`, which is not a valid URL",
                    escape_for_log(location.as_bytes())
                )
            }
            Reason::LocationScheme { location } => {
                format!(
                    "{response} is a redirect to `{}`, which is neither http nor https",
                    escape_for_log(location.as_bytes())
                )
            }
            Reason::LocationCredentials { location } => {
                format!(
                    "{response} is a redirect to a URL with a user name or password: `{}`",
                    escape_for_log(location.as_bytes())
                )
            }
            Reason::RedirectedStream { status } => {
                format!("{response} is a redirect ({status}) that repeats the body, which is a stream")
            }
            Reason::ModeSameOrigin => {
                "the URL has another origin, and the mode of the request is `same-origin`".to_owned()
            }
            Reason::NoCorsRedirectMode => {
                "the mode of the request is `no-cors`, and its redirect mode is not `follow`".to_owned()
            }
        }
    }
}

/// What to add about a `*` that does not count.
fn wildcard_note(listed: &[String], is_authorization: bool) -> &'static str {
    match (listed.iter().any(|name| name == "*"), is_authorization) {
        (false, _) => "",
        (true, true) => ", and `*` never covers it",
        (true, false) => ", and `*` does not count for requests with credentials",
    }
}

impl fmt::Display for Blocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.url().to_string();
        writeln!(
            f,
            "access to `{}` from `{}` is blocked: {}",
            escape_for_log(url.as_bytes()),
            self.call.page,
            self.what()
        )?;
        writeln!(f, "help: {}", self.help())?;
        write!(f, "note: {}; {}", self.reason.why(), self.reason.link())
    }
}

impl std::error::Error for Blocked {}
