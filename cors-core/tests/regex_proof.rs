//! Patterns as people write them: which are proven, for which domains, and what the others are told.
#![cfg(feature = "regex")]

use std::collections::BTreeSet;

use cors_core::__private::Automaton;
use cors_core::__private::regex::{Error, Limit, compile_unproven, prove, suggest};
use cors_core::{Draft, Origin, OriginEntry, Syntax};
use regex::bytes::Regex;

/// Patterns that are proven, with their domains.
const PROVEN: &[(&str, &[&str])] = &[
    // One site.
    (r"https://example\.com", &["example.com"]),
    (r"https://app\.example\.com", &["example.com"]),
    (r"https://example[.]com", &["example.com"]),
    (r"https://example\x2ecom", &["example.com"]),
    (r"https://\x65xample\.com", &["example.com"]),
    (r"https:\/\/www\.example\.com", &["example.com"]),
    (r"https://example\.com\.?", &["example.com"]),
    (r"https://(www\.)?example\.com", &["example.com"]),
    (r"https?://example\.com", &["example.com"]),
    (r"http(s)?://(www\.)?example\.com(:\d+)?", &["example.com"]),
    (r"https://example\.com(:443)?", &["example.com"]),
    (r"https://example\.com(:[0-9]{1,5})?", &["example.com"]),
    (r"https://example\.com/?", &["example.com"]),
    // Subdomains.
    (r"https://.*\.example\.com", &["example.com"]),
    (r"https://(.*\.)?example\.com", &["example.com"]),
    (r"https://.+?\.example\.com", &["example.com"]),
    (r"https://[^.]+\.example\.com", &["example.com"]),
    (r"https://[^/]+\.example\.com", &["example.com"]),
    (r"https://[a-z0-9-]+\.example\.com", &["example.com"]),
    (r"https://[a-zA-Z0-9-]+\.example\.com", &["example.com"]),
    (r"https://\w+\.example\.com", &["example.com"]),
    (r"https://[\w-]+\.example\.com", &["example.com"]),
    (r"https://([\w-]+\.)*example\.com", &["example.com"]),
    (r"https://((a|b)*c?)+\.example\.com", &["example.com"]),
    (r"https://([a-z]+\.){1,3}example\.com", &["example.com"]),
    (r"https://[a-z]{1,60}\.[a-z]{1,60}\.example\.com", &["example.com"]),
    (r"https://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*example\.com", &["example.com"]),
    (r"https://.{1,50}\.example\.com", &["example.com"]),
    (r"https://pr-\d+\.preview\.example\.com", &["example.com"]),
    (r"https://[ab]*a[ab]{20}\.example\.com", &["example.com"]),
    // What labels of 64 bytes match is no origin, and does not count.
    (r"https://([a-z]{64}\.example\.org|([a-z]{64}|[a-z]{63}\.a)\.example\.com)", &["example.com"]),
    (r".*\.example\.com", &["example.com"]),
    (r"https://.*\.example\.co\.uk", &["example.co.uk"]),
    (r"https://.*\.name\.github\.io", &["name.github.io"]),
    (r"https://.*\.www\.ck", &["www.ck"]),
    (r"https://.*\.xn--rsum-bpad\.example", &["xn--rsum-bpad.example"]),
    // Several sites.
    (
        r"https://(app|admin)\.(example|example-staging)\.(com|co\.uk)",
        &["example-staging.co.uk", "example-staging.com", "example.co.uk", "example.com"],
    ),
    (r"https://example\.(com|org|net)", &["example.com", "example.net", "example.org"]),
    (r"https://a\.example\.com|https://b\.example\.org", &["example.com", "example.org"]),
    (
        r"https://example-?[12]?\.com",
        &["example-.com", "example-1.com", "example-2.com", "example.com", "example1.com", "example2.com"],
    ),
    (r"https://(example|)\.com", &["example.com"]),
    (r"https://ex[ae]mple\.com", &["example.com", "exemple.com"]),
    // Anchors in usual and in odd places.
    (r"^https://.*\.example\.com$", &["example.com"]),
    (r"\Ahttps://.*\.example\.com\z", &["example.com"]),
    (r"^^https://example\.com$$", &["example.com"]),
    (r"(^https://example\.com$)|(^https://example\.org$)", &["example.com", "example.org"]),
    (r"^https://example\.com|https://example\.org$", &["example.com", "example.org"]),
    (r"https://\bexample\b\.com", &["example.com"]),
    (r"https://example\.com$|^.*$^", &["example.com"]),
    // Flags.
    (r"(?i)https://.*\.Example\.COM", &["example.com"]),
    (r"(?i:HTTPS)://example\.com", &["example.com"]),
    (r"(?x) https:// example \. com # the site", &["example.com"]),
    (r"(?s)https://.*\.example\.com", &["example.com"]),
    (r"(?m)^https://.*\.example\.com$", &["example.com"]),
    (r"(?mR)^https://example\.com$", &["example.com"]),
    (r"(?U)https://.*\.example\.com", &["example.com"]),
    (r"(?-u)https://\w+\.example\.com", &["example.com"]),
    (r"(?P<scheme>https)://(?<host>example)\.com", &["example.com"]),
    // Hosts without a registrable domain.
    (r"https?://localhost(:\d+)?", &["localhost"]),
    (r"http://.*\.localhost:\d+", &["localhost"]),
    (r"http://(localhost|127\.0\.0\.1|\[::1\]):[0-9]+", &["127.0.0.1", "[::1]", "localhost"]),
    (r"tauri://localhost", &["localhost"]),
    (r"http://intranet", &["intranet"]),
    (r"https://.*\.wiki\.intranet", &["wiki.intranet"]),
    (r"https://192\.168\.1\.(1|20)", &["192.168.1.1", "192.168.1.20"]),
    (r"http://10\.0\.0\.1:8080", &["10.0.0.1"]),
    (r"https://\[2001:db8::[1-3]\]", &["[2001:db8::1]", "[2001:db8::2]", "[2001:db8::3]"]),
    (r"https://\[2001:db8:(0:)?:1\]", &["[2001:db8::1]"]),
    (r"chrome-extension://(abcdef|fedcba)", &["abcdef", "fedcba"]),
    // Public suffixes below a registrable domain.
    (r"https://foo\.amazonaws\.com", &["amazonaws.com"]),
    (r"https://.*\.foo\.amazonaws\.com", &["amazonaws.com"]),
    (r"https://.*\.bucket\.s3\.amazonaws\.com", &["bucket.s3.amazonaws.com"]),
];

