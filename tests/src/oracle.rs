//! What has to be answered, said a second time: transcribed from section 4 of the design, from the Fetch and URL
//! standards and from what ARCHITECTURE.md decides where they leave it open, and not from cors-core. Nothing here is
//! fast, clever, or shared with what it is held against.

use crate::plain::{Line, PlainAnswer, PlainHandler, PlainPolicy, PlainRequest};

/// The answer to a request under a policy that passes its check.
pub fn answer(policy: &PlainPolicy, request: &PlainRequest, handler: &PlainHandler) -> PlainAnswer {
    // "Preflight means OPTIONS with Origin and with Access-Control-Request-Method, nothing else."
    let asks_first = request.method == "OPTIONS"
        && request.values("origin").count() > 0
        && request.values("access-control-request-method").count() > 0;
    if asks_first { preflight(policy, request) } else { actual(policy, request, handler) }
}

fn preflight(policy: &PlainPolicy, request: &PlainRequest) -> PlainAnswer {
    let origins: Vec<&[u8]> = request.values("origin").map(Vec::as_slice).collect();
    let methods: Vec<&[u8]> = request.values("access-control-request-method").map(Vec::as_slice).collect();
    let names = requested_headers(request);
    // "Repeated or malformed Origin / ACRM lines are refused, never guessed at."
    let mut failed = Vec::new();
    match origins.as_slice() {
        [origin] if !is_well_formed(origin) => failed.push("origin-malformed"),
        // A constant policy answers a foreign origin, too: the browser compares.
        [origin] if !is_constant(policy) && !admits(policy, request, origin) => failed.push("origin-not-allowed"),
        [_] => {}
        _ => failed.push("origin-repeated"),
    }
    // "Nothing that a client sends makes the work of a decision grow": a method of more than 4096 bytes is none.
    match methods.as_slice() {
        [method] if !is_token(method) || method.len() > 4096 => failed.push("method-malformed"),
        [_] => {}
        _ => failed.push("method-repeated"),
    }
    if echoes_headers(policy) && names.is_none() {
        failed.push("headers-malformed");
    }

    // "Preflights vary on what chose the answer": the method chose the route, the policy looked at the rest.
    let mut vary = Vec::new();
    if !is_constant(policy) {
        vary.push("Origin");
    }
    vary.push("Access-Control-Request-Method");
    if echoes_headers(policy) {
        vary.push("Access-Control-Request-Headers");
    }
    let mut lines = vec![line("vary", &vary.join(", "))];

    if !failed.is_empty() {
        // "403, no Access-Control-*, Vary"
        return PlainAnswer { decision: "refuse", failed, status: 403, lines };
    }
    // "ACAO (+ ACAC), the policy's whole static lists as ACAM and ACAH, ACMA."
    lines.push(allowed_origin("access-control-allow-origin", policy, origins[0]));
    if policy.credentials {
        lines.push(line("access-control-allow-credentials", "true"));
    }
    // "With credentials the literal * is never sent: headers = * and methods = * echo what was asked for"
    let any_method = policy.methods.iter().any(|method| method == "*");
    if any_method && policy.credentials {
        lines.push(("access-control-allow-methods".to_owned(), methods[0].to_vec()));
    } else if any_method {
        lines.push(line("access-control-allow-methods", "*"));
    } else {
        // Those of the route where none is named, but for those that script cannot send
        // (https://fetch.spec.whatwg.org/#forbidden-method), and for one that reads as any.
        let mut listed = without_repetitions(&policy.methods);
        if listed.is_empty() {
            listed.clone_from(&policy.served);
            listed.retain(|method| !["CONNECT", "TRACE", "TRACK", "*"].contains(&method.to_uppercase().as_str()));
        }
        push_list(&mut lines, "access-control-allow-methods", &listed);
    }
    if echoes_headers(policy) {
        push_list(&mut lines, "access-control-allow-headers", &names.unwrap_or_default());
    } else {
        push_list(&mut lines, "access-control-allow-headers", &allowed_headers(policy));
    }
    if let Some(seconds) = policy.max_age {
        lines.push(line("access-control-max-age", &seconds.to_string()));
    }
    lines.sort_unstable();
    PlainAnswer { decision: "approve", failed, status: policy.preflight_status.unwrap_or(204), lines }
}

