//! A policy, a request and an answer in plain words and bytes, for those who compare two ways to the same answer.

use cors_core::__private::as_rules;
use cors_core::{
    CorsRequest, Danger, Decision, Denial, Draft, Enforce, Header, OriginEntry, Policy, RequestHeader, ResponseHeaders,
    Value, Vary, Violations, decide, lists_origin, unlisted_origin,
};

/// A header line: its name in lower case, and its value.
pub type Line = (String, Vec<u8>);

/// What somebody writes into `#[cors(…)]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlainPolicy {
    /// The entries of `origins`.
    pub origins: Vec<String>,
    /// Whether the application is asked about the others: `with = …`
    pub asks: bool,
    /// The entries of `methods`.
    pub methods: Vec<String>,
    /// The entries of `headers`.
    pub headers: Vec<String>,
    /// The entries of `expose`.
    pub expose: Vec<String>,
    /// `credentials`
    pub credentials: bool,
    /// `max_age`, in seconds.
    pub max_age: Option<u64>,
    /// `timing`
    pub timing: bool,
    /// `enforce`
    pub enforce: Enforce,
    /// The entries of `hosts`.
    pub hosts: Vec<String>,
    /// `off`
    pub off: bool,
    /// Whether guards choose the route.
    pub guarded: bool,
    /// Whether it is one of several rules of a route.
    pub beside_others: bool,
    /// `preflight_status`
    pub preflight_status: Option<u16>,
    /// The methods of the route below the attribute; none where there is no route.
    pub served: Vec<String>,
}

/// A request, and what is known about it beside its bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlainRequest {
    /// The method.
    pub method: String,
    /// The header lines, in their order.
    pub lines: Vec<Line>,
    /// The host and port of the request target: `:authority`, or the absolute form of HTTP/1.
    pub authority: Option<String>,
    /// What the application says when it is asked about the origin of the request.
    pub vouched: bool,
}

/// What the handler says before anybody touches it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlainHandler {
    /// The status code.
    pub status: u16,
    /// The header lines.
    pub lines: Vec<Line>,
}

/// What becomes of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainAnswer {
    /// `share`, `no-origin`, `withhold`, `leave-alone`, `block`, `approve` or `refuse`
    pub decision: &'static str,
    /// The steps that failed: why an origin or a preflight is refused. Whoever stops at the first one knows of one.
    pub failed: Vec<&'static str>,
    /// The status code.
    pub status: u16,
    /// The header lines, sorted.
    pub lines: Vec<Line>,
}

impl PlainAnswer {
    /// Whether the handler runs.
    pub fn is_handled(&self) -> bool {
        is_handled(self.decision)
    }

    /// Whether this is the answer that the oracle expects, of somebody who stops at the first step that fails, and does
    /// not look at the form of an origin that is only kept from reading.
    pub fn agrees_with(&self, expected: &PlainAnswer) -> bool {
        let steps = self.decision == "withhold" || self.failed.iter().all(|step| expected.failed.contains(step));
        steps
            && self.failed.is_empty() == expected.failed.is_empty()
            && (self.decision, self.status, &self.lines) == (expected.decision, expected.status, &expected.lines)
    }
}

impl PlainPolicy {
    /// The policy as cors-core takes it, every protection off: those are about what should be written, not about what it
    /// means.
    pub fn draft(&self) -> Draft {
        let origins = self.origins.iter().map(OriginEntry::from).chain(self.asks.then_some(OriginEntry::Predicate));
        let mut draft = Draft::new()
            .origins(origins)
            .methods(&self.methods)
            .headers(&self.headers)
            .expose(&self.expose)
            .credentials(self.credentials)
            .timing(self.timing)
            .hosts(&self.hosts)
            .guarded(self.guarded)
            .dangerously(Danger::ALL.iter().copied());
        // One of several rules may say what belongs to the route, and the others say nothing.
        if self.enforce != Enforce::default() {
            draft = draft.enforce(self.enforce);
        }
        if let Some(seconds) = self.max_age {
            draft = draft.max_age(seconds);
        }
        if let Some(status) = self.preflight_status {
            draft = draft.preflight_status(status);
        }
        if self.off {
            draft = draft.off();
        }
        if self.served.is_empty() { draft } else { draft.route_methods(&self.served) }
    }
}

impl PlainRequest {
    /// The values of all the lines with this name, in their order.
    pub fn values<'r>(&'r self, name: &'r str) -> impl Iterator<Item = &'r Vec<u8>> {
        self.lines.iter().filter(move |(line, _)| line == name).map(|(_, value)| value)
    }
}