/// Patterns that let in a domain that they do not spell, with a counterexample and what was meant.
const UNBOUNDED: &[(&str, &str, Option<&str>)] = &[
    (r"https://.*example\.com", "https://evilexample.com", Some(r"https://.*\.example\.com")),
    (r"^https://.*example\.com$", "https://evilexample.com", Some(r"^https://.*\.example\.com$")),
    (r"https://\w*example\.com", "https://evilexample.com", Some(r"https://\w*\.example\.com")),
    (r"https?://[a-z0-9.-]+example\.com", "https://evilexample.com", Some(r"https?://[a-z0-9.-]+\.example\.com")),
    (r"https://www.example.com", "https://wwwxexample.com", Some(r"https://www\.example\.com")),
    (r"https://.*.example.com", "https://xexample.com", Some(r"https://.*\.example\.com")),
    (r"https://(www.)?example\.com", "https://wwwxexample.com", Some(r"https://(www\.)?example\.com")),
    (r"https://example\.com.*", "https://example.com.evil.com", Some(r"https://example\.com")),
    (r"^https://example\.com.*$", "https://example.com.evil.com", Some(r"^https://example\.com$")),
    (r"https://example\.com(.*)", "https://example.com.evil.com", Some(r"https://example\.com")),
    (r"https://example.com.*", "https://examplexcom.evil.com", Some(r"https://example\.com")),
    (r"https://.*\.example\.com.", "https://x.example.comx", Some(r"https://.*\.example\.com")),
    (r"(https?://)?(.*\.)?example.com.*", "https://examplexcom.evil.com", None),
    (r"https://.+-example\.com", "https://evil-example.com", None),
    (r"https://example\..+", "https://example.evil.com", None),
    (r"https://.*\.(com|net)", "https://evil.com", None),
    (r"https://.*\.com|https://example\.org", "https://evil.com", None),
    (r"https://.*\.github\.io", "https://evil.github.io", None),
    (r"https://(.*\.)?github\.io", "https://evil.github.io", None),
    (r"https://.*\.co\.uk", "https://evil.co.uk", None),
    (r"https://.*\.foo\.ck", "https://evil.foo.ck", None),
    (r"https://app-.*\.vercel\.app", "https://app-evil.vercel.app", None),
    (r"https://app-[0-9a-f]{8}-team\.vercel\.app", "https://app-aaaaaaaa-team.vercel.app", None),
    (r"chrome-extension://[a-p]{32}", "chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", None),
    (r".*", "https://evil.com", None),
    (r".+", "https://evil.com", None),
    (r"https?://.*", "https://evil.com", None),
    (r"[\s\S]*", "https://evil.com", None),
    (r"https://[a-z]{3}\.com", "https://xxx.com", None),
    (r"ftp://[a-z]*4", "ftp://evil4", None),
    (r"x\.com://[a-z]*443?", "x.com://evil44", None),
    (r"https://.*:8080", "https://evil.com:8080", None),
    (r"https://.*\.", "https://evil.com.", None),
    (r"https://.*\.intranet", "https://evil.intranet", None),
    (r"^https://example\.com|.*$", "https://evil.com", None),
    (r"https://192\.168\.\d+\.\d+(:\d+)?", "https://192.168.0.0", None),
    // Previews on a shared host.
    (r"https://deploy-preview-\d+--mysite\.netlify\.app", "https://deploy-preview-0--mysite.netlify.app", None),
    (r"https://myapp-pr-\d+\.herokuapp\.com", "https://myapp-pr-0.herokuapp.com", None),
    (r"https://\[.*\]", "https://[::]", None),
    (r"(?s-u:.)*", "https://evil.com", None),
];