fn actual(policy: &PlainPolicy, request: &PlainRequest, handler: &PlainHandler) -> PlainAnswer {
    let origins: Vec<&[u8]> = request.values("origin").map(Vec::as_slice).collect();
    let mut failed = Vec::new();
    let decision = match origins.as_slice() {
        // "the same headers on every response, no Vary, no look at Origin"
        _ if is_constant(policy) => "share",
        [] => "no-origin",
        [origin] if admits(policy, request, origin) => "share",
        refused => {
            let (step, own) = match refused {
                [origin] if is_well_formed(origin) => ("origin-not-allowed", *origin == request.sent_to.as_bytes()),
                [_] => ("origin-malformed", false),
                _ => ("origin-repeated", false),
            };
            failed.push(step);
            // "enforce: a refused Origin gets 403 and the handler does not run"; the server's own pages are no others.
            if policy.enforce && !own { "block" } else { "withhold" }
        }
    };
    let mut lines = Vec::new();
    let mut status = 403;
    if decision != "block" {
        status = handler.status;
        lines.clone_from(&handler.lines);
        // "The CORS headers of the policy replace any that a handler set, and on a refusal remove them."
        lines.retain(|(name, _)| !is_of_the_policy(policy, name));
    }
    if decision == "share" {
        let origin = origins.first().copied().unwrap_or_default();
        lines.push(allowed_origin("access-control-allow-origin", policy, origin));
        if policy.credentials {
            lines.push(line("access-control-allow-credentials", "true"));
        }
        let mut exposed = lower_case(&policy.expose);
        if exposed.iter().any(|name| name == "*") {
            exposed = vec!["*".to_owned()];
        }
        push_list(&mut lines, "access-control-expose-headers", &exposed);
        if policy.timing {
            lines.push(allowed_origin("timing-allow-origin", policy, origin));
        }
    }
    // "Every other policy sends Vary: Origin on every response of the route: allowed, refused, and without Origin."
    if !is_constant(policy) {
        vary_on_origin(&mut lines);
    }
    lines.sort_unstable();
    PlainAnswer { decision, failed, status, lines }
}

/// "A policy whose answer cannot depend on the request (`*` without credentials; exactly one exact origin)"; one that
/// enforces its origin has to look at it.
fn is_constant(policy: &PlainPolicy) -> bool {
    match without_repetitions(&policy.origins).as_slice() {
        [only] => !policy.asks && !policy.enforce && (only == "*" || !only.contains('*')),
        _ => false,
    }
}

/// `*`, the only entry of a constant policy, or the origin as it came: a policy admits what it compares byte for byte.
fn allowed_origin(header: &str, policy: &PlainPolicy, origin: &[u8]) -> Line {
    let value = if is_constant(policy) { policy.origins[0].as_bytes() } else { origin };
    (header.to_owned(), value.to_vec())
}

fn admits(policy: &PlainPolicy, request: &PlainRequest, origin: &[u8]) -> bool {
    if policy.origins.iter().any(|entry| entry == "*") {
        return true;
    }
    let Ok(text) = std::str::from_utf8(origin) else { return false };
    if text == "null" {
        return policy.origins.iter().any(|entry| entry == "null");
    }
    let Some(origin) = Parts::of(text).filter(Parts::is_serialised) else { return false };
    let listed = policy.origins.iter().filter_map(|entry| Parts::of(entry)).any(|entry| entry.admits(&origin));
    // "An origin that is not well-formed never reaches" the application.
    listed || (policy.asks && request.vouched)
}

/// Whether a browser sends it: a serialised tuple origin, or `null`.
pub fn is_well_formed(origin: &[u8]) -> bool {
    match std::str::from_utf8(origin) {
        Ok("null") => true,
        Ok(text) => Parts::of(text).is_some_and(|parts| parts.is_serialised()),
        Err(_) => false,
    }
}

