//! Policies that pass their check, and requests that come close to what they say.

use cors_core::Enforce;
use cors_tests::plain::{Line, PlainHandler, PlainPolicy, PlainRequest};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Where most requests go.
pub const HOST: &str = "api.example";

/// Hosts that are each other's suffixes, prefixes and look-alikes.
const HOSTS: &[&str] = &[
    "example.com",
    "app.example.com",
    "a.app.example.com",
    "example.com.",
    "le.com",
    "com",
    "example.community",
    "my-example.com",
    "a_b.example.com",
    "xn--rsum-bpad.example",
    "0xen.example",
    "localhost",
    "127.0.0.1",
    "10.0.0.1",
    "[::1]",
    "[2001:db8::1:0:0:1]",
    "api.example",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.\
     ccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc.dddddddddddddddddddddddddddddddddddddddddddddddddddddddd.e",
];
const SCHEMES: &[&str] = &["https", "https", "https", "http", "tauri", "chrome-extension"];
const PORTS: &[&str] = &["", "", "", ":*", ":81", ":8443", ":1", ":65535"];
const METHODS: &[&str] = &["PUT", "DELETE", "PATCH", "PURGE", "x-Custom", "*"];
const SERVED: &[&str] = &["GET", "PUT", "DELETE", "TRACE", "*"];
const HEADERS: &[&str] =
    &["*", "content-type", "X-Csrf-Token", "x-csrf-token", "authorization", "Authorization", "accept", "*"];
const ENTRIES_OF_HOSTS: &[&str] =
    &["api.example", "*.example", "*.example.com", "localhost:*", "api.example:8080", "[::1]:8080", "app.example.com."];
const EXPOSED: &[&str] = &["etag", "X-Total-Count", "x-total-count", "*"];

fn texts(among: &'static [&'static str], most: usize) -> impl Strategy<Value = Vec<String>> {
    vec(select(among).prop_map(str::to_owned), 0..=most)
}

fn entry() -> impl Strategy<Value = String> {
    (select(SCHEMES), any::<bool>(), select(HOSTS), select(PORTS)).prop_map(|(scheme, wildcard, host, port)| {
        let is_name = !host.starts_with('[') && !host.ends_with(|last: char| last.is_ascii_digit());
        format!("{scheme}://{}{host}{port}", if wildcard && is_name { "*." } else { "" })
    })
}

/// The entries of `origins`, and whether the application is asked about others.
fn origins() -> impl Strategy<Value = (Vec<String>, bool)> {
    prop_oneof![
        4 => (vec(entry(), 1..6), prop::bool::weighted(0.2)),
        2 => (vec(entry(), 1), Just(false)),
        // Once or twice, it is one origin.
        1 => entry().prop_map(|entry| (vec![entry.clone(), entry], false)),
        2 => Just((vec!["*".to_owned()], false)),
        1 => (vec(prop_oneof![Just("null".to_owned()), entry()], 1..3), any::<bool>()),
        1 => Just((Vec::new(), true)),
        // `off`
        2 => Just((Vec::new(), false)),
    ]
}

/// `enforce`, `hosts`, and whether guards choose the route.
fn senders() -> impl Strategy<Value = (Enforce, Vec<String>, bool)> {
    let enforce = prop_oneof![3 => Just(Enforce::Writes), 2 => Just(Enforce::All), 1 => Just(Enforce::Never)];
    let hosts = prop_oneof![5 => Just(vec![]), 1 => texts(ENTRIES_OF_HOSTS, 3)];
    (enforce, hosts, prop::bool::weighted(0.2))
}

/// Policies that pass their check.
pub fn policies() -> impl Strategy<Value = PlainPolicy> {
    // By itself `*` would be rare among methods: only a policy that belongs to no route keeps it.
    let methods = prop_oneof![4 => texts(METHODS, 3), 1 => Just(vec!["*".to_owned()])];
    let lists = (methods, texts(HEADERS, 4), texts(EXPOSED, 3), prop_oneof![Just(vec![]), texts(SERVED, 4)]);
    let numbers = (option::of(select(&[0_u64, 1, 600, 86_400][..])), option::of(select(&[200_u16, 204, 299][..])));
    (origins(), lists, any::<[bool; 2]>(), senders(), numbers).prop_map(
        |((origins, asks), (methods, headers, expose, served), flags, senders, (max_age, preflight_status))| {
            let [credentials, timing] = flags;
            let (enforce, hosts, guarded) = senders;
            let any = origins.iter().any(|entry| entry == "*");
            let is_for_nobody = origins.iter().any(|entry| entry == "null");
            let mut policy = PlainPolicy {
                credentials: credentials && !any && !is_for_nobody,
                off: origins.is_empty() && !asks,
                ..PlainPolicy {
                    origins,
                    asks,
                    methods,
                    headers,
                    expose,
                    timing,
                    enforce,
                    hosts,
                    guarded,
                    max_age,
                    preflight_status,
                    served,
                    ..PlainPolicy::default()
                }
            };
            if policy.credentials {
                policy.expose.retain(|name| name != "*");
            }
            keep_served_methods(&mut policy);
            policy
        },
    )
}