/// Patterns that match no origin, with what was meant.
const NO_ORIGIN: &[(&str, Option<&str>)] = &[
    ("", None),
    (r"$^", None),
    (r"[^\s\S]", None),
    (r"example\.com", Some(r"https://example\.com")),
    (r"example.com", Some(r"https://example\.com")),
    (r"^example\.com$", Some(r"^https://example\.com$")),
    (r"example\.com|example\.org", Some(r"https://(example\.com|example\.org)")),
    (r"https://Example\.com", None),
    (r"HTTPS://EXAMPLE\.COM", None),
    (r"https://example\.com/", None),
    (r"^https://example\.com\/$", None),
    (r"https://.*example.com/", None),
    (r"https://example\.com:443", None),
    (r"http://example\.com:80", None),
    (r"https://example\.com:99999", None),
    (r"https://example\.com/.+", None),
    (r"https://.*@example\.com", None),
    (r"https://1\.2\.3", None),
    (r"https://\[0:0:0:0:0:0:0:1\]", None),
    (r"https://[a-z]{64}\.com", None),
    (r"https://[a-z]{64}\.example\.com", None),
    (r"https://[a-z]{260}\.example\.com", None),
    (r"https://([a-z]{60}\.){5}example\.com", None),
    (r"https://[a-z0-9-]{64,}(\.a)?\.example\.(com|org)(:\d+)?", None),
    (r"https://bücher\.example", None),
    (r"https://example\.com\b\b\B", None),
    ("null", Some("https://null")),
    (r"//example\.com", Some(r"https://example\.com")),
    (r"^//example\.com(:[0-9]+)?$", Some(r"^https://example\.com(:[0-9]+)?$")),
    (r"://example\.com", Some(r"https://example\.com")),
    (r"//example\.com/", None),
    (r"//a\.example\.com|//b\.example\.com", None),
    (r"/^https:\/\/example\.com$/", Some(r"^https://example\.com$")),
    (r"/^https?:\/\/.*example\.com$/i", Some(r"^https?://.*\.example\.com$")),
    (r"/example\.com/", Some(r"https://example\.com")),
    ("/", None),
    ("//", None),
];

/// The other refusals.
fn refused() -> Vec<(String, Error)> {
    let states = Error::TooLarge { limit: Limit::States };
    let search = Error::TooLarge { limit: Limit::Search };
    let suffix = |host: &str| Error::PublicSuffix { host: host.to_owned() };
    let labels: Vec<String> = (10..43).map(|number| format!("site-{number}")).collect();
    [
        (r"https://github\.io", suffix("github.io")),
        (r"https://(example\.com|co\.uk)", suffix("co.uk")),
        (r"https://com", suffix("com")),
        (r"https://s3\.amazonaws\.com", suffix("s3.amazonaws.com")),
        (r"https://.*\.amazonaws\.com", Error::Undecided { domain: "amazonaws.com".to_owned() }),
        (r"(a{1,500}){1,500}", states.clone()),
        (r"[ab]{40}a[ab]*", states.clone()),
        (r"https://[ab]{20}a[ab]*\.example\.com", states),
        (r"https://\[0:0:0:0:0:0:0:[0-9a-f]{2}\]", search),
    ]
    .map(|(pattern, refusal)| (pattern.to_owned(), refusal))
    .into_iter()
    .chain([
        ("a".repeat(513), Error::TooLarge { limit: Limit::Text }),
        (
            format!(r"https://({})\.com", labels.join("|")),
            Error::TooMany { count: 33, domains: labels.iter().map(|label| format!("{label}.com")).collect() },
        ),
    ])
    .collect()
}

