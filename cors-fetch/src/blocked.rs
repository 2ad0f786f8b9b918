//! What a developer is told about a response that script may not read.

use std::fmt;

use cors_core::__private::is_known_method;
use cors_core::{Argument, Origin, shown};

use crate::fetch::State;
use crate::reason::Reason;
use crate::url::Url;

/// A fetch that failed. Script only gets to know that it did; this is what a developer console would say.
///
/// Printed, it has three lines: what is wrong, `help:` with what to write instead, `note:` with the reason and the
/// section of the standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocked {
    page: String,
    is_redirect_tainted: bool,
    // Boxed, because errors are small: a result has room for either case.
    url: Box<Url>,
    is_preflight: bool,
    /// The status of the answer, if there was one.
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

    /// What is at fault.
    pub fn reason(&self) -> &Reason {
        &self.reason
    }

    /// The URL whose answer is at fault, the last one after redirects.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The `Origin` that the answer had to allow: `null` after a redirect from one foreign origin to another.
    pub fn origin(&self) -> &str {
        if self.is_redirect_tainted { "null" } else { &self.page }
    }

    /// Whether the answer to a preflight is at fault, so that the request itself was never sent.
    pub fn is_preflight(&self) -> bool {
        self.is_preflight
    }

    /// The status of the answer that is at fault; there is none where the browser did not even ask.
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// What is wrong, in one line.
    pub fn what(&self) -> String {
        let answer = if self.is_preflight { "the answer to the preflight" } else { "the answer" };
        let origin = self.origin();
        match &self.reason {
            Reason::AllowOriginMissing => {
                let said = match (&self.denial, self.status) {
                    (Some(denial), _) => format!("; it says: {}", denial.what),
                    // It may be of no handler at all.
                    (None, Some(status)) if !(200..300).contains(&status) => format!(", and the status is {status}"),
                    _ => String::new(),
                };
                format!("{answer} does not say who may read it: there is no `Access-Control-Allow-Origin` header{said}")
            }
            Reason::AllowOriginOther { value } => {
                let value = shown(value.as_bytes());
                format!("{answer} is for another origin: `Access-Control-Allow-Origin` is `{value}`, not `{origin}`")
            }
            Reason::AllowOriginRepeated { value } => {
                let value = shown(value.as_bytes());
                format!("{answer} names more than one origin: `Access-Control-Allow-Origin` is `{value}`")
            }
            Reason::AllowOriginAny => format!(
                "{answer} is for everybody, which is not enough for a request with credentials: \
                 `Access-Control-Allow-Origin` is `*`"
            ),
            Reason::AllowCredentialsMissing => format!(
                "{answer} does not allow credentials, and the request has them: there is no \
                 `Access-Control-Allow-Credentials` header"
            ),
            Reason::AllowCredentialsOther { value } => {
                let value = shown(value.as_bytes());
                format!(
                    "{answer} does not allow credentials: `Access-Control-Allow-Credentials` is `{value}`, not `true`"
                )
            }
            Reason::PreflightStatus { status } => format!("{answer} has the status {status}, which is not a yes"),
            Reason::AllowMethodsMalformed { value } => {
                let value = shown(value.as_bytes());
                format!(
                    "{answer} has no valid list of methods: `{value}` in `Access-Control-Allow-Methods` is no method"
                )
            }
            Reason::AllowHeadersMalformed { value } => {
                let value = shown(value.as_bytes());
                format!("{answer} has no valid list of headers: `{value}` in `Access-Control-Allow-Headers` is no name")
            }
            Reason::MethodNotAllowed { method, any } => {
                let but = wildcard_note(*any, false);
                let method = shown(method.as_bytes());
                format!(
                    "{answer} does not allow the method: `Access-Control-Allow-Methods` does not list `{method}`{but}"
                )
            }
            Reason::HeaderNotAllowed { name, any } => {
                let but = wildcard_note(*any, name == "authorization");
                let name = shown(name.as_bytes());
                format!(
                    "{answer} does not allow the header: `Access-Control-Allow-Headers` does not list `{name}`{but}"
                )
            }
            Reason::TooManyRedirects => "there is a redirect after 20 redirects".to_owned(),
            Reason::RedirectMode => format!("{answer} is a redirect, which the request does not want"),
            Reason::LocationRepeated => format!("{answer} is a redirect with more than one `Location` header"),
            Reason::LocationMalformed { location } => {
                format!("{answer} is a redirect to `{}`, which is no URL", shown(location.as_bytes()))
            }
            Reason::LocationScheme { location } => {
                format!("{answer} is a redirect to `{}`, which is not of the web", shown(location.as_bytes()))
            }
            Reason::LocationCredentials { location } => {
                format!(
                    "{answer} is a redirect with a user name or a password in it, to `{}`",
                    shown(location.as_bytes())
                )
            }
            Reason::RedirectedStream { status } => {
                format!("{answer} is a redirect ({status}) for which the body has to be sent again, and it is a stream")
            }
            Reason::ModeSameOrigin => {
                "the URL is of another origin, and the mode of the request is `same-origin`".to_owned()
            }
            Reason::NoCorsRedirectMode => {
                "the mode of the request is `no-cors`, and its redirect mode is not `follow`".to_owned()
            }
        }
    }

    /// What to write instead.
    pub fn help(&self) -> String {
        match &self.reason {
            Reason::AllowOriginMissing => match (&self.denial, self.status) {
                (None, Some(404 | 405)) => {
                    "no handler with a policy serves this method on this path: register it, and \
                     compare the method, the path and the prefix of its scope"
                        .to_owned()
                }
                (None, Some(401 | 429)) => {
                    "a login or a limit in front of the route has answered: wrap `cors.routes()` \
                     next to the routes, inside of it, and `cors` outside of it, `let cors = Cors::by_route();`"
                        .to_owned()
                }
                (Some(Denial { help: Some(help), .. }), _) => help.clone(),
                _ => self.suggest_origin(&[]),
            },
            // Whom the answer is for is let in already, and has to stay so.
            Reason::AllowOriginOther { value } if Origin::parse(value.as_bytes()).is_some() => {
                self.suggest_origin(&[value])
            }
            Reason::AllowOriginOther { .. } => self.suggest_origin(&[]),
            Reason::AllowOriginRepeated { .. } => {
                "have one place write the header; a proxy or a second layer for CORS adds its own to that of the policy"
                    .to_owned()
            }
            Reason::AllowOriginAny if self.origin() == "null" => self.suggest_origin(&[]),
            Reason::AllowOriginAny => {
                let origins = argument(Argument::Origins, &[self.origin()]);
                format!("name the origin instead of `*`: `{origins}, credentials`")
            }
            Reason::AllowCredentialsMissing | Reason::AllowCredentialsOther { .. } => {
                "allow it where the route is declared: `credentials`; or send the request without".to_owned()
            }
            Reason::PreflightStatus { status: 300..=399 } => {
                "answer at this URL, or have the page ask for the one that the redirect leads to".to_owned()
            }
            Reason::PreflightStatus { .. } => {
                "let the route's policy answer OPTIONS requests of this path; whatever asks for a login or limits \
                 methods stands in front of it"
                    .to_owned()
            }
            Reason::AllowMethodsMalformed { .. } => "write names with commas: `GET, PUT`".to_owned(),
            Reason::AllowHeadersMalformed { .. } => {
                "write names with commas: `content-type, x-requested-with`".to_owned()
            }
            Reason::MethodNotAllowed { method, .. } => {
                let upper = method.to_ascii_uppercase();
                if *method != upper && is_known_method(&upper) {
                    return format!("write the method in upper case in the page: `{upper}`");
                }
                let methods = argument(Argument::Methods, &[&shown(method.as_bytes())]);
                format!("allow it where the route is declared: `{methods}`")
            }
            Reason::HeaderNotAllowed { name, .. } => {
                let headers = argument(Argument::Headers, &[&shown(name.as_bytes())]);
                format!("allow it where the route is declared: `{headers}`")
            }
            Reason::TooManyRedirects => "look where the redirects lead; it may be in a circle".to_owned(),
            Reason::RedirectMode => "have the page ask for the last URL, or with `redirect: \"follow\"`".to_owned(),
            Reason::LocationRepeated | Reason::LocationMalformed { .. } | Reason::LocationScheme { .. } => {
                "redirect to one URL like `https://api.example.com/items`, or to a path like `/items`".to_owned()
            }
            Reason::LocationCredentials { .. } => {
                "redirect without them, and have the page send an `authorization` header".to_owned()
            }
            Reason::RedirectedStream { .. } => {
                "have the page ask for the last URL, or give it a body of another kind; or answer with 303".to_owned()
            }
            Reason::ModeSameOrigin => "have the page ask with `mode: \"cors\"`, and let its origin in".to_owned(),
            Reason::NoCorsRedirectMode => {
                "have the page ask with `mode: \"cors\"` or `redirect: \"follow\"`".to_owned()
            }
        }
    }

    /// To let the page in beside others.
    fn suggest_origin(&self, others: &[&str]) -> String {
        if self.page == "null" {
            "serve the page from an origin of its own; a file, a sandboxed frame or a `data:` URL has none".to_owned()
        } else if self.is_redirect_tainted {
            "have the page ask for this URL itself; after a redirect from another origin the browser sends \
             `Origin: null` for it"
                .to_owned()
        } else {
            let origins = argument(Argument::Origins, &[others, &[self.origin()]].concat());
            format!("let the origin in where the route is declared: `{origins}`")
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

/// What to add about a `*` that does not help.
fn wildcard_note(any: bool, is_authorization: bool) -> &'static str {
    match (any, is_authorization) {
        (false, _) => "",
        (true, true) => ", which `*` never covers",
        (true, false) => ", and `*` covers nothing for a request with credentials",
    }
}

impl fmt::Display for Blocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.url.to_string();
        writeln!(f, "access to `{}` from `{}` is blocked: {}", shown(url.as_bytes()), self.page, self.what())?;
        writeln!(f, "help: {}", self.help())?;
        write!(f, "note: {}; {}", self.reason.why(), self.reason.link())
    }
}

impl std::error::Error for Blocked {}
