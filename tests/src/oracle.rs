//! What has to be answered, said a second time: transcribed from sections 4 and 5 of the design, from the Fetch and URL
//! standards and from what ARCHITECTURE.md decides where they leave it open, and not from cors-core. Nothing here is
//! fast, clever, or shared with what it is held against.

use cors_core::Enforce;

use crate::plain::{Line, PlainAnswer, PlainHandler, PlainPolicy, PlainRequest};

/// The answer to a request under a policy that passes its check.
pub fn answer(policy: &PlainPolicy, request: &PlainRequest, handler: &PlainHandler) -> PlainAnswer {
    // "Preflight means OPTIONS with Origin and with Access-Control-Request-Method, nothing else."
    let asks_first = request.method == "OPTIONS"
        && request.values("origin").count() > 0
        && request.values("access-control-request-method").count() > 0;
    if asks_first { preflight(policy, request) } else { actual(policy, request, handler) }
}

/// The answer to a request on a route with these rules, of which there may be one.
pub fn answer_by_rules(rules: &[PlainPolicy], request: &PlainRequest, handler: &PlainHandler) -> PlainAnswer {
    let rules = on_one_route(rules);
    answer(&rules[rule_for(&rules, request)], request, handler)
}

/// What the rules mean together. "What belongs to the route and not to an origin (`enforce`, `hosts`, `preflight_status`) may
/// stand in one rule or be the same in all."
pub fn on_one_route(rules: &[PlainPolicy]) -> Vec<PlainPolicy> {
    let mut shared = rules.to_vec();
    for rule in &mut shared {
        rule.beside_others = rules.len() > 1;
        for said in rules {
            if said.enforce != Enforce::Writes {
                rule.enforce = said.enforce;
            }
            if !said.hosts.is_empty() {
                rule.hosts.clone_from(&said.hosts);
            }
            rule.preflight_status = said.preflight_status.or(rule.preflight_status);
        }
    }
    shared
}

/// "The first one whose origins admit the request's origin applies, for preflights and responses alike"; "a request without an
/// origin, or with one that no rule lists, gets the last rule".
pub fn rule_for(rules: &[PlainPolicy], request: &PlainRequest) -> usize {
    let origins: Vec<&[u8]> = request.values("origin").map(Vec::as_slice).collect();
    match origins.as_slice() {
        [origin] => rules.iter().position(|rule| admits(rule, request, origin)).unwrap_or(rules.len() - 1),
        _ => rules.len() - 1,
    }
}