/// Patterns that are none, and where.
const SYNTAX: &[(&str, usize)] =
    &[("[", 0), ("https://(", 8), ("a**{", 3), (r"\p{L}", 0), ("(?u)a", 2), ("(?u:a)", 2), (r"(a)\1", 3), ("(?=a)", 0)];

fn full(pattern: &str) -> Regex {
    // A comment ends with the line.
    let end = if pattern.starts_with("(?x)") { "\n" } else { "" };
    Regex::new(&format!("^(?:{pattern}{end})$")).unwrap()
}

fn parse(origin: &str) -> Origin<'_> {
    Origin::parse(origin.as_bytes()).unwrap_or_else(|| panic!("{origin} is no origin"))
}

/// The owner of an origin, by the list alone.
fn owner<'a>(origin: &Origin<'a>) -> &'a str {
    let host = origin.host().strip_suffix('.').unwrap_or(origin.host());
    match host {
        _ if host.starts_with('[') || host.parse::<std::net::Ipv4Addr>().is_ok() => host,
        _ if host.ends_with(".localhost") => "localhost",
        _ => psl::domain_str(host).unwrap_or(host),
    }
}

#[test]
fn proofs() {
    for &(pattern, domains) in PROVEN {
        match prove(pattern) {
            Ok(proof) => assert_eq!(proof.domains(), domains, "{pattern}"),
            Err(refusal) => panic!("{pattern}: {refusal}"),
        }
    }
}

#[test]
fn counterexamples() {
    for &(pattern, expected, corrected) in UNBOUNDED {
        let Err(refusal) = prove(pattern) else { panic!("{pattern} is proven") };
        let Error::Unbounded { counterexample } = &refusal else { panic!("{pattern}: {refusal:?}") };
        assert_eq!(counterexample, expected, "{pattern}");
        assert!(full(pattern).is_match(counterexample.as_bytes()), "{pattern} does not match {counterexample}");
        parse(counterexample);
        assert_eq!(suggest(pattern, &refusal).map(|suggestion| suggestion.pattern).as_deref(), corrected, "{pattern}");
        assert_eq!(refusal.to_string(), format!("the pattern allows `{counterexample}`"));
        if let Some(corrected) = corrected {
            assert!(prove(corrected).is_ok(), "{corrected}");
            let help = help(pattern);
            assert!(help.contains(&format!("; write `regex = r\"{corrected}\"`")), "{pattern}: {help}");
        }
    }
}

#[test]
fn no_origin() {
    for &(pattern, corrected) in NO_ORIGIN {
        assert_eq!(prove(pattern), Err(Error::NoOrigin), "{pattern}");
        // Which form of an IPv6 address is the canonical one is not proven.
        assert!(compile_unproven(pattern) == Err(Error::NoOrigin) || pattern.contains(r"\["), "{pattern}");
        let suggestion = suggest(pattern, &Error::NoOrigin).map(|suggestion| suggestion.pattern);
        assert_eq!(suggestion.as_deref(), corrected, "{pattern}");
        assert!(corrected.is_none_or(|corrected| prove(corrected).is_ok()), "{pattern}");
    }
}

#[test]
fn refusals() {
    for (pattern, refusal) in refused() {
        assert_eq!(prove(&pattern), Err(refusal), "{pattern}");
    }
    for &(pattern, at) in SYNTAX {
        match prove(pattern) {
            Err(Error::Syntax { message, offset }) => assert_eq!(offset, at, "{pattern}: {message}"),
            other => panic!("{pattern}: {other:?}"),
        }
        assert!(matches!(compile_unproven(pattern), Err(Error::Syntax { .. })), "{pattern}");
    }
}

/// What is said of all patterns that are not proven.
const UNLESS_UNPROVEN: &str = "; without credentials, `dangerously(unproven_regex)` accepts it as it is";

