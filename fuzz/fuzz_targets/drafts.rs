//! Any draft: whatever is written, its check ends, and what passes is no policy that a reviewer would not pass.
#![no_main]

use arbitrary::Arbitrary;
use cors_core::__private::refuses_host;
use cors_core::{Danger, Draft, Enforce, Header, OriginEntry, Policy};
use cors_fuzz::message;
use cors_fuzz::plain::PlainRequest;
use libfuzzer_sys::fuzz_target;

#[derive(Debug, Arbitrary)]
struct Written {
    origins: Vec<Entry>,
    methods: Vec<Name>,
    headers: Vec<Name>,
    expose: Vec<Name>,
    served: Option<Vec<Name>>,
    max_age: Option<Age>,
    preflight_status: Option<u16>,
    dangerously: [bool; 4],
    credentials: bool,
    timing: bool,
    /// `false`, `"all"`, `"writes"`.
    enforce: Option<bool>,
    hosts: Vec<HostEntry>,
}

#[derive(Debug, Arbitrary)]
enum Entry {
    Any,
    Null,
    Domain { wildcard: bool, name: String, any_port: bool },
    PublicSuffix { wildcard: bool },
    Localhost(Option<u16>),
    Insecure(String),
    Text(String),
    Regex(String),
    Env(String),
    With,
}

#[derive(Debug, Arbitrary)]
enum HostEntry {
    Domain { wildcard: bool, name: String, any_port: bool },
    Localhost(Option<u16>),
    Text(String),
}

#[derive(Debug, Arbitrary)]
enum Name {
    Any,
    Get,
    Put,
    ContentType,
    Authorization,
    Text(String),
}

#[derive(Debug, Arbitrary)]
enum Age {
    Seconds(u64),
    Text(String),
}

fuzz_target!(|written: Written| {
    let draft = draft(&written);
    let checked = draft.check();
    let redundant = draft.check_redundancy();
    for violations in checked.as_ref().err().into_iter().chain(redundant.as_ref().err()) {
        message::check(violations);
    }
    if let Ok(policy) = checked {
        assert!(!policy.to_string().is_empty());
        holds(&policy, &written);
        // What a check has passed once, it passes again, whatever is said about redundancy.
        assert_eq!(draft.check().as_ref(), Ok(&policy));
    }
});

