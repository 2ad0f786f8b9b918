//! The second opinion: what `cors_fetch` concludes from the responses that a browser got.

use std::collections::BTreeMap;
use std::time::Duration;

use cors_fetch::{
    Blocked, Body, Credentials, Exchange, FilteredResponse, Headers, PreflightCache, Request, Response, ResponseType,
    Step, TypeError,
};
use serde::{Deserialize, Serialize};

use super::log::{Answer, Lines, Seen};

/// What scripts on a page asked for.
#[derive(Deserialize)]
pub(super) struct Call {
    /// The origin of the page.
    page: String,
    url: String,
    method: String,
    headers: Lines,
    credentials: String,
    has_body: bool,
}

/// What happens to it.
#[derive(Serialize)]
pub(super) struct Verdict {
    #[serde(flatten)]
    outcome: Outcome,
    explanation: Explanation,
    /// Where the browser sent something else than `cors_fetch` would have sent.
    differences: Vec<String>,
}

#[derive(Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
enum Outcome {
    /// Scripts can read the response: its status, and these headers.
    Readable { status: u16, headers: BTreeMap<String, String> },
    /// Scripts cannot read the response.
    Kept,
    /// The preflight was refused, and nothing else is sent.
    NotAllowed,
    /// Scripts cannot send such a request to anybody.
    NotSent,
    /// The browser did something else.
    Unknown,
}

/// Why, and what to change, with code in back-ticks.
#[derive(Default, Serialize)]
struct Explanation {
    what: String,
    help: Option<String>,
    why: Option<String>,
    link: Option<&'static str>,
}

impl Verdict {
    /// Plays the call with the responses of the API.
    pub(super) fn of(call: &Call, seen: &[Seen]) -> Self {
        let mut differences = Vec::new();
        let (outcome, explanation) = play(call, seen, &mut differences);
        Verdict { outcome, explanation, differences }
    }
}

fn play(call: &Call, seen: &[Seen], differences: &mut Vec<String>) -> (Outcome, Explanation) {
    // The page gives each call a URL of its own, for which no browser remembers a preflight.
    let (mut cache, now) = (PreflightCache::default(), Duration::ZERO);
    let mut seen = seen.iter();
    let mut last = None;
    let mut step = match call.request().start(&cache, now) {
        Ok(step) => step,
        Err(error) => return (Outcome::NotSent, Explanation::not_sent(&error)),
    };
    let concluded = loop {
        step = match step {
            Step::Preflight(exchange) | Step::Send(exchange) => {
                let Some(Seen { method, headers, answer, .. }) = seen.next() else {
                    let expected = exchange.method();
                    differences.push(format!("the API got no `{expected}` request, which should have come next"));
                    return (Outcome::Unknown, Explanation::default());
                };
                if method != exchange.method() {
                    differences.push(format!("the browser sent `{method}`, not `{}`", exchange.method()));
                    return (Outcome::Unknown, Explanation::default());
                }
                compare(&exchange, headers, differences);
                last = Some(answer);
                exchange.answer(&answer.response(), &mut cache, now)
            }
            Step::Done(Ok(response)) => {
                break (Outcome::readable(&response), Explanation::readable(&response, last, &call.page));
            }
            Step::Done(Err(blocked)) => break (Outcome::blocked(&blocked), Explanation::blocked(&blocked)),
        };
    };
    for Seen { method, .. } in seen {
        differences.push(format!("the browser sent one more `{method}` request"));
    }
    concluded
}

/// Compares what the browser sent with what it should have sent. What it adds by itself does not count.
fn compare(exchange: &Exchange, sent: &Lines, differences: &mut Vec<String>) {
    let (sent, expected): (Headers, _) = (sent.iter().cloned().collect(), exchange.headers());
    for (name, _) in expected.iter() {
        let (sent, expected) = (sent.get(name), expected.get(name));
        if sent != expected {
            let sent = sent.map_or("nothing".to_owned(), |value| format!("`{}`", text(&value)));
            let expected = text(&expected.unwrap_or_default());
            differences.push(format!("the browser sent {sent} for `{name}`, not `{expected}`"));
        }
    }
}

fn text(value: &[u8]) -> String {
    String::from_utf8_lossy(value).into_owned()
}

impl Call {
    fn request(&self) -> Request {
        let credentials = match self.credentials.as_str() {
            "omit" => Credentials::Omit,
            "include" => Credentials::Include,
            _ => Credentials::SameOrigin,
        };
        let mut request = Request::new(&self.page, &self.url).method(&self.method).credentials(credentials);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if self.has_body { request.body(Body::Text) } else { request }
    }
}

impl Answer {
    fn response(&self) -> Response {
        Response::new(self.status, self.headers.iter().cloned())
    }
}

impl Outcome {
    fn readable(response: &FilteredResponse) -> Self {
        let joined = |name| text(&response.headers.get(name).unwrap_or_default());
        let headers = response.headers.iter().map(|(name, _)| (name.to_owned(), joined(name))).collect();
        Outcome::Readable { status: response.status, headers }
    }

    fn blocked(blocked: &Blocked) -> Self {
        if blocked.is_preflight() { Outcome::NotAllowed } else { Outcome::Kept }
    }
}

impl Explanation {
    fn not_sent(error: &TypeError) -> Self {
        // Its last line is the link.
        let what = error.to_string().lines().next().unwrap_or_default().to_owned();
        Explanation { what, link: Some(error.link()), ..Self::default() }
    }

    fn blocked(blocked: &Blocked) -> Self {
        let (reason, what, help) = (blocked.reason(), blocked.what(), blocked.help());
        Explanation { what, help: Some(help), why: Some(reason.why().to_owned()), link: Some(reason.link()) }
    }

    fn readable(response: &FilteredResponse, answer: Option<&Answer>, page: &str) -> Self {
        if response.response_type == ResponseType::Basic {
            let what = "the page and the API are of one origin, so CORS does not apply".to_owned();
            let link = Some("https://html.spec.whatwg.org/#same-origin");
            return Explanation { what, link, ..Self::default() };
        }
        let headers = answer.map_or(&[][..], |answer| &answer.headers);
        let value = |name: &str| headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str());
        let what = match value("access-control-allow-origin").unwrap_or_default() {
            "*" => "`Access-Control-Allow-Origin` is `*`: every page may read the response".to_owned(),
            _ => format!("`Access-Control-Allow-Origin` is `{page}`: the pages of this origin may read the response"),
        };
        let is_of_the_application = |name: &str| !name.starts_with("access-control-") && name != "vary";
        let mut hidden = headers.iter().map(|(name, _)| name.as_str());
        let hidden = hidden.find(|name| is_of_the_application(name) && !response.headers.contains(name));
        Explanation {
            what,
            help: hidden.map(|name| {
                let names = value("access-control-expose-headers").into_iter().chain([name]).collect::<Vec<_>>();
                format!(
                    "to let scripts read `{name}`, write `expose(\"{}\")`",
                    names.join(", ").replace(", ", "\", \"")
                )
            }),
            why: hidden.map(|name| format!("`{name}` is in the response, but the policy does not expose it")),
            link: Some("https://fetch.spec.whatwg.org/#http-responses"),
        }
    }
}