/// What to write in an attribute in place of a pattern.
fn help(pattern: &str) -> String {
    let draft = Draft::new().syntax(Syntax::Attribute).origins([OriginEntry::Regex(pattern.to_owned())]);
    draft.check().unwrap_err().iter().next().unwrap().help()
}

#[test]
fn words() {
    for (pattern, what, fix) in [
        (
            r"https://www.example.com",
            "the pattern allows `https://wwwxexample.com`",
            r#"the dot after `www` matches any character; write `regex = r"https://www\.example\.com"`"#,
        ),
        (
            r"https://.*example\.com",
            "the pattern allows `https://evilexample.com`",
            r#"nothing separates `.*` from `example`; write `regex = r"https://.*\.example\.com"`"#,
        ),
        (
            r"https://example\.com.*",
            "the pattern allows `https://example.com.evil.com`",
            r#"`.*` at the end lets another name follow; write `regex = r"https://example\.com"`"#,
        ),
        (
            r"https://Example\.com",
            "the pattern matches no origin",
            r#"match scheme, host and port as a browser sends them (in ASCII and lower case, labels of at most 63 bytes, no default port, no path or slash at the end): `regex = r"https://app\.example\.com"`"#,
        ),
        (
            r"/https:\/\/.*example\.com/",
            "the pattern matches no origin",
            r#"the slashes around it are JavaScript's and no part of the pattern, and nothing separates `.*` from `example`; write `regex = r"https://.*\.example\.com"`"#,
        ),
        (
            r"https://github\.io",
            "the pattern allows `github.io`, a public suffix",
            r#"name a domain of your own below it: `regex = r"https://your-name\.github\.io"`"#,
        ),
    ] {
        let refusal = prove(pattern).unwrap_err();
        let help = help(pattern);
        assert_eq!(refusal.to_string(), what, "{pattern}");
        assert_eq!(help.strip_suffix(UNLESS_UNPROVEN).unwrap_or(&help), fix, "{pattern}");
    }
}

#[test]
fn insecure() {
    for (pattern, example) in [
        (r"https://.*\.example\.com", None),
        (r"https?://example\.com", Some("http://example.com")),
        (r".*\.example\.com:\d+", Some("http://x.example.com:1")),
        (r"ftp://example\.com", Some("ftp://example.com")),
        (r"chrome-extension://abcdef", None),
        (r"http://(.*\.)?localhost(:\d+)?", None),
        (r"http://127\.0\.0\.1:\d+", None),
        (r"http://\[::1\]:\d+", None),
        (r"http://127\.0\.0\.1\.example\.com", Some("http://127.0.0.1.example.com")),
        (r"http://localhost\.example\.com", Some("http://localhost.example.com")),
        (r"http://(localhost|intranet)", Some("http://intranet")),
    ] {
        assert_eq!(prove(pattern).unwrap().admits_insecure(), example, "{pattern}");
    }
}

#[test]
fn of_apps() {
    for (pattern, insecure, shared) in [
        (r"https://example\.com", None, None),
        (r"app://example\.com", None, Some("app://example.com")),
        (r"(app|ftp|http)://example\.com", Some("http://example.com"), Some("app://example.com")),
        (r"(app|ftp)://example\.com", Some("ftp://example.com"), Some("app://example.com")),
        (r".ttp://example\.com", Some("http://example.com"), Some("xttp://example.com")),
        (r"(https|moz-extension)://example\.com|app://localhost", None, None),
        (r"http://a\.example\.com|app://b\.example\.com", Some("http://a.example.com"), Some("app://b.example.com")),
    ] {
        let proof = prove(pattern).unwrap();
        assert_eq!((proof.admits_insecure(), proof.admits_shared()), (insecure, shared), "{pattern}");
    }
}

#[test]
fn agrees_with_the_regex_crate() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut members = 0;
    for &(pattern, domains) in PROVEN {
        let proof = prove(pattern).unwrap();
        assert_eq!(compile_unproven(pattern).as_ref(), Ok(proof.automaton()), "{pattern}");
        let domains: BTreeSet<&str> = domains.iter().copied().collect();
        members += compare(pattern, proof.automaton(), &mut random, |origin| {
            assert!(domains.contains(owner(origin)), "{pattern} admits {origin:?}");
        });
    }
    for &(pattern, ..) in UNBOUNDED {
        members += compare(pattern, &compile_unproven(pattern).unwrap(), &mut random, |_| {});
    }
    assert!(members > 10_000, "only {members} members tried");
}