/// An origin, or an entry of `origins`, taken apart.
struct Parts<'a> {
    text: &'a str,
    scheme: &'a str,
    labels: Vec<&'a str>,
    port: Option<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        // The colons of an IPv6 address stand between brackets.
        let host_ends = match rest.rfind(']') {
            Some(bracket) => bracket + 1,
            None => rest.find(':').unwrap_or(rest.len()),
        };
        let (host, port) = rest.split_at(host_ends);
        let port = match port {
            "" => None,
            port => Some(port.strip_prefix(':')?),
        };
        Some(Parts { text, scheme, labels: host.split('.').collect(), port })
    }

    /// "compared byte for byte with what a browser sends; `*.` is one or more labels, never none; `:*` is any port
    /// including none"
    fn admits(&self, origin: &Parts<'_>) -> bool {
        let labels = match self.labels.as_slice() {
            ["*", base @ ..] => {
                let labels = &origin.labels;
                labels.len() > base.len() && labels[labels.len() - base.len()..] == *base
            }
            labels => labels == origin.labels,
        };
        let port = self.port == Some("*") || self.port == origin.port;
        self.scheme == origin.scheme && labels && port
    }

    /// <https://html.spec.whatwg.org/#ascii-serialisation-of-an-origin>, within the lengths that DNS leaves to names.
    fn is_serialised(&self) -> bool {
        // A scheme of 64 bytes, `://`, a host of 253, a colon and five digits.
        self.text.len() <= 326 && self.has_scheme_of_pages() && self.has_host() && self.has_port()
    }

    fn has_scheme_of_pages(&self) -> bool {
        let letters = |byte: u8| byte.is_ascii_lowercase();
        let others = |byte: u8| letters(byte) || matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'_');
        let bytes = self.scheme.as_bytes();
        let sound = (1..=64).contains(&bytes.len()) && letters(bytes[0]) && bytes.iter().all(|byte| others(*byte));
        // Pages from files are `null`; a WebSocket comes with the origin of its page.
        sound && !["file", "ws", "wss"].contains(&self.scheme)
    }

    fn has_host(&self) -> bool {
        let host = self.labels.join(".");
        if let Some(rest) = host.strip_prefix('[') {
            return rest.strip_suffix(']').is_some_and(is_serialised_ipv6);
        }
        // One dot may follow the last label.
        let labels = self.labels.strip_suffix(&[""]).unwrap_or(&self.labels);
        // https://url.spec.whatwg.org/#ends-in-a-number-checker
        let last = labels.last().copied().unwrap_or_default();
        let is_number = match last.strip_prefix("0x") {
            Some(digits) => digits.chars().all(|char| char.is_ascii_hexdigit()),
            None => !last.is_empty() && last.chars().all(|char| char.is_ascii_digit()),
        };
        if is_number {
            // https://url.spec.whatwg.org/#concept-ipv4-serializer: four decimal numbers and nothing else.
            let is_byte = |label: &&str| label.parse::<u8>().is_ok_and(|byte| byte.to_string() == **label);
            return self.labels.len() == 4 && self.labels.iter().all(is_byte);
        }
        let of_label = |char: char| matches!(char, 'a'..='z' | '0'..='9' | '-' | '_');
        let is_label = |label: &&str| (1..=63).contains(&label.len()) && label.chars().all(of_label);
        host.len() <= 253 && !labels.is_empty() && labels.iter().all(is_label)
    }

    fn has_port(&self) -> bool {
        let Some(digits) = self.port else { return true };
        let is_default = matches!((self.scheme, digits), ("http", "80") | ("https", "443"));
        let number: Option<u32> = digits.parse().ok();
        number.is_some_and(|port| (1..=65535).contains(&port) && port.to_string() == digits) && !is_default
    }
}

/// Whether it is what <https://url.spec.whatwg.org/#concept-ipv6-serializer> makes of the address. Mapped IPv4 addresses
/// are none of ours.
fn is_serialised_ipv6(text: &str) -> bool {
    let pieces = |text: &str| -> Option<Vec<u16>> {
        if text.is_empty() {
            return Some(Vec::new());
        }
        let piece = |piece: &str| if piece.len() <= 4 { u16::from_str_radix(piece, 16).ok() } else { None };
        text.split(':').map(piece).collect()
    };
    let (front, back) = text.split_once("::").unwrap_or((text, ""));
    let (Some(front), Some(back)) = (pieces(front), pieces(back)) else { return false };
    let Some(zeros) = 8_usize.checked_sub(front.len() + back.len()) else { return false };
    let address: Vec<u16> = front.into_iter().chain(std::iter::repeat_n(0, zeros)).chain(back).collect();
    text == serialise_ipv6(&address) && address[..6] != [0, 0, 0, 0, 0, 0xffff]
}