fn preflight(policy: &PlainPolicy, request: &PlainRequest) -> PlainAnswer {
    let origins: Vec<&[u8]> = request.values("origin").map(Vec::as_slice).collect();
    let methods: Vec<&[u8]> = request.values("access-control-request-method").map(Vec::as_slice).collect();
    let names = requested_headers(request);
    let mut failed = Vec::new();
    // "`hosts(…)`: a request whose `Host` (`:authority`) is none of these gets 421"; "preflights are subject to `hosts`
    // alone", of all that section 5 says.
    let is_misdirected = !is_addressed(policy, request);
    if is_misdirected {
        failed.push("host-not-allowed");
    }
    if policy.off {
        failed.push("off");
    }
    // "Repeated or malformed Origin / ACRM lines are refused, never guessed at." But "a constant policy looks at nothing
    // that the origin says: one `Origin` line, any bytes".
    match origins.as_slice() {
        [_] if has_constant_origin(policy) => {}
        [origin] if !is_well_formed(origin) => failed.push("origin-malformed"),
        [origin] if !admits(policy, request, origin) => {
            failed.push("origin-not-allowed");
        }
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
    if varies_on_origin(policy) {
        vary.push("Origin");
    }
    vary.push("Access-Control-Request-Method");
    if echoes_headers(policy) {
        vary.push("Access-Control-Request-Headers");
    }
    let mut lines = vec![line("vary", &vary.join(", "))];

    if !failed.is_empty() {
        // "403, no Access-Control-*, Vary"
        let status = if is_misdirected { 421 } else { 403 };
        return PlainAnswer { decision: "refuse", failed, status, lines };
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
    // "On a route it answers before the handler", and before anybody asks who has sent the request.
    let refused = if !is_addressed(policy, request) {
        Some((421, "host-not-allowed"))
    } else if let Err(step) = sender(policy, request) {
        Some((403, step))
    } else {
        None
    };
    if let Some((status, step)) = refused {
        // "The 403s vary on `Origin, Sec-Fetch-Site`", and 421 does not vary on less.
        let lines = vec![line("vary", "Origin, Sec-Fetch-Site")];
        return PlainAnswer { decision: "block", failed: vec![step], status, lines };
    }
    let mut lines = handler.lines.clone();
    if policy.off {
        // "`off` admits no origin: writes as in the table, headers left alone"; but "every response under `"all"`" varies.
        if policy.enforce == Enforce::All {
            vary_on(&["Origin", "Sec-Fetch-Site"], &mut lines);
        }
        lines.sort_unstable();
        return PlainAnswer { decision: "leave-alone", failed: Vec::new(), status: handler.status, lines };
    }
    let mut failed = Vec::new();
    let decision = match origins.as_slice() {
        // "the same headers on every response, no Vary, no look at Origin"
        _ if has_constant_origin(policy) => "share",
        [] => "no-origin",
        [origin] if admits(policy, request, origin) => "share",
        refused => {
            failed.push(match refused {
                [origin] if is_well_formed(origin) => "origin-not-allowed",
                [_] => "origin-malformed",
                _ => "origin-repeated",
            });
            "withhold"
        }
    };
    // "The CORS headers of the policy replace any that a handler set, and on a refusal remove them."
    lines.retain(|(name, _)| !is_of_the_policy(policy, name));
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
    // "Every other policy sends Vary: Origin on every response of the route: allowed, refused, and without Origin"; "so
    // does every response under `"all"`" vary on both; "guards that look at `Origin` make the route vary on it".
    if policy.enforce == Enforce::All {
        vary_on(&["Origin", "Sec-Fetch-Site"], &mut lines);
    } else if varies_on_origin(policy) {
        vary_on(&["Origin"], &mut lines);
    }
    lines.sort_unstable();
    PlainAnswer { decision, failed, status: handler.status, lines }
}

/// The table of section 5, "Who may send", row by row: the step by which an actual request is served, or the one by which
/// it is refused.
///
/// # Errors
/// The step that refuses it.
pub fn sender(policy: &PlainPolicy, request: &PlainRequest) -> Result<&'static str, &'static str> {
    let sites: Vec<&[u8]> = request.values("sec-fetch-site").map(Vec::as_slice).collect();
    let origins: Vec<&[u8]> = request.values("origin").map(Vec::as_slice).collect();
    // The column `false`: "served" in every row.
    if policy.enforce == Enforce::Never {
        return Ok("not-enforced");
    }
    // | method is GET, HEAD, OPTIONS, QUERY, and no `Upgrade` line contains `websocket` (any case) | served | next step |
    let is_safe = ["GET", "HEAD", "OPTIONS", "QUERY"].contains(&request.method.as_str());
    if is_safe && !request.values("upgrade").any(|line| is_websocket(line)) && policy.enforce == Enforce::Writes {
        return Ok("no-write");
    }
    // | `Sec-Fetch-Site` is `same-origin` or `none` | served | served |
    if let [b"same-origin" | b"none"] = sites.as_slice() {
        return Ok("same-origin");
    }
    // | one `Origin` line, admitted by the policy | served | served |
    // "`*` admits senders without credentials: a cross-site write that carries a `Cookie` is blocked"; "`off` admits no
    // origin".
    let is_admitted = matches!(origins.as_slice(), [origin] if !policy.off && admits(policy, request, origin));
    let is_any = policy.origins.iter().any(|entry| entry == "*");
    let has_cookies = is_any && request.values("cookie").count() > 0;
    if is_admitted && !has_cookies {
        return Ok("admitted");
    }
    let refused = |step| Err(if is_admitted { "cookie-not-allowed" } else { step });
    match (sites.as_slice(), origins.as_slice()) {
        // | `Sec-Fetch-Site` is anything else (`cross-site`, `same-site`, empty, unknown, repeated) | 403 | 403 |
        // Whoever repeats `Origin` learns that first.
        (_, [_, _, ..]) => refused("origin-repeated"),
        ([_, ..], _) => refused("site-not-allowed"),
        // | no `Sec-Fetch-Site`; an `Origin` line that is not the `Host` of the request, or several | 403 | 403 |
        ([], [origin]) if is_host_of(origin, request) => Ok("origin-is-host"),
        ([], [_]) => refused("origin-not-host"),
        // | neither header: no browser | served | served |
        ([], []) => Ok("no-browser"),
    }
}

/// "contains `websocket` (any case)"; a line of more than 128 bytes is taken for one that does.
fn is_websocket(upgrade: &[u8]) -> bool {
    upgrade.len() > 128 || String::from_utf8_lossy(upgrade).to_ascii_lowercase().contains("websocket")
}

/// "Host comparison: ASCII case ignored, the scheme counts only for its default port, a trailing dot is kept; `null`,
/// userinfo, other schemes, no or several `Host` lines, or one that differs from `:authority`, are equal to nothing."
fn is_host_of(origin: &[u8], request: &PlainRequest) -> bool {
    let Ok(origin) = std::str::from_utf8(origin) else { return false };
    let (authority, default_port) = match origin.split_once("://") {
        Some(("http", authority)) => (authority, 80),
        Some(("https", authority)) => (authority, 443),
        _ => return false,
    };
    let Some((host, port)) = host_and_port(authority) else { return false };
    let Some((asked, asked_port)) = asked(request) else { return false };
    host == asked && port.unwrap_or(default_port) == asked_port.unwrap_or(default_port)
}

/// "`hosts(…)`: a request whose `Host` (`:authority`) is none of these gets 421."
pub fn is_addressed(policy: &PlainPolicy, request: &PlainRequest) -> bool {
    let is_named = |host: &str, port: Option<u32>, entry: &str| {
        let parts = Parts::of_authority(entry);
        let entry_port = match parts.port {
            Some("*") => true,
            Some(number) => port.is_some_and(|port| port.to_string() == number),
            // Whether TLS ends in front of the server, nobody knows: both defaults are one.
            None => matches!(port, None | Some(80 | 443)),
        };
        let labels: Vec<&str> = host.split('.').collect();
        let is_name = match parts.labels.as_slice() {
            ["*", base @ ..] => labels.len() > base.len() && labels.ends_with(base),
            all => labels == all,
        };
        is_name && entry_port
    };
    policy.hosts.is_empty()
        || asked(request).is_some_and(|(host, port)| policy.hosts.iter().any(|entry| is_named(&host, port, entry)))
}

/// The host that the request asks for, in lower case, and the port, if it says one.
fn asked(request: &PlainRequest) -> Option<(String, Option<u32>)> {
    let lines: Vec<String> =
        request.values("host").map(|host| String::from_utf8(host.clone()).ok()).collect::<Option<_>>()?;
    match (&request.authority, lines.as_slice()) {
        (Some(authority), []) => host_and_port(authority),
        (Some(authority), [line]) if line.eq_ignore_ascii_case(authority) => host_and_port(authority),
        (None, [line]) => host_and_port(line),
        _ => None,
    }
}

/// Host and port of an authority, the host in lower case. None if there is anything in it that no host has.
fn host_and_port(authority: &str) -> Option<(String, Option<u32>)> {
    let authority = authority.to_ascii_lowercase();
    // A host of 253 bytes, a colon and five digits.
    if authority.len() > 259 {
        return None;
    }
    let (host, port) = match authority.split_once(']') {
        Some((address, port)) => (format!("{address}]"), port.to_owned()),
        None => match authority.split_once(':') {
            Some((host, port)) => (host.to_owned(), format!(":{port}")),
            None => (authority.clone(), String::new()),
        },
    };
    let port = match port.as_str() {
        "" => None,
        port => {
            let digits = port.strip_prefix(':')?;
            let number: u32 = digits.parse().ok()?;
            // A number as URLs have it: no sign, no leading zero.
            ((1..=65535).contains(&number) && number.to_string() == digits).then_some(Some(number))?
        }
    };
    let is_host = match host.strip_prefix('[') {
        Some(rest) => {
            let address = rest.strip_suffix(']')?;
            !address.is_empty() && address.chars().all(|char| char.is_ascii_hexdigit() || ":.".contains(char))
        }
        None => {
            let name = host.strip_suffix('.').unwrap_or(&host);
            let is_label = |label: &str| {
                !label.is_empty() && label.chars().all(|char| char.is_ascii_alphanumeric() || "-_".contains(char))
            };
            name.split('.').all(is_label)
        }
    };
    is_host.then_some((host, port))
}

/// "A policy whose answer cannot depend on the request (`*` without credentials; exactly one exact origin)"
///
/// Beside other rules the header is not written for an origin that the rule does not list.
fn has_constant_origin(policy: &PlainPolicy) -> bool {
    match without_repetitions(&policy.origins).as_slice() {
        [only] => !policy.asks && !policy.off && (only == "*" || !only.contains('*') && !policy.beside_others),
        _ => false,
    }
}

/// "Responses of a route with several rules vary on `Origin` always, since the origin chooses the rule", and those of a route
/// with guards.
fn varies_on_origin(policy: &PlainPolicy) -> bool {
    !has_constant_origin(policy) || policy.guarded || policy.beside_others
}

/// `*`, the only entry of a constant policy, or the origin as it came: a policy admits what it compares byte for byte.
fn allowed_origin(header: &str, policy: &PlainPolicy, origin: &[u8]) -> Line {
    let value = if has_constant_origin(policy) { policy.origins[0].as_bytes() } else { origin };
    (header.to_owned(), value.to_vec())
}

/// Whether the policy lists the origin, or the application vouches for it.
pub fn admits(policy: &PlainPolicy, request: &PlainRequest, origin: &[u8]) -> bool {
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

/// Whether a browser or an app sends it: a serialised tuple origin, or `null`.
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
        let Parts { labels, port, .. } = Parts::of_authority(rest);
        Some(Parts { text, scheme, labels, port })
    }

    /// Those of an entry of `hosts`, and of what follows the scheme of an origin.
    fn of_authority(text: &'a str) -> Self {
        // The colons of an IPv6 address are between brackets.
        let host_ends = match text.rfind(']') {
            Some(bracket) => bracket + 1,
            // Hosts of other schemes than http and https may have colons.
            None => text.rfind(':').unwrap_or(text.len()),
        };
        let (host, port) = text.split_at(host_ends);
        let port = match port {
            "" => None,
            // What does not begin with a colon is no port.
            port => Some(port.strip_prefix(':').unwrap_or("?")),
        };
        Parts { text, scheme: "", labels: host.split('.').collect(), port }
    }

    /// "compared byte for byte with what a browser sends; `*.` is one or more labels, never none; `:*` is any port
    /// including none"
    fn admits(&self, origin: &Parts<'_>) -> bool {
        let labels = match self.labels.as_slice() {
            ["*", base @ ..] => {
                let labels = &origin.labels;
                origin.has_host()
                    && !["file", "content"].contains(&origin.scheme)
                    && labels.len() > base.len()
                    && labels[labels.len() - base.len()..] == *base
            }
            labels => labels == origin.labels,
        };
        let port = self.port == Some("*") && origin.has_port() || self.port == origin.port;
        self.scheme == origin.scheme && labels && port
    }

    /// <https://html.spec.whatwg.org/#ascii-serialisation-of-an-origin>, within the lengths that DNS leaves to names.
    fn is_serialised(&self) -> bool {
        // A scheme of 64 bytes, `://`, a host of 253, a colon and five digits.
        let is_web = ["http", "https"].contains(&self.scheme);
        let has_rest = if is_web { self.has_host() && self.has_port() } else { self.is_opaque() };
        self.text.len() <= 326 && self.has_scheme_of_pages() && has_rest
    }

    /// "Other schemes […] are whatever embedders send: printable ASCII, compared byte for byte", without what
    /// <https://url.spec.whatwg.org/#forbidden-host-code-point> lists, quotes, commas and `*`.
    fn is_opaque(&self) -> bool {
        let rest = self.text.split_once("://").map_or("", |(_, rest)| rest);
        if rest.starts_with('[') {
            return self.has_host() && self.has_port();
        }
        rest.chars().all(|char| matches!(char, '!'..='~') && !"#/<>?@[\\]^|\"`*,".contains(char))
    }

    fn has_scheme_of_pages(&self) -> bool {
        let letters = |byte: u8| byte.is_ascii_lowercase();
        let others = |byte: u8| letters(byte) || matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'_');
        let bytes = self.scheme.as_bytes();
        let sound = (1..=64).contains(&bytes.len()) && letters(bytes[0]) && bytes.iter().all(|byte| others(*byte));
        // A WebSocket comes with the origin of its page.
        sound && !["ws", "wss"].contains(&self.scheme)
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

/// With credentials `*` is a name like any other, so what is asked for has to be repeated.
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
fn vary_on(names: &[&str], lines: &mut Vec<Line>) {
    let mut varied: Vec<Vec<u8>> = lines.extract_if(.., |(name, _)| name == "vary").map(|(_, value)| value).collect();
    let holds = |varied: &[Vec<u8>], wanted: &str| {
        let mut names = varied.iter().flat_map(|value| value.split(|byte| *byte == b',')).map(<[u8]>::trim_ascii);
        names.any(|name| name.eq_ignore_ascii_case(wanted.as_bytes()))
    };
    if holds(&varied, "*") {
        varied = vec![b"*".to_vec()];
    } else {
        for name in names {
            if !holds(&varied, name) {
                varied.push(name.as_bytes().to_vec());
            }
        }
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
