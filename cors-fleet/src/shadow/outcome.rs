//! What a browser and the handler see of a decision.

use actix_web::http::header::HeaderValue;
use cors_actix::Policy;
use cors_core::{CorsRequest, Decision, Header, RequestHeader, ResponseHeaders, Value, Vary, decide, explain};

/// What becomes of a request, as far as a browser or the handler can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The preflight is approved for the origin.
    Approved,
    /// The preflight fails, whatever the answer says about it.
    NotApproved,
    /// The handler runs, and the page may read the response.
    Read,
    /// The handler runs, and no page may read the response.
    NotRead,
    /// The handler does not run.
    Blocked { status: u16 },
}

/// What a browser and the handler see. Two outcomes that are equal cannot be told apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) kind: Kind,
    /// What is set beside `Access-Control-Allow-Origin`, where the origin is allowed. Elsewhere browsers do not look.
    pub(super) headers: Vec<(Header, String)>,
}

impl Outcome {
    /// Decides about a request.
    pub(super) fn of(policy: &Policy, request: &impl CorsRequest<Value = HeaderValue>) -> Self {
        let decision = decide(policy, request, false);
        let is_preflight = matches!(decision, Decision::Approve(_) | Decision::Refuse(_));
        if let Decision::Block(denial) = &decision {
            return Outcome { kind: Kind::Blocked { status: denial.status() }, headers: Vec::new() };
        }
        let mut seen = Seen { policy, allowed: None, headers: Vec::new() };
        decision.edit(policy, &mut seen);
        let allows_origin = seen.allowed.is_some_and(|allowed| {
            let mut lines = request.values(RequestHeader::Origin);
            let single = lines.next().filter(|_| lines.next().is_none());
            single.is_some_and(|origin| allowed == "*" || allowed.as_bytes() == origin.as_bytes())
        });
        let kind = match (is_preflight, allows_origin) {
            (true, true) => Kind::Approved,
            (true, false) => Kind::NotApproved,
            (false, true) => Kind::Read,
            (false, false) => Kind::NotRead,
        };
        Outcome { kind, headers: if allows_origin { seen.headers } else { Vec::new() } }
    }
}

/// Says in words what becomes of a request, without headers.
pub(super) fn words(kind: Kind, policy: &Policy, request: &impl CorsRequest<Value = HeaderValue>) -> String {
    let why = match decide(policy, request, false) {
        // A policy with one origin sends it to everybody, and the browser compares.
        Decision::Approve(_) | Decision::Share(_) if kind != Kind::Approved => Some("origin-not-allowed"),
        _ => explain(policy, request).map(|explanation| explanation.denial().id()),
    };
    let why = why.map(|id| format!(" ({id})"));
    let text = match kind {
        Kind::Approved if why.is_some() => "preflight does not cover the request",
        Kind::Approved => "preflight approved",
        Kind::NotApproved => "preflight fails",
        Kind::Read => return "page may read".to_owned(),
        Kind::NotRead if !request.has(RequestHeader::Origin) => return "handler runs".to_owned(),
        Kind::NotRead => "page may not read",
        Kind::Blocked { status } => return format!("blocked with {status}{}", why.unwrap_or_default()),
    };
    text.to_owned() + &why.unwrap_or_default()
}

/// The headers that a decision sets.
struct Seen<'p> {
    policy: &'p Policy,
    allowed: Option<String>,
    headers: Vec<(Header, String)>,
}

impl ResponseHeaders<HeaderValue> for Seen<'_> {
    fn clear(&mut self, _: &[Header]) {}

    fn set(&mut self, header: Header, value: Value<'_, HeaderValue>) {
        let value = match value {
            Value::Constant => self.policy.value(header).map(str::to_owned),
            Value::Echo(value) => Some(String::from_utf8_lossy(value.as_bytes()).into_owned()),
            Value::Text(text) => Some(text.to_owned()),
        };
        match (header, value) {
            (Header::AllowOrigin, value) => self.allowed = value,
            // It is `*` or the origin, as the other one is, which says the same to the page.
            (Header::TimingAllowOrigin, Some(_)) => self.headers.push((header, "allowed".to_owned())),
            (_, Some(value)) => self.headers.push((header, value)),
            (_, None) => {}
        }
    }

    fn vary(&mut self, _: Vary) {}
}