fn serialise_ipv6(address: &[u16]) -> String {
    // The first longest run of zeros is left out, if it is longer than one.
    let runs = (0..8).flat_map(|start| (start + 2..=8).map(move |end| start..end));
    let runs = runs.filter(|run| address[run.clone()].iter().all(|piece| *piece == 0));
    let left_out = runs.min_by_key(|run| (8 - run.len(), run.start));
    let hex = |pieces: &[u16]| pieces.iter().map(|piece| format!("{piece:x}")).collect::<Vec<_>>().join(":");
    match left_out {
        None => hex(address),
        Some(run) => format!("{}::{}", hex(&address[..run.start]), hex(&address[run.end..])),
    }
}

/// With credentials `*` is a name like any other, so that what is asked for has to be repeated.
fn echoes_headers(policy: &PlainPolicy) -> bool {
    policy.credentials && policy.headers.iter().any(|name| name == "*")
}

/// "headers = * without credentials also names authorization only if it is listed beside it"
fn allowed_headers(policy: &PlainPolicy) -> Vec<String> {
    let listed = lower_case(&policy.headers);
    if !listed.iter().any(|name| name == "*") {
        return listed;
    }
    ["*", "authorization"]
        .into_iter()
        .filter(|name| listed.iter().any(|other| other == name))
        .map(String::from)
        .collect()
}

/// What `Access-Control-Request-Headers` names; none if something in it is no token, or if there is more of it than is
/// echoed: 4096 bytes, each line counted with its end.
fn requested_headers(request: &PlainRequest) -> Option<Vec<String>> {
    let lines: Vec<&Vec<u8>> = request.values("access-control-request-headers").collect();
    if lines.iter().map(|line| line.len() + 1).sum::<usize>() > 4096 {
        return None;
    }
    let mut names = Vec::new();
    for line in lines {
        // https://www.rfc-editor.org/rfc/rfc9110#section-5.6.1.2: blanks around elements and empty ones are tolerated.
        for element in std::str::from_utf8(line).ok()?.split(',') {
            match element.trim_matches([' ', '\t']) {
                "" => {}
                name if is_token(name.as_bytes()) => names.push(name.to_owned()),
                _ => return None,
            }
        }
    }
    Some(names)
}

/// <https://fetch.spec.whatwg.org/#http-responses>, and timings where the policy speaks of them.
fn is_of_the_policy(policy: &PlainPolicy, header: &str) -> bool {
    match header {
        "access-control-allow-origin"
        | "access-control-allow-credentials"
        | "access-control-allow-methods"
        | "access-control-allow-headers"
        | "access-control-max-age"
        | "access-control-expose-headers" => true,
        "timing-allow-origin" => policy.timing,
        _ => false,
    }
}

/// `Vary` is merged, never overwritten: every name kept, none added twice, `*` respected; all on one line.
fn vary_on_origin(lines: &mut Vec<Line>) {
    let mut varied: Vec<Vec<u8>> = lines.extract_if(.., |(name, _)| name == "vary").map(|(_, value)| value).collect();
    let holds = |wanted: &str| {
        let mut names = varied.iter().flat_map(|value| value.split(|byte| *byte == b',')).map(<[u8]>::trim_ascii);
        names.any(|name| name.eq_ignore_ascii_case(wanted.as_bytes()))
    };
    if holds("*") {
        varied = vec![b"*".to_vec()];
    } else if !holds("origin") {
        varied.push(b"Origin".to_vec());
    }
    lines.push(("vary".to_owned(), varied.join(&b", "[..])));
}

/// <https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2>
fn is_token(text: &[u8]) -> bool {
    let is_tchar = |byte: &u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => true,
        other => b"!#$%&'*+-.^_`|~".contains(other),
    };
    !text.is_empty() && text.iter().all(is_tchar)
}

fn lower_case(names: &[String]) -> Vec<String> {
    without_repetitions(&names.iter().map(|name| name.to_lowercase()).collect::<Vec<_>>())
}

fn without_repetitions(names: &[String]) -> Vec<String> {
    let mut once: Vec<String> = Vec::new();
    for name in names {
        if !once.contains(name) {
            once.push(name.clone());
        }
    }
    once
}

fn push_list(lines: &mut Vec<Line>, header: &str, names: &[String]) {
    if !names.is_empty() {
        lines.push(line(header, &names.join(", ")));
    }
}

fn line(name: &str, value: &str) -> Line {
    (name.to_owned(), value.as_bytes().to_vec())
}