/// A policy has one table for its patterns, or a few. It admits what any of them matches.
#[test]
fn a_policy_admits_what_any_of_its_patterns_matches() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let all: Vec<_> = PROVEN.iter().map(|&(pattern, _)| (pattern, prove(pattern).unwrap().into_automaton())).collect();
    let (mut admitted, mut refused) = (0, 0);
    for _ in 0..40 {
        let some: Vec<_> = (0..2 + random.below(12)).map(|_| &all[random.below(all.len())]).collect();
        let entries = some.iter().map(|(pattern, _)| OriginEntry::Regex((*pattern).to_owned()));
        let policy = Draft::new().origins(entries).check().unwrap();
        for _ in 0..200 {
            let (_, automaton) = &all[random.below(all.len())];
            let mut text = random.member(automaton);
            if random.below(2) == 0 {
                random.mutate(&mut text);
            }
            let matched = some.iter().any(|(_, automaton)| automaton.matches(&text));
            if asked(&text).is_some() {
                assert_eq!(policy.allows(&text), matched, "{policy} and {}", String::from_utf8_lossy(&text));
                *(if matched { &mut admitted } else { &mut refused }) += 1;
            }
        }
    }
    assert!(admitted > 500 && refused > 500, "{admitted} were admitted, and {refused} refused");
}

/// The origin that patterns are asked about, if the text is one. Of other schemes, too, they are about hosts that http could
/// have.
fn asked(text: &[u8]) -> Option<Origin<'_>> {
    let is_of_web = |origin: &Origin<'_>| Origin::parse(format!("http://{}", origin.host()).as_bytes()).is_some();
    Origin::parse(text).filter(|origin| is_of_web(origin) && origin.scheme() != "file")
}

/// Compares a table with the engine on random texts, most of them nearly members. Answers how many were members.
fn compare(pattern: &str, automaton: &Automaton, random: &mut Random, admitted: impl Fn(&Origin<'_>)) -> usize {
    let regex = full(pattern);
    let mut members = 0;
    for _ in 0..700 {
        let mut text = if random.below(4) == 0 { random.text() } else { random.member(automaton) };
        for _ in 0..random.below(3) {
            random.mutate(&mut text);
        }
        let origin = asked(&text);
        let shown = String::from_utf8_lossy(&text);
        assert!(!automaton.matches(&text) || regex.is_match(&text), "{pattern} does not match {shown}");
        if let Some(origin) = origin {
            assert_eq!(automaton.matches(&text), regex.is_match(&text), "{pattern} and {shown}");
            if automaton.matches(&text) {
                admitted(&origin);
                members += 1;
            }
        }
    }
    members
}

/// Xorshift.
struct Random(u64);

impl Random {
    const BYTES: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789-_.+:/[]AZ@%\n\xc3";

    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap()
    }

    fn byte(&mut self) -> u8 {
        Self::BYTES[self.below(Self::BYTES.len())]
    }

    fn text(&mut self) -> Vec<u8> {
        let start = ["", "http://", "https://", "https://example.com"][self.below(4)];
        let length = self.below(20);
        start.bytes().chain((0..length).map(|_| self.byte())).collect()
    }

    /// A walk through the table that ends in an accepting state, if it comes to one.
    fn member(&mut self, automaton: &Automaton) -> Vec<u8> {
        let (mut row, mut text) = (automaton.start, Vec::new());
        let mut member = Vec::new();
        let enough = 10 + self.below(80);
        while text.len() < 200 {
            let row_of = |byte: u8| automaton.next[row as usize + usize::from(automaton.classes[usize::from(byte)])];
            let alive: Vec<u8> = Self::BYTES.iter().copied().filter(|&byte| row_of(byte) != 0).collect();
            if alive.is_empty() {
                break;
            }
            let byte = alive[self.below(alive.len())];
            row = row_of(byte);
            text.push(byte);
            if row >= automaton.accepting {
                member = text.iter().rev().copied().collect();
                if text.len() > enough {
                    break;
                }
            }
        }
        member
    }

    fn mutate(&mut self, text: &mut Vec<u8>) {
        let at = self.below(text.len() + 1);
        let byte = self.byte();
        match self.below(4) {
            0 => text.insert(at, byte),
            1 if at < text.len() => text[at] = byte,
            2 if at < text.len() => drop(text.remove(at)),
            3 => text.extend_from_slice([&b".evil.com"[..], b".", b":8443", b"x"][self.below(4)]),
            _ => {}
        }
    }
}