/// What a checked policy can never be, whatever was written.
fn holds(policy: &Policy, written: &Written) {
    for &header in Header::ALL {
        let value = policy.value(header).map_or("", |value| value);
        assert!(value.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{header:?}: {value:?}");
        if policy.credentials() && header != Header::AllowCredentials {
            assert!(value.split(", ").all(|name| name != "*"), "{header:?}: {value:?} with credentials");
        }
    }
    assert!((200..=299).contains(&policy.preflight_status()));
    let [null, insecure, suffixes, unproven] =
        [Danger::NullOrigin, Danger::InsecureOrigins, Danger::PublicSuffixes, Danger::UnprovenRegex]
            .map(|danger| dangers(written).any(|other| other == danger));
    // A host that no entry spells is admitted by no entry but those that are dangerous.
    let spelt = written.origins.iter().any(|entry| is_spelt(entry, "evil-attacker"));
    if policy.credentials() {
        assert!(!policy.allows(b"null"));
        assert!(spelt || insecure || !policy.allows(b"http://evil-attacker.example"));
        assert!(spelt || suffixes || !policy.allows(b"https://evil-attacker.github.io"));
    }
    let any = written.origins.iter().any(|entry| matches!(entry, Entry::Any) || is_text(entry, "*"));
    assert!(any || null || !policy.allows(b"null"));
    assert!(any || unproven || spelt || !policy.allows(b"https://evil-attacker.test"), "{policy}");
    assert!(!any || !policy.credentials());
    // Nobody names the attacker's host; and whatever is named, a request without a host is for none of them.
    let is_named =
        written.hosts.iter().any(|host| host.text().contains("evil-attacker") || host.text().contains("test"));
    let hosts = |host: &str| PlainRequest {
        lines: vec![("host".to_owned(), host.as_bytes().to_vec())],
        ..PlainRequest::default()
    };
    assert!(written.hosts.is_empty() || is_named || refuses_host(policy, &hosts("evil-attacker.test")), "{policy}");
    assert_eq!(refuses_host(policy, &PlainRequest::default()), !written.hosts.is_empty());
}

fn is_text(entry: &Entry, text: &str) -> bool {
    matches!(entry, Entry::Text(written) if written == text)
}

/// Whether an entry names the host, or covers all of `test`, which is no registry.
fn is_spelt(entry: &Entry, host: &str) -> bool {
    let of = |text: &str| text.contains(host) || text.contains("test");
    match entry {
        Entry::Domain { name, .. } | Entry::Insecure(name) => of(name),
        Entry::Text(text) | Entry::Regex(text) | Entry::Env(text) => of(text),
        _ => false,
    }
}

fn dangers(written: &Written) -> impl Iterator<Item = Danger> {
    let switches = Danger::ALL.iter().zip(written.dangerously);
    switches.filter(|(_, is_off)| *is_off).map(|(danger, _)| *danger)
}

fn draft(written: &Written) -> Draft {
    let mut draft = Draft::new()
        .origins(written.origins.iter().map(entry))
        .methods(names(&written.methods))
        .headers(names(&written.headers))
        .expose(names(&written.expose))
        .credentials(written.credentials)
        .timing(written.timing)
        .enforce(written.enforce.map_or(Enforce::Writes, Enforce::from))
        .hosts(written.hosts.iter().map(HostEntry::text))
        .dangerously(dangers(written));
    if let Some(served) = &written.served {
        draft = draft.route_methods(names(served));
    }
    if let Some(status) = written.preflight_status {
        draft = draft.preflight_status(status);
    }
    match &written.max_age {
        None => draft,
        Some(Age::Seconds(seconds)) => draft.max_age(*seconds),
        Some(Age::Text(text)) => draft.max_age(text.as_str()),
    }
}

fn entry(entry: &Entry) -> OriginEntry {
    match entry {
        Entry::Any => "*".into(),
        Entry::Null => "null".into(),
        Entry::Domain { wildcard, name, any_port } => {
            let (wildcard, port) = (if *wildcard { "*." } else { "" }, if *any_port { ":*" } else { "" });
            format!("https://{wildcard}{name}.example{port}").into()
        }
        Entry::PublicSuffix { wildcard: true } => "https://*.github.io".into(),
        Entry::PublicSuffix { wildcard: false } => "https://github.io".into(),
        Entry::Localhost(None) => "http://localhost:*".into(),
        Entry::Localhost(Some(port)) => format!("http://localhost:{port}").into(),
        Entry::Insecure(name) => format!("http://{name}.example").into(),
        Entry::Text(text) => text.into(),
        Entry::Regex(pattern) => OriginEntry::Regex(pattern.clone()),
        // Names of variables, not their values: the environment of the fuzzer is nobody's policy.
        Entry::Env(variable) => OriginEntry::env(format!("CORS_FUZZ_{variable}")),
        Entry::With => OriginEntry::Predicate,
    }
}

fn names(names: &[Name]) -> Vec<String> {
    names.iter().map(|name| name.text().to_owned()).collect()
}

impl HostEntry {
    fn text(&self) -> String {
        match self {
            HostEntry::Domain { wildcard, name, any_port } => {
                let (wildcard, port) = (if *wildcard { "*." } else { "" }, if *any_port { ":*" } else { "" });
                format!("{wildcard}{name}.example{port}")
            }
            HostEntry::Localhost(None) => "localhost:*".to_owned(),
            HostEntry::Localhost(Some(port)) => format!("localhost:{port}"),
            HostEntry::Text(text) => text.clone(),
        }
    }
}

impl Name {
    fn text(&self) -> &str {
        match self {
            Name::Any => "*",
            Name::Get => "GET",
            Name::Put => "PUT",
            Name::ContentType => "Content-Type",
            Name::Authorization => "authorization",
            Name::Text(text) => text,
        }
    }
}