impl CorsRequest for PlainRequest {
    type Value = Vec<u8>;

    fn method(&self) -> &str {
        &self.method
    }

    fn authority(&self) -> Option<&str> {
        self.authority.as_deref()
    }

    fn values(&self, header: RequestHeader) -> impl Iterator<Item = &Vec<u8>> {
        self.values(header.name())
    }
}

/// The policies of the rules of one route, as cors-core takes them.
///
/// # Errors
/// Everything that is wrong with each of them, and with their order.
pub fn checked(rules: &[PlainPolicy]) -> Result<Vec<Policy>, Violations> {
    let drafts: Vec<Draft> = rules.iter().map(PlainPolicy::draft).collect();
    let policies = Draft::check_all(&drafts)?;
    Ok(if policies.len() > 1 { as_rules(&policies.iter().collect::<Vec<_>>()) } else { policies })
}

/// What cors-core answers on a route with these rules.
///
/// # Panics
/// If there is no rule, or a decision that nobody here knows.
pub fn decided_by_rules(rules: &[Policy], request: &PlainRequest, handler: &PlainHandler) -> PlainAnswer {
    let admits =
        |rule: &&Policy| lists_origin(rule, request) || request.vouched && unlisted_origin(rule, request).is_some();
    let rule = rules.iter().find(admits).or(rules.last()).expect("a route has a rule");
    decided(rule, request, handler)
}

/// Whether the handler runs where this is decided.
pub fn is_handled(decision: &str) -> bool {
    matches!(decision, "share" | "no-origin" | "withhold" | "leave-alone")
}

/// What cors-core answers.
///
/// # Panics
/// If there is a decision that nobody here knows.
pub fn decided(policy: &Policy, request: &PlainRequest, handler: &PlainHandler) -> PlainAnswer {
    let vouched = unlisted_origin(policy, request).is_some_and(|_| request.vouched);
    let decision = decide(policy, request, vouched);
    let (name, failed, status) = match &decision {
        Decision::Share(_) => ("share", None, handler.status),
        Decision::NoOrigin => ("no-origin", None, handler.status),
        Decision::Withhold(denial) => ("withhold", Some(*denial), handler.status),
        Decision::LeaveAlone => ("leave-alone", None, handler.status),
        Decision::Block(denial) => ("block", Some(*denial), denial.status()),
        Decision::Approve(_) => ("approve", None, policy.preflight_status()),
        Decision::Refuse(denial) => ("refuse", Some(*denial), denial.status()),
        other => panic!("{other:?}"),
    };
    let lines = if is_handled(name) { handler.lines.clone() } else { Vec::new() };
    let mut response = Response { policy, lines };
    decision.edit(policy, &mut response);
    let mut lines = response.lines;
    lines.sort_unstable();
    PlainAnswer { decision: name, failed: failed.map(Denial::id).into_iter().collect(), status, lines }
}

/// A response that knows nothing but its lines.
struct Response<'a> {
    policy: &'a Policy,
    lines: Vec<Line>,
}

impl ResponseHeaders<Vec<u8>> for Response<'_> {
    fn clear(&mut self, headers: &[Header]) {
        self.lines.retain(|(line, _)| !headers.iter().any(|header| header.name() == line));
    }

    fn set(&mut self, header: Header, value: Value<'_, Vec<u8>>) {
        let value = match value {
            Value::Constant => self.policy.value(header).map(|value| value.as_bytes().to_vec()),
            Value::Echo(value) => Some(value.clone()),
            Value::Text(text) => Some(text.as_bytes().to_vec()),
        };
        self.lines.extend(value.map(|value| (header.name().to_owned(), value)));
    }

    fn vary(&mut self, answer: Vary) {
        let names = self.policy.vary(answer);
        let varied: Vec<Line> = self.lines.extract_if(.., |(name, _)| name == "vary").collect();
        let lines = || varied.iter().map(|(_, value)| value.as_slice());
        let varies_on = |name: &str| {
            let mut elements = lines().flat_map(|line| line.split(|&byte| byte == b','));
            elements.any(|element| element.trim_ascii().eq_ignore_ascii_case(name.as_bytes()))
        };
        let missing = names.split(", ").filter(|name| !varies_on(name)).map(str::as_bytes);
        let line = lines().chain(missing).collect::<Vec<_>>().join(&b", "[..]);
        let line = if varies_on("*") { b"*".to_vec() } else { line };
        self.lines.push(("vary".to_owned(), line));
    }
}
