//! What developers are told about a response that scripts may not read.

use std::fmt;

use cors_core::__private::escape_for_log;
use cors_core::__private::is_known_method;
use cors_core::{Argument, Origin};

use crate::fetch::State;
use crate::reason::Reason;
use crate::url::Url;

/// A failed fetch, with what a developer console would say. Scripts only get to know that it failed.
///
/// It prints three lines: what is wrong, `help:` with what to change, and `note:` with the reason and the section of
/// the standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocked {
    page: String,
    is_redirect_tainted: bool,
    // Boxed to keep results small.
    url: Box<Url>,
    is_preflight: bool,
    /// The status of the response, if there was one.
    status: Option<u16>,
    denial: Option<Denial>,
    reason: Reason,
}

/// What the policy says that refused.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Denial {
    what: String,
    help: Option<String>,
}

impl Blocked {
    pub(crate) fn new(state: State, is_preflight: bool, status: Option<u16>, reason: Reason) -> Self {
        let State { page, is_redirect_tainted, url, .. } = state;
        Blocked { page, is_redirect_tainted, url: Box::new(url), is_preflight, status, denial: None, reason }
    }

    /// Adds what the policy that refused says: what is wrong, and what to change if it knows better than the browser.
    #[must_use]
    pub fn with_denial(mut self, what: impl Into<String>, help: Option<String>) -> Self {
        self.denial = Some(Denial { what: what.into(), help });
        self
    }

    /// Returns the reason.
    pub fn reason(&self) -> &Reason {
        &self.reason
    }