/// On a route, a policy lists methods of the route alone.
fn keep_served_methods(policy: &mut PlainPolicy) {
    if !policy.served.is_empty() {
        policy.methods.retain(|method| method != "*" && policy.served.contains(method));
    }
}

/// Policies as the rules of one route; most pass their check.
pub fn rules() -> impl Strategy<Value = Vec<PlainPolicy>> {
    let rules = prop_oneof![2 => vec(policies(), 1), 1 => vec(policies(), 2..4)];
    (rules, any::<Index>()).prop_map(|(rules, said_by)| together(rules, said_by))
}

fn together(mut rules: Vec<PlainPolicy>, said_by: Index) -> Vec<PlainPolicy> {
    if rules.len() == 1 {
        return rules;
    }
    // `off` cannot be one of several, and `*` is in the last one.
    let first = rules[0].clone();
    rules.retain(|rule| !rule.off);
    let (mut all, any): (Vec<_>, Vec<_>) =
        rules.into_iter().partition(|rule| !rule.origins.iter().any(|entry| entry == "*"));
    all.extend(any.into_iter().take(1));
    // An entry that an earlier rule has is an error.
    let mut listed: Vec<String> = Vec::new();
    for rule in &mut all {
        rule.origins.retain(|entry| !listed.contains(entry));
        listed.extend(rule.origins.iter().cloned());
    }
    all.retain(|rule| rule.asks || !rule.origins.is_empty());
    if all.is_empty() {
        return vec![first];
    }
    // What belongs to the route is in one of them.
    let says = said_by.index(all.len());
    for (index, rule) in all.iter_mut().enumerate() {
        if index != says {
            (rule.enforce, rule.hosts, rule.preflight_status) = (Enforce::default(), Vec::new(), None);
        }
        rule.guarded = first.guarded;
        rule.served.clone_from(&first.served);
        keep_served_methods(rule);
    }
    all
}

/// What requests come close to: the entries of all rules.
pub fn entries_of(rules: &[PlainPolicy]) -> PlainPolicy {
    let list = |entries: fn(&PlainPolicy) -> &Vec<String>| rules.iter().flat_map(entries).cloned().collect();
    let mut entries =
        PlainPolicy { origins: list(|rule| &rule.origins), hosts: list(|rule| &rule.hosts), ..PlainPolicy::default() };
    if entries.origins.len() > 1 {
        entries.origins.retain(|entry| entry != "*");
    }
    entries
}

/// How a request is made for whatever policy it will meet.
#[derive(Debug, Clone)]
pub struct Recipe {
    method: &'static str,
    origins: Vec<Origin>,
    hosts: Vec<Host>,
    authority: Option<Host>,
    lines: Vec<Line>,
    vouched: bool,
    handler: PlainHandler,
}

/// How the value of an `Origin` line is made.
#[derive(Debug, Clone)]
enum Origin {
    /// What an entry of the policy admits, changed here and there.
    Near { entry: Index, labels: &'static str, port: &'static str, edits: Vec<Edit> },
    /// These bytes.
    Bytes(Vec<u8>),
}

