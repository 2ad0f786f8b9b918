//! Finds out why a request was refused, for logs. No decision waits for it.

use std::borrow::Cow;

use crate::decision::decide;
use crate::decision::denial::Denial;
use crate::decision::explanation::Explanation;
use crate::decision::outcome::Decision;
use crate::decision::request::{CorsRequest, Line, line};
use crate::escape::{escape_for_log, escaped};
use crate::origin::Origin;
use crate::policy::Policy;
use crate::policy::compiled::Origins;
use crate::spec::header::RequestHeader;
use crate::spec::standard;

/// Returns why a policy refuses a request, `None` if it does not. It speaks of approved preflights, too, where the browser
/// will not find in the lists of the policy what it asks for.
///
/// An origin that only the application knows (`with = …`) counts as refused. For a log, not for a decision: it takes its
/// time, and it allocates.
pub fn explain<R: CorsRequest>(policy: &Policy, request: &R) -> Option<Explanation> {
    explain_decision(&decide(policy, request, false), policy, request)
}

/// Returns why a decision about a request, of the policy that made it, is not what the page wants, as [`explain`] says it.
pub fn explain_decision<R: CorsRequest>(
    decision: &Decision<R::Value>,
    policy: &Policy,
    request: &R,
) -> Option<Explanation> {
    match decision {
        Decision::Share(_) | Decision::NoOrigin | Decision::LeaveAlone => None,
        Decision::Withhold(denial) | Decision::Block(denial) | Decision::Refuse(denial) => {
            Some(explain_denial(*denial, policy, request))
        }
        Decision::Approve(_) => explain_approval(policy, request),
    }
}

fn explain_denial<R: CorsRequest>(denial: Denial, policy: &Policy, request: &R) -> Explanation {
    let is_about_origin = matches!(denial, Denial::OriginNotAllowed | Denial::SiteNotAllowed | Denial::OriginNotHost);
    let origin = single(request, RequestHeader::Origin).filter(|_| is_about_origin);
    let (denial, help) = match origin {
        // A decision does not look closer than it has to.
        Some(origin) if Origin::parse(origin).is_none() && origin != b"null" => (Denial::OriginMalformed, None),
        Some(origin) => (denial, nearly(policy, denial, origin)),
        None => (denial, None),
    };
    Explanation { denial, value: value_at_fault(denial, request), help }
}

/// Why the browser will not send the request of a preflight that a policy approves of, `None` if it will
/// ([CORS-preflight fetch, steps 7.5 to 7.7](https://fetch.spec.whatwg.org/#cors-preflight-fetch-0)).
fn explain_approval<R: CorsRequest>(policy: &Policy, request: &R) -> Option<Explanation> {
    let requested = first(request, RequestHeader::RequestMethod)?;
    let requested = std::str::from_utf8(requested).ok()?;
    let methods = policy.methods();
    if !standard::is_cors_safelisted_method(requested)
        && !methods.iter().any(|method| ["*", requested].contains(method))
    {
        let denial = Denial::MethodNotAllowed;
        let upper = standard::method_in_upper_case(requested);
        let help = upper.map(|upper| format!("write the method in upper case in the page: `{upper}`"));
        return Some(Explanation { denial, value: value_at_fault(denial, request), help });
    }
    let names = policy.headers();
    let is_any = |name: &str| names.contains(&"*") && !standard::is_non_wildcard_request_header(name);
    let is_listed = |name: &str| names.iter().any(|listed| listed.eq_ignore_ascii_case(name)) || is_any(name);
    let missing = requested_headers(request).find(|name| !is_listed(name))?;
    Some(Explanation { denial: Denial::HeaderNotAllowed, value: Some(escaped(&missing).into_owned()), help: None })
}

/// What to say about an origin to which none can be added, or which differs in scheme or port alone from a listed one.
fn nearly(policy: &Policy, denial: Denial, origin: &[u8]) -> Option<String> {
    const ON_PURPOSE: &str = "set `enforce = false` if the route takes forms from other sites on purpose";
    let is_about_sender = matches!(denial, Denial::SiteNotAllowed | Denial::OriginNotHost);
    if is_about_sender && policy.is_off() {
        return Some(format!(
            "replace `off` with `origins = \"https://app.example.com\"`, the origins whose pages may send this, or {ON_PURPOSE}"
        ));
    }
    if is_about_sender && origin == b"null" {
        return Some(format!("send it from a page that is not sandboxed and has not been redirected, or {ON_PURPOSE}"));
    }
    let origin = Origin::parse(origin).filter(|origin| !origin.host().is_empty())?;
    // Most of a long list is passed over without a closer look, since clients choose how often this is asked.
    let has_same_host = |text: &&Cow<'_, str>| {
        text.contains(origin.host())
            && Origin::parse(text.as_bytes()).is_some_and(|other| other.host() == origin.host())
    };
    let listed = match &policy.table().origins {
        Origins::Any | Origins::Off => None,
        Origins::One(one) => Some(one).filter(has_same_host),
        Origins::List { exact, .. } => exact.iter().filter(has_same_host).min(),
    }?;
    Some(format!(
        "add `{}` to `origins`, or use the listed origin `{listed}`; scheme and port must match",
        escaped(origin.as_str())
    ))
}

