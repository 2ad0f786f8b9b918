//! What to change about a response that scripts may not read.

use cors_core::__private::{escape_for_log, method_in_upper_case};
use cors_core::{Argument, Origin};

use crate::blocked::Blocked;
use crate::reason::Reason;

impl Blocked {
    /// Returns what to change, in one line.
    pub fn help(&self) -> String {
        match &self.reason {
            Reason::AllowOriginMissing => match &self.denial {
                Some(denial) => denial.help.clone().unwrap_or_else(|| self.suggest_origin(None)),
                None => self.suggest_by_status(),
            },
            // The origin that is allowed already must stay in the list.
            Reason::AllowOriginOther { value } if Origin::parse(value.as_bytes()).is_some() => {
                self.suggest_origin(Some(value))
            }
            Reason::AllowOriginOther { .. } => self.suggest_origin(None),
            Reason::AllowOriginRepeated { .. } => {
                "write the header in one place only; a proxy or a second CORS middleware adds its own".to_owned()
            }
            Reason::AllowOriginAny if self.origin() == "null" => self.suggest_origin(None),
            Reason::AllowOriginAny => {
                let origins = argument(Argument::Origins, &[self.origin().to_owned()]);
                format!("list the origin instead of `*`: `{origins}, credentials`")
            }
            Reason::AllowCredentialsMissing | Reason::AllowCredentialsOther { .. } => {
                "add `credentials` to the policy, or send the request without credentials".to_owned()
            }
            Reason::PreflightStatus { status: 300..=399 } => REDIRECTED_PREFLIGHT.to_owned(),
            Reason::PreflightStatus { .. } => {
                "let the policy of the route answer OPTIONS requests; a login or a method filter in front of it \
                 answered this one"
                    .to_owned()
            }
            Reason::AllowMethodsMalformed { .. } => "separate methods with commas: `GET, PUT`".to_owned(),
            Reason::AllowHeadersMalformed { .. } => {
                "separate names with commas: `content-type, x-requested-with`".to_owned()
            }
            Reason::MethodNotAllowed { method, listed } => match method_in_upper_case(method) {
                Some(upper) => in_upper_case(&upper),
                None => format!("add it to the policy: `{}`", argument(Argument::Methods, &with(listed, method))),
            },
            Reason::HeaderNotAllowed { name, listed } => {
                format!("add it to the policy: `{}`", argument(Argument::Headers, &with(listed, name)))
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

    /// What to do about a response without the header, if no policy says why it is missing. The status tells what made the
    /// response.
    fn suggest_by_status(&self) -> String {
        let is_preflight = self.is_preflight();
        if let Some(upper) = method_in_upper_case(&self.call.method).filter(|_| is_preflight) {
            return in_upper_case(&upper);
        }
        let origin = self.origin();
        let made_by = match (self.status(), is_preflight) {
            (Some(404 | 405), _) => {
                return "register a handler with a policy for this method and path; check the method, the path and the \
                        prefix of its scope"
                    .to_owned();
            }
            (Some(401 | 429), _) => {
                return "a login or rate limit in front of the route answered: apply CORS outside of it, so its \
                        responses carry the headers too"
                    .to_owned();
            }
            (Some(200..=299), true) => {
                return "something else answered the preflight in place of a policy: remove the handler for OPTIONS, or \
                        put a `Cors` around the middleware that answered"
                    .to_owned();
            }
            (Some(300..=303 | 305..=399), true) => return REDIRECTED_PREFLIGHT.to_owned(),
            _ if origin == "null" => return self.suggest_origin(None),
            (Some(304), _) => "middleware made this 304 without the headers of the policy: put a `Cors` around it",
            (Some(300..=399), _) => {
                "the redirect has no policy: put a `Cors` around it, or request the target of the redirect in the page"
            }
            (Some(500..=599), _) => {
                "an error handler or middleware made this response without the headers of the policy: put a `Cors` \
                 around it"
            }
            _ => return self.suggest_origin(None),
        };
        format!("{made_by}; and list `{origin}` in the policy, if it is not there")
    }

    /// How to allow the page, beside the origin that the policy is known to list.
    fn suggest_origin(&self, listed: Option<&str>) -> String {
        if self.call.page == "null" {
            return "serve the page over http or https, and not in a sandbox; files, sandboxed frames and `data:` URLs \
                    have no origin"
                .to_owned();
        }
        if self.call.is_redirect_tainted {
            return "request this URL in the page directly; after a redirect from another origin the browser sends \
                    `Origin: null`"
                .to_owned();
        }
        let origin = self.origin();
        match listed {
            Some(listed) => {
                let origins = argument(Argument::Origins, &[listed.to_owned(), origin.to_owned()]);
                format!("allow the origin in the policy: `{origins}`")
            }
            None => format!("add `{origin}` to the `origins` of the policy, and keep those that it lists"),
        }
    }
}

const REDIRECTED_PREFLIGHT: &str = "do not redirect preflights, or request the target of the redirect in the page";

fn in_upper_case(method: &str) -> String {
    format!("write the method in upper case in the page: `{method}`")
}

/// The names in a list, and one more.
fn with(listed: &[String], other: &str) -> Vec<String> {
    // A `*` that did not count is worth keeping only beside `authorization`, which it never covers. A method in another
    // case is what was meant to be this one.
    let is_kept = |name: &&String| (*name != "*" || other == "authorization") && !name.eq_ignore_ascii_case(other);
    let names = listed.iter().filter(is_kept).map(String::as_str).chain([other]);
    names.map(|name| escape_for_log(name.as_bytes())).collect()
}

/// An argument of `#[cors(…)]`: `origins("https://a.example", "https://b.example")`.
fn argument(argument: Argument, entries: &[String]) -> String {
    let name = argument.name();
    // Methods are identifiers, unless they cannot be.
    let is_word = |entry: &str| argument == Argument::Methods && entry.bytes().all(|byte| byte.is_ascii_alphabetic());
    let quote = |entry: &String| if is_word(entry) { entry.clone() } else { format!("\"{entry}\"") };
    let list = entries.iter().map(quote).collect::<Vec<_>>().join(", ");
    match entries {
        [_] if argument == Argument::Origins => format!("{name} = {list}"),
        _ => format!("{name}({list})"),
    }
}