/// How the value of a `Host` line is made, or the authority of the request target.
#[derive(Debug, Clone)]
enum Host {
    /// That of the first `Origin` line, with this behind it.
    OfOrigin(&'static str),
    /// What an entry of `hosts` names, with labels where it leaves them open, and this behind it.
    OfEntry(Index, &'static str, &'static str),
    /// These bytes.
    Bytes(&'static str),
}

#[derive(Debug, Clone)]
enum Edit {
    Insert(Index, u8),
    Replace(Index, u8),
    Remove(Index),
    UpperCase(Index),
    Append(&'static str),
    AppendToHost(&'static str),
    Prepend(&'static str),
    OtherScheme(&'static str),
}

const BYTES: &[u8] = b"ax.-:/*0@[]%`_ \t\0\xc3\xff";
const ENDINGS: &[&str] = &["..", "/", ":443", ":80", ":8443", ":", " ", ", https://evil.test", "#.example.com"];
const WORDS: &[&str] = &[
    "null",
    "",
    "*",
    "NULL",
    "https://evil.test",
    "http://api.example",
    "https://api.example",
    "https://API.example",
    "https://api.example.",
    "https://user@api.example",
    "http://api.example:8080",
    "https://[::1]:8080",
    "https://*.example.com",
    "file://",
    "app://.",
    "safari-web-extension://A1CD9AB7-0000-4000-8000-000000000000",
    "wss://example.com",
    "http://127.1",
    "http://[::ffff:7f00:1]",
    "https://example.com https://evil.test",
    "https://éxample.com",
];

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        // Those that leave an origin an origin, of somebody else.
        3 => select(&[".evil.test", "munity", "-evil.test", "."][..]).prop_map(Edit::AppendToHost),
        1 => Just(Edit::Append(":8443")),
        3 => select(&["evil", "evil-", "evil."][..]).prop_map(Edit::Prepend),
        2 => select(&["https", "http", "tauri"][..]).prop_map(Edit::OtherScheme),
        // Those that hardly ever do.
        1 => (any::<Index>(), select(BYTES)).prop_map(|(at, byte)| Edit::Insert(at, byte)),
        1 => (any::<Index>(), select(BYTES)).prop_map(|(at, byte)| Edit::Replace(at, byte)),
        1 => any::<Index>().prop_map(Edit::Remove),
        1 => any::<Index>().prop_map(Edit::UpperCase),
        1 => select(ENDINGS).prop_map(Edit::Append),
        1 => select(&[".", "a@", "*."][..]).prop_map(Edit::Prepend),
        1 => select(&["httpss", "file", "ws", "wss", ""][..]).prop_map(Edit::OtherScheme),
    ]
}

fn hostile() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        4 => select(WORDS).prop_map(|text| text.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..40),
        // As long as an echo may be, or a little longer.
        1 => (4090_usize..4100).prop_map(|length| vec![b'a'; length]),
        // Longer than any origin and than any echo; each 8 KB.
        1 => select(&["a.", ",", "x-a,", "https://", " "][..]).prop_map(|text| text.repeat(8192 / text.len()).into_bytes()),
    ]
}

fn origin() -> impl Strategy<Value = Origin> {
    let labels = select(&["a.", "a.b.", "app.", "a.", "a-b.c_d.", "1.", "", ".", "*."][..]);
    let port = select(&["", ":81", ":8443", "", ":3000", ":1", ":443", ":80", ":0", ":65536", ":065", ":*"][..]);
    let edits = prop_oneof![5 => Just(vec![]), 2 => vec(edit(), 1..3)];
    prop_oneof![
        10 => (any::<Index>(), labels, port, edits)
            .prop_map(|(entry, labels, port, edits)| Origin::Near { entry, labels, port, edits }),
        2 => hostile().prop_map(Origin::Bytes),
        1 => select(&["http://api.example", "https://api.example"][..]).prop_map(|origin| Origin::Bytes(origin.into())),
    ]
}

fn line(name: &'static str, values: impl Strategy<Value = Vec<u8>>) -> impl Strategy<Value = Line> {
    values.prop_map(move |value| (name.to_owned(), value))
}

fn among(values: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    select(values).prop_map(|value| value.as_bytes().to_vec())
}

fn request_lines() -> impl Strategy<Value = Vec<Line>> {
    const METHOD: &str = "access-control-request-method";
    const HEADERS: &str = "access-control-request-headers";
    let methods = || among(&["PUT", "GET", "PURGE", "patch", "TRACE", "", "A B", "GET,PUT", "*", "M\u{e9}", "PUT\0"]);
    let headers =
        among(&["x-a", "x-b,x-a", "x-a,, x-b\t", "", " ,", "x-a, b c", "authorization", "x-\u{e9}", "x\u{c}", "*"]);
    let methods = prop_oneof![
        10 => vec(line(METHOD, prop_oneof![4 => among(&["PUT", "GET"]), 1 => methods(), 1 => hostile()]), 1),
        2 => Just(vec![]),
        1 => vec(line(METHOD, methods()), 2..4),
    ];
    let headers = vec(line(HEADERS, prop_oneof![6 => headers, 1 => hostile()]), 0..3);
    let lines = (methods, headers).prop_map(|(methods, headers)| [methods, headers].concat());
    // What nobody asks about, and the most lines that a server takes.
    let stray = line("x-origin", among(&["https://example.com"]));
    let many = Just(vec![(HEADERS.to_owned(), b"x-a,".repeat(32)); 90]);
    prop_oneof![20 => lines, 1 => vec(stray, 1..3), 1 => many]
}

fn handler() -> impl Strategy<Value = PlainHandler> {
    let line = |(name, value): &(&str, &str)| ((*name).to_owned(), value.as_bytes().to_vec());
    let lines = select(
        [
            ("vary", "accept-encoding"),
            ("vary", "Origin"),
            ("vary", "*"),
            ("vary", "accept ,\torigiN"),
            ("vary", "original, x-origin"),
            ("vary", ""),
            ("access-control-allow-origin", "*"),
            ("access-control-allow-origin", "https://evil.test"),
            ("access-control-allow-credentials", "true"),
            ("access-control-expose-headers", "x-handler"),
            ("access-control-max-age", "1"),
            ("access-control-allow-methods", "PUT"),
            ("access-control-allow-headers", "x-handler"),
            ("timing-allow-origin", "*"),
            ("access-control-other", "1"),
            ("x-other", "1"),
        ]
        .iter()
        .map(line)
        .collect::<Vec<_>>(),
    );
    let status = select(&[200_u16, 304, 401, 404, 500][..]);
    (status, vec(lines, 0..4)).prop_map(|(status, lines)| PlainHandler { status, lines })
}

fn host() -> impl Strategy<Value = Host> {
    let behind = || select(&["", "", "", "", "", "", ":80", ":443", ":8080", ".", ":", ":0443"][..]);
    let labels = select(&["a.", "a.B.", "", ".", "a..", "user@a.", "evil.test/."][..]);
    let others = &[
        "api.example",
        "API.Example",
        "api.example:8080",
        "api.example.",
        "evil.test",
        "localhost:3000",
        "[::1]:8080",
        "[::1]",
        "user@api.example",
        "api.example/",
        "",
        "null",
        ":443",
    ];
    prop_oneof![
        4 => Just(Host::Bytes(HOST)),
        6 => behind().prop_map(Host::OfOrigin),
        3 => (any::<Index>(), labels, behind()).prop_map(|(entry, labels, port)| Host::OfEntry(entry, labels, port)),
        3 => select(&others[..]).prop_map(Host::Bytes),
    ]
}

/// `Host` lines, and the authority of the request target.
fn hosts() -> impl Strategy<Value = (Vec<Host>, Option<Host>)> {
    prop_oneof![
        12 => host().prop_map(|host| (vec![host], None)),
        2 => host().prop_map(|host| (vec![host.clone()], Some(host))),
        1 => (host(), host()).prop_map(|(host, authority)| (vec![host], Some(authority))),
        2 => host().prop_map(|authority| (vec![], Some(authority))),
        1 => (vec(host(), 2), option::of(host())),
        1 => host().prop_map(|host| (vec![host.clone(), host], None)),
        1 => Just((vec![], None)),
    ]
}

/// What the steps of "who may send" look at beside the origin and the host.
fn sender_lines() -> impl Strategy<Value = Vec<Line>> {
    const SITE: &str = "sec-fetch-site";
    let sites =
        || among(&["cross-site", "same-site", "none", "same-origin", "", "Same-Origin", "same-origin,none", "odd"]);
    let site = prop_oneof![
        8 => Just(vec![]),
        4 => vec(line(SITE, sites()), 1),
        2 => vec(line(SITE, among(&["same-origin", "none"])), 1),
        1 => vec(line(SITE, sites()), 2),
    ];
    let upgrades = [
        "websocket",
        "WebSocket",
        "h2c, WEBSOCKET/13",
        "web socket",
        "h2c",
        "",
        "a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a",
        "a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a12",
        "a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a123",
    ];
    let upgrade = line("upgrade", select(upgrades.to_vec()).prop_map(|value| value.as_bytes().to_vec()));
    let upgrade = prop_oneof![5 => Just(vec![]), 2 => vec(upgrade, 1..3)];
    let cookie = prop_oneof![2 => Just(vec![]), 3 => vec(line("cookie", among(&["id=1", ""])), 1..3)];
    let forwarded = prop_oneof![
        4 => Just(vec![]),
        1 => vec(line("x-forwarded-host", among(&["evil.test", "api.example", "example.com"])), 1),
    ];
    (site, upgrade, cookie, forwarded).prop_map(|(site, upgrade, cookie, more)| [site, upgrade, cookie, more].concat())
}

/// Requests, and what the handler would say to them.
pub fn recipes() -> impl Strategy<Value = Recipe> {
    let method = select(
        &[
            "OPTIONS", "OPTIONS", "OPTIONS", "OPTIONS", "OPTIONS", "GET", "GET", "POST", "POST", "PUT", "DELETE",
            "HEAD", "QUERY", "TRACE", "get", "options",
        ][..],
    );
    let origins = prop_oneof![14 => vec(origin(), 1), 2 => vec(origin(), 2), 3 => Just(vec![])];
    let lines = (request_lines(), sender_lines()).prop_map(|(request, sender)| [request, sender].concat());
    (method, origins, hosts(), lines, any::<bool>(), handler()).prop_map(
        |(method, origins, (hosts, authority), lines, vouched, handler)| Recipe {
            method,
            origins,
            hosts,
            authority,
            lines,
            vouched,
            handler,
        },
    )
}

impl Recipe {
    /// The request, for this policy.
    pub fn realise(&self, policy: &PlainPolicy) -> (PlainRequest, PlainHandler) {
        let origins: Vec<Vec<u8>> = self.origins.iter().map(|origin| origin.realise(policy)).collect();
        let first = origins.first().map(|origin| String::from_utf8_lossy(origin).into_owned()).unwrap_or_default();
        let hosts = self.hosts.iter().map(|host| ("host".to_owned(), host.realise(policy, &first).into_bytes()));
        let authority = self.authority.as_ref().map(|host| host.realise(policy, &first));
        let origins = origins.into_iter().map(|origin| ("origin".to_owned(), origin));
        let request = PlainRequest {
            method: self.method.to_owned(),
            lines: hosts.chain(origins).chain(self.lines.iter().cloned()).collect(),
            authority,
            vouched: self.vouched,
        };
        (request, self.handler.clone())
    }
}

impl Host {
    fn realise(&self, policy: &PlainPolicy, origin: &str) -> String {
        match self {
            Host::Bytes(text) => (*text).to_owned(),
            Host::OfOrigin(behind) => {
                let host = origin.split_once("://").map_or(origin, |(_, host)| host);
                format!("{host}{behind}")
            }
            Host::OfEntry(_, _, behind) if policy.hosts.is_empty() => format!("{HOST}{behind}"),
            Host::OfEntry(entry, labels, behind) => {
                let entry = entry.get(&policy.hosts).replacen("*.", labels, 1);
                format!("{}{behind}", entry.strip_suffix(":*").unwrap_or(&entry))
            }
        }
    }
}

impl Origin {
    fn realise(&self, policy: &PlainPolicy) -> Vec<u8> {
        match self {
            Origin::Bytes(bytes) => bytes.clone(),
            Origin::Near { entry, labels, port, edits } => {
                let entry = match policy.origins.as_slice() {
                    [] => "https://*.tenant.example:*",
                    [any] if any == "*" => "https://*.example.com:*",
                    entries => entry.get(entries),
                };
                let origin = entry.replacen("*.", labels, 1);
                let origin = origin.strip_suffix(":*").map(|start| format!("{start}{port}")).unwrap_or(origin);
                edits.iter().fold(origin.into_bytes(), |origin, edit| edit.make(origin))
            }
        }
    }
}

impl Edit {
    fn make(&self, mut origin: Vec<u8>) -> Vec<u8> {
        if origin.is_empty() {
            return origin;
        }
        match self {
            Edit::Insert(at, byte) => origin.insert(at.index(origin.len()), *byte),
            Edit::Replace(at, byte) => {
                let at = at.index(origin.len());
                origin[at] = *byte;
            }
            Edit::Remove(at) => drop(origin.remove(at.index(origin.len()))),
            Edit::UpperCase(at) => {
                let at = at.index(origin.len());
                origin[at].make_ascii_uppercase();
            }
            Edit::Append(ending) => origin.extend_from_slice(ending.as_bytes()),
            Edit::AppendToHost(ending) => {
                let port = origin.iter().rposition(|byte| !byte.is_ascii_digit());
                let end = port.filter(|port| origin[*port] == b':').unwrap_or(origin.len());
                origin.splice(end..end, ending.bytes());
            }
            Edit::Prepend(text) => {
                let host = origin.windows(3).position(|bytes| bytes == b"://").map_or(0, |at| at + 3);
                origin.splice(host..host, text.bytes());
            }
            Edit::OtherScheme(scheme) => {
                let end = origin.windows(3).position(|bytes| bytes == b"://").unwrap_or_default();
                origin.splice(..end, scheme.bytes());
            }
        }
        origin
    }
}