    /// Returns the URL whose response is at fault, the last one after redirects.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Returns the `Origin` that the response had to allow: `null` after a redirect from one other origin to a third
    /// one.
    pub fn origin(&self) -> &str {
        if self.is_redirect_tainted { "null" } else { &self.page }
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
            Reason::MethodNotAllowed { method, any } => {
                let note = wildcard_note(*any, false);
                let method = escape_for_log(method.as_bytes());
                format!(
                    "{response} does not allow the method `{method}`: `Access-Control-Allow-Methods` does not list \
                     it{note}"
                )
            }
            Reason::HeaderNotAllowed { name, any } => {
                let note = wildcard_note(*any, name == "authorization");
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

    /// Returns what to change, in one line.
    pub fn help(&self) -> String {
        match &self.reason {
            Reason::AllowOriginMissing => match (&self.denial, self.status) {
                (None, Some(404 | 405)) => {
                    "register a handler with a policy for this method and path; check the method, the path and the \
                     prefix of its scope"
                        .to_owned()
                }
                (None, Some(401 | 429)) => {
                    "a login or rate limit in front of the route answered: apply CORS outside of it, so its responses \
                     carry the headers too"
                        .to_owned()
                }
                (Some(Denial { help: Some(help), .. }), _) => help.clone(),
                _ => self.suggest_origin(&[]),
            },
            // The origin that is allowed already must stay in the list.
            Reason::AllowOriginOther { value } if Origin::parse(value.as_bytes()).is_some() => {
                self.suggest_origin(&[value])
            }
            Reason::AllowOriginOther { .. } => self.suggest_origin(&[]),
            Reason::AllowOriginRepeated { .. } => {
                "write the header in one place only; a proxy or a second CORS middleware adds its own".to_owned()
            }
            Reason::AllowOriginAny if self.origin() == "null" => self.suggest_origin(&[]),
            Reason::AllowOriginAny => {
                let origins = argument(Argument::Origins, &[self.origin()]);
                format!("list the origin instead of `*`: `{origins}, credentials`")
            }
            Reason::AllowCredentialsMissing | Reason::AllowCredentialsOther { .. } => {
                "add `credentials` to the policy, or send the request without credentials".to_owned()
            }
            Reason::PreflightStatus { status: 300..=399 } => {
                "do not redirect preflights, or request the target of the redirect in the page".to_owned()
            }
            Reason::PreflightStatus { .. } => {
                "let the policy of the route answer OPTIONS requests; a login or a method filter in front of it \
                 answered this one"
                    .to_owned()
            }
            Reason::AllowMethodsMalformed { .. } => "separate methods with commas: `GET, PUT`".to_owned(),
            Reason::AllowHeadersMalformed { .. } => {
                "separate names with commas: `content-type, x-requested-with`".to_owned()
            }
            Reason::MethodNotAllowed { method, .. } => {
                let upper = method.to_ascii_uppercase();
                if *method != upper && is_known_method(&upper) {
                    return format!("write the method in upper case in the page: `{upper}`");
                }
                let methods = argument(Argument::Methods, &[&escape_for_log(method.as_bytes())]);
                format!("add it to the policy: `{methods}`")
            }
            Reason::HeaderNotAllowed { name, .. } => {
                let headers = argument(Argument::Headers, &[&escape_for_log(name.as_bytes())]);
                format!("add it to the policy: `{headers}`")
            }
            Reason::TooManyRedirects => "check where the redirects lead; they may form a loop".to_owned(),
            Reason::RedirectMode => {
                "request the target of the redirect in the page, or use `redirect: \"follow\"`".to_owned()
            }
            Reason::LocationRepeated | Reason::LocationMalformed { .. } | Reason::LocationScheme { .. } => {
                "redirect to one URL like `https://api.example.com/items`, or to a path like `/items`".to_owned()
            }
            Reason::LocationCredentials { .. } => {
                "remove them, and send an `authorization` header from the page".to_owned()
            }
            Reason::RedirectedStream { .. } => {
                "request the target of the redirect in the page, send another kind of body, or redirect with 303"
                    .to_owned()
            }
            Reason::ModeSameOrigin => "use `mode: \"cors\"` in the page, and allow its origin in the policy".to_owned(),
            Reason::NoCorsRedirectMode => "use `mode: \"cors\"` or `redirect: \"follow\"` in the page".to_owned(),
        }
    }

    /// How to allow the page beside other origins.
    fn suggest_origin(&self, others: &[&str]) -> String {
        if self.page == "null" {
            "serve the page over http or https, and not in a sandbox; files, sandboxed frames and `data:` URLs have \
             no origin"
                .to_owned()
        } else if self.is_redirect_tainted {
            "request this URL in the page directly; after a redirect from another origin the browser sends `Origin: \
             null`"
                .to_owned()
        } else {
            let origins = argument(Argument::Origins, &[others, &[self.origin()]].concat());
            format!("allow the origin in the policy: `{origins}`")
        }
    }
}

/// An argument of `#[cors(…)]`: `origins("https://a.example", "https://b.example")`.
fn argument(argument: Argument, entries: &[&str]) -> String {
    let name = argument.name();
    // Methods are identifiers, unless they cannot be.
    let is_word = |entry: &str| argument == Argument::Methods && entry.bytes().all(|byte| byte.is_ascii_alphabetic());
    let quote = |entry: &&str| if is_word(entry) { (*entry).to_owned() } else { format!("\"{entry}\"") };
    let list = entries.iter().map(quote).collect::<Vec<_>>().join(", ");
    match entries {
        [_] if argument == Argument::Origins => format!("{name} = {list}"),
        _ => format!("{name}({list})"),
    }
}

/// What to add about a `*` that does not count.
fn wildcard_note(any: bool, is_authorization: bool) -> &'static str {
    match (any, is_authorization) {
        (false, _) => "",
        (true, true) => ", and `*` never covers it",
        (true, false) => ", and `*` does not count for requests with credentials",
    }
}

impl fmt::Display for Blocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.url.to_string();
        writeln!(f, "access to `{}` from `{}` is blocked: {}", escape_for_log(url.as_bytes()), self.page, self.what())?;
        writeln!(f, "help: {}", self.help())?;
        write!(f, "note: {}; {}", self.reason.why(), self.reason.link())
    }
}

impl std::error::Error for Blocked {}