fn value_at_fault<R: CorsRequest>(denial: Denial, request: &R) -> Option<String> {
    let header = denial.header()?;
    // The first lines are enough to see what is wrong. A host that is asked for may be in the request target alone.
    let authority = request.authority().filter(|_| header == RequestHeader::Host).map(str::as_bytes);
    let lines = request.values(header).map(AsRef::as_ref);
    let mut shown: Vec<_> = authority.into_iter().chain(lines).take(3).map(escape_for_log).collect();
    shown.dedup();
    (!shown.is_empty()).then(|| shown.join("` and `"))
}

/// The value of a header with one line.
fn single<R: CorsRequest>(request: &R, header: RequestHeader) -> Option<&[u8]> {
    match line(request.values(header))? {
        Line::Single(value) => Some(value.as_ref()),
        Line::Repeated => None,
    }
}

fn first<R: CorsRequest>(request: &R, header: RequestHeader) -> Option<&[u8]> {
    request.values(header).next().map(AsRef::as_ref)
}

/// The first of the requested headers, as many as a browser sends.
fn requested_headers<R: CorsRequest>(request: &R) -> impl Iterator<Item = Cow<'_, str>> {
    const LOOKED_AT: usize = 100;
    let lines = request.values(RequestHeader::RequestHeaders).map(AsRef::as_ref);
    let names = lines.flat_map(|line| line.split(|&byte| byte == b',')).map(standard::trim_ows);
    names.filter(|name| !name.is_empty()).take(LOOKED_AT).map(String::from_utf8_lossy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Draft;
    use crate::config::enforce::Enforce;

    struct Request {
        method: &'static str,
        lines: Vec<(RequestHeader, String)>,
    }

    impl CorsRequest for Request {
        type Value = String;

        fn method(&self) -> &str {
            self.method
        }

        fn authority(&self) -> Option<&str> {
            None
        }

        fn values(&self, header: RequestHeader) -> impl Iterator<Item = &String> {
            self.lines.iter().filter(move |(name, _)| *name == header).map(|(_, value)| value)
        }
    }

    fn request(method: &'static str, lines: &[(RequestHeader, &str)]) -> Request {
        Request { method, lines: lines.iter().map(|(name, value)| (*name, (*value).to_owned())).collect() }
    }

    fn get(origins: &[&str]) -> Request {
        request("GET", &origins.iter().map(|origin| (RequestHeader::Origin, *origin)).collect::<Vec<_>>())
    }

    fn preflight(origin: &str, method: &str, headers: &str) -> Request {
        use RequestHeader::{Origin, RequestHeaders, RequestMethod};
        request("OPTIONS", &[(Origin, origin), (RequestMethod, method), (RequestHeaders, headers)])
    }

    const APP: &str = "https://app.example.com";

    fn policy() -> Policy {
        let draft = Draft::new().origins([APP, "https://*.b.example"]).methods(["PUT"]).headers(["x-csrf"]);
        draft.check().unwrap()
    }

    fn explained(request: &Request) -> (&'static str, String, String) {
        let explanation = explain(&policy(), request).unwrap();
        (explanation.denial().id(), explanation.message(), explanation.help().into_owned())
    }

    #[test]
    fn what_is_not_refused_is_not_explained() {
        for request in [
            get(&[]),
            get(&[APP]),
            preflight(APP, "PUT", "X-Csrf, x-csrf"),
            preflight("https://x.b.example", "POST", ""),
            preflight(APP, "GET", " , "),
        ] {
            assert_eq!(explain(&policy(), &request), None);
        }
    }

    #[test]
    fn each_step_names_its_value() {
        for (request, step, value) in [
            (get(&["https://evil.test"]), "origin-not-allowed", "`https://evil.test`"),
            (get(&["null"]), "origin-not-allowed", "`null`"),
            (get(&["https://Evil.test"]), "origin-malformed", "`https://Evil.test`"),
            (get(&[APP, "https://evil.test"]), "origin-repeated", "`https://app.example.com` and `https://evil.test`"),
            (preflight("https://evil.test", "PUT", ""), "origin-not-allowed", "`https://evil.test`"),
            (preflight(APP, "P UT", ""), "method-malformed", "`P UT`"),
            (preflight(APP, "put", ""), "method-not-allowed", "`put`"),
            (preflight(APP, "DELETE", "x-csrf"), "method-not-allowed", "`DELETE`"),
            (preflight(APP, "PUT", "x-csrf,x-other"), "header-not-allowed", "`x-other`"),
        ] {
            let (id, what, help) = explained(&request);
            assert_eq!(id, step);
            assert!(what.contains(value), "{what}");
            assert!(!help.is_empty());
        }
    }

    #[test]
    fn a_method_in_lower_case() {
        for (method, help) in
            [("patch", "write the method in upper case in the page: `PATCH`"), ("purge", "add `purge`")]
        {
            assert!(explained(&preflight(APP, method, "")).2.starts_with(help), "{method}");
        }
    }

    #[test]
    fn an_origin_that_is_nearly_listed() {
        for (draft, listed) in [
            (
                Draft::new().origins(["http://app.example.com:8080", "http://app.example.com", "https://b.example"]),
                Some("http://app.example.com"),
            ),
            (Draft::new().origins(["http://app.example.com"]).enforce(Enforce::All), Some("http://app.example.com")),
            (Draft::new().origins(["https://my-app.example.com", "https://app.example.com.test"]), None),
        ] {
            let help = explain(&draft.check().unwrap(), &get(&[APP])).unwrap().help().into_owned();
            let expected = match listed {
                Some(listed) => {
                    format!("add `{APP}` to `origins`, or use the listed origin `{listed}`; scheme and port must match")
                }
                None => format!("add `{APP}` to `origins`, if its pages may read this"),
            };
            assert_eq!(help, expected);
        }
    }

    #[test]
    fn values_are_escaped_and_cut() {
        let (_, what, help) = explained(&get(&["https://evil.test\u{1b}[31m"]));
        assert!(what.contains("\\u{1b}[31m") && !help.contains('\u{1b}'), "{what}");
        let (_, what, _) = explained(&get(&[&"x".repeat(100_000)]));
        assert!(what.len() < 300, "{what}");
        let (_, what, _) = explained(&preflight(APP, "PUT", &"y".repeat(100_000)));
        assert!(what.len() < 300, "{what}");
    }

    #[test]
    fn who_may_not_send() {
        use RequestHeader::{Cookie, Host, Origin, SecFetchSite};
        const SITE: (RequestHeader, &str) = (SecFetchSite, "cross-site");
        const EVIL: (RequestHeader, &str) = (Origin, "https://evil.test");
        const PLAIN: (RequestHeader, &str) = (Origin, "http://app.example.com");
        const NULL: (RequestHeader, &str) = (Origin, "null");
        const HOST: (RequestHeader, &str) = (Host, "api.example");
        const COOKIE: (RequestHeader, &str) = (Cookie, "id=secret");
        let off = Draft::new().off().check().unwrap();
        let any = Draft::new().origins(["*"]).check().unwrap();
        let named = Draft::new().origins(["*"]).hosts(["api.example"]).check().unwrap();
        for (policy, lines, step, what, help) in [
            (policy(), &[EVIL, SITE][..], "site-not-allowed", "`https://evil.test`", "add `https://evil.test`"),
            (policy(), &[SITE], "site-not-allowed", "a page of another origin", "add the origin"),
            (
                policy(),
                &[PLAIN, SITE],
                "site-not-allowed",
                "`http://app",
                "add `http://app.example.com` to `origins`, or use",
            ),
            (policy(), &[NULL, SITE], "site-not-allowed", "`null`", "send it from a page that is not sandboxed"),
            (policy(), &[EVIL, HOST], "origin-not-host", "`https://evil.test`", "add it to `origins`, have"),
            (policy(), &[(Origin, APP), (Origin, APP), SITE], "origin-repeated", "more than one", "browsers send one"),
            (policy(), &[(Origin, APP), (Origin, APP)], "origin-repeated", "more than one", "browsers send one"),
            (off.clone(), &[EVIL, SITE], "site-not-allowed", "`https://evil.test`", "replace `off`"),
            (off, &[EVIL], "origin-not-host", "`https://evil.test`", "replace `off`"),
            (any, &[EVIL, SITE, COOKIE], "cookie-not-allowed", "`https://evil.test`", "list the origins"),
            (named.clone(), &[(Host, "evil.test")], "host-not-allowed", "`evil.test`", "add `evil.test` to `hosts` if"),
            (named, &[], "host-not-allowed", "the host that the request names", "add the host"),
        ] {
            let explanation = explain(&policy, &request("POST", lines)).unwrap();
            assert_eq!(explanation.denial().id(), step, "{lines:?}");
            assert!(explanation.message().contains(what), "{lines:?}: {explanation}");
            assert!(explanation.help().starts_with(help), "{lines:?}: {explanation}");
            assert!(!explanation.to_string().contains("secret"), "{explanation}");
        }
    }
}
