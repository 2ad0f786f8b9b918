//! What holds for every policy and every origin.

use std::collections::BTreeSet;

use cors_core::__private::refuses_host;
use cors_core::__private::{Names, Origins};
use cors_core::{Draft, Enforce, Origin, OriginEntry, Policy, Violations};
use cors_tests::plain::PlainRequest;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// Text that looks like an origin here and there.
fn originish() -> impl Strategy<Value = String> {
    let piece = select(vec![
        "https",
        "http",
        "ftp",
        "file",
        "null",
        "://",
        ":",
        "/",
        "*",
        "*.",
        ".",
        "..",
        "-",
        "_",
        "@",
        "?",
        "#",
        "[",
        "]",
        "::1",
        "127.0.0.1",
        "127.1",
        "localhost",
        "example",
        "com",
        "github.io",
        "EXAMPLE",
        "é",
        "xn--",
        "xn--rsum-bpad",
        "443",
        "80",
        "8443",
        "0",
        "65536",
        " ",
        "\u{0}",
        "\n",
        "a",
        "%41",
    ]);
    prop_oneof![
        3 => prop::collection::vec(piece, 0..9).prop_map(|pieces| pieces.concat()),
        1 => any::<String>(),
    ]
}

/// Entries of `hosts`, and texts that look like them.
fn hosts() -> impl Strategy<Value = Vec<String>> {
    let of_entry = || entry().prop_map(|entry| without_scheme(&entry));
    prop_oneof![
        1 => Just(vec![]),
        1 => prop::collection::vec(of_entry(), 1..4),
        1 => prop::collection::vec(prop_oneof![of_entry(), originish()], 1..4),
    ]
}

fn without_scheme(text: &str) -> String {
    text.split_once("://").map_or(text, |(_, host)| host).to_owned()
}

fn any_draft() -> impl Strategy<Value = Draft> {
    let texts = || prop::collection::vec(prop_oneof![originish(), "[a-zA-Z*-]{0,12}".prop_map(String::from)], 0..4);
    (
        texts(),
        texts(),
        texts(),
        texts(),
        (any::<[bool; 2]>(), select(vec![Enforce::Never, Enforce::Writes, Enforce::All]), hosts()),
        any::<Option<u16>>(),
        proptest::option::of("[0-9]{0,22}[smhdx]?"),
    )
        .prop_map(|(origins, methods, headers, expose, ([credentials, timing], enforce, hosts), status, age)| {
            let mut draft = Draft::new()
                .origins(origins)
                .methods(methods)
                .headers(headers)
                .expose(expose)
                .credentials(credentials)
                .timing(timing)
                .enforce(enforce)
                .hosts(hosts);
            if let Some(status) = status {
                draft = draft.preflight_status(status);
            }
            if let Some(age) = age {
                draft = draft.max_age(age.as_str());
            }
            draft
        })
}

fn scheme() -> impl Strategy<Value = &'static str> {
    select(vec!["https", "http", "tauri"])
}

/// Hosts that collide with each other's suffixes.
fn host() -> impl Strategy<Value = String> {
    let label = select(vec!["a", "b", "ab", "example", "com", "x-a", "a_b"]);
    prop_oneof![
        6 => prop::collection::vec(label, 1..5).prop_map(|labels| labels.join(".")),
        1 => Just("127.0.0.1".to_owned()),
        1 => Just("[::1]".to_owned()),
        1 => Just("localhost".to_owned()),
    ]
}

fn origin() -> impl Strategy<Value = String> {
    let port = select(vec!["", "", ":81", ":443", ":80", ":8443"]);
    (scheme(), host(), port).prop_map(|(scheme, host, port)| format!("{scheme}://{host}{port}"))
}

fn entry() -> impl Strategy<Value = String> {
    let port = select(vec!["", "", ":*", ":81", ":8443"]);
    (scheme(), any::<bool>(), host(), port).prop_map(|(scheme, wildcard, host, port)| {
        let is_name = !host.starts_with(['1', '[']);
        format!("{scheme}://{}{host}{port}", if wildcard && is_name { "*." } else { "" })
    })
}

/// An origin, or one with a byte changed, dropped or added.
fn attempt() -> impl Strategy<Value = String> {
    let edit = (any::<prop::sample::Index>(), 0..3, select(b"ax.-:/*0 \xc3".to_vec()));
    prop_oneof![
        2 => origin(),
        1 => (origin(), edit).prop_map(|(origin, (at, kind, byte))| {
            let mut bytes = origin.into_bytes();
            let at = at.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => drop(bytes.remove(at)),
                _ => bytes.insert(at, byte),
            }
            String::from_utf8_lossy(&bytes).into_owned()
        }),
        1 => originish(),
    ]
}

/// Whether an entry admits an origin, by the words of the grammar and nothing else.
fn admits(entry: &str, origin: &str) -> bool {
    if Origin::parse(origin.as_bytes()).is_none() {
        return false;
    }
    let split = |text: &str| {
        let (scheme, rest) = text.split_once("://").unwrap();
        let at =
            if rest.starts_with('[') { rest.find(']').unwrap() + 1 } else { rest.rfind(':').unwrap_or(rest.len()) };
        let (host, port) = rest.split_at(at);
        let labels: Vec<String> = host.split('.').map(str::to_owned).collect();
        (scheme.to_owned(), labels, port.to_owned())
    };
    // Wildcards of subdomains are about hosts of http and https, whatever the scheme.
    let host_of = |text: &str| Origin::parse(text.as_bytes()).map(|origin| format!("http://{}", origin.host()));
    let has_web_host = host_of(origin).is_some_and(|origin| Origin::parse(origin.as_bytes()).is_some());
    let ((scheme, labels, port), (origin_scheme, origin_labels, origin_port)) = (split(entry), split(origin));
    let host = match labels.split_first() {
        Some((first, base)) if first == "*" => {
            has_web_host && origin_labels.len() > base.len() && origin_labels.ends_with(base)
        }
        _ => labels == origin_labels,
    };
    let is_port =
        Origin::parse(origin.as_bytes()).is_some_and(|origin| origin.port().is_some()) || origin_port.is_empty();
    scheme == origin_scheme && host && (port == ":*" && is_port || port == origin_port)
}

fn broken(result: Result<Policy, Violations>) -> BTreeSet<(&'static str, String)> {
    let violations = result.err();
    violations.iter().flatten().map(|violation| (violation.rule().id(), violation.value().to_owned())).collect()
}

/// A checked policy as somebody would write it down.
fn written_out(policy: &Policy) -> Draft {
    let table = policy.table();
    let listed = |names: &Names| match names {
        Names::None => Vec::new(),
        Names::Listed(names) => names.split(", ").map(str::to_owned).collect(),
        Names::Echo => vec!["*".to_owned()],
    };
    let origins: Vec<OriginEntry> = match &table.origins {
        Origins::Off => Vec::new(),
        Origins::Any => vec!["*".into()],
        Origins::One(origin) => vec![origin.to_string().into()],
        Origins::List { exact, patterns, regexes, automata: _ } => {
            let exact = exact.iter().map(|origin| origin.to_string().into());
            let patterns = patterns.iter().map(|pattern| pattern.to_string().into());
            let regexes = regexes.iter().map(|regex| OriginEntry::Regex(regex.pattern.to_string()));
            exact.chain(patterns).chain(regexes).collect()
        }
    };
    let mut draft = Draft::new()
        .origins(origins)
        .methods(listed(&table.methods))
        .headers(listed(&table.headers))
        .expose(table.expose.iter().flat_map(|names| names.split(", ")))
        .credentials(table.credentials)
        .timing(table.timing)
        .enforce(table.enforce)
        .hosts(policy.hosts())
        .preflight_status(table.preflight_status);
    if let Some(age) = &table.max_age {
        draft = draft.max_age(&**age);
    }
    draft
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn a_check_never_panics_and_says_all_it_has_to(draft in any_draft()) {
        for violation in draft.check().err().iter().chain(&draft.check_redundancy().err()).flatten() {
            prop_assert!(!violation.help().is_empty());
            let hostile = violation.to_string().contains(['\0', '\r']);
            prop_assert!(!hostile, "{violation}");
            prop_assert_eq!(violation.to_string().lines().count(), 3);
        }
    }

    #[test]
    fn a_policy_that_holds_can_be_written_out_and_read_again(draft in any_draft(), entries in prop::collection::vec(entry(), 1..6)) {
        for draft in [draft.clone(), draft.clone().origins(entries)] {
            if let Ok(policy) = draft.check() {
                prop_assert_eq!(written_out(&policy).check(), Ok(policy));
            }
        }
    }

    #[test]
    fn the_order_of_a_list_does_not_matter(
        entries in prop::collection::vec(prop_oneof![4 => entry(), 1 => originish()], 0..6),
        names in prop::collection::vec("[a-zA-Z *-]{0,9}", 0..5),
        attempts in prop::collection::vec(attempt(), 8),
        credentials: bool,
    ) {
        let draft = |entries: Vec<String>, names: Vec<String>| {
            Draft::new().origins(entries).methods(names.clone()).headers(names.clone()).expose(names).credentials(credentials)
        };
        let forward = draft(entries.clone(), names.clone());
        let backward = draft(entries.into_iter().rev().collect(), names.into_iter().rev().collect());
        prop_assert_eq!(broken(forward.check()), broken(backward.check()));
        if let (Ok(forward), Ok(backward)) = (forward.check(), backward.check()) {
            for attempt in attempts {
                prop_assert_eq!(forward.allows(attempt.as_bytes()), backward.allows(attempt.as_bytes()));
            }
        }
    }

    #[test]
    fn a_policy_admits_what_one_of_its_entries_admits(
        entries in prop::collection::vec(entry(), 1..8),
        attempts in prop::collection::vec(attempt(), 16),
    ) {
        let policy = Draft::new().origins(entries.clone()).check().unwrap();
        for attempt in attempts {
            let expected = entries.iter().any(|entry| admits(entry, &attempt));
            prop_assert_eq!(policy.allows(attempt.as_bytes()), expected, "{} by {:?}", attempt, entries);
        }
    }

    #[test]
    fn every_exact_entry_is_an_origin_and_admits_itself(entry in entry(), text in originish()) {
        for entry in [entry, text] {
            let exact = Draft::new().origins([entry.as_str()]).check().is_ok_and(|policy| matches!(policy.table().origins, Origins::One(_)));
            if exact {
                prop_assert!(Origin::parse(entry.as_bytes()).is_some(), "{}", entry);
                prop_assert!(Draft::new().origins([entry.as_str()]).check().unwrap().allows(entry.as_bytes()));
            }
        }
    }

    #[test]
    fn dropping_what_is_redundant_changes_nothing(
        entries in prop::collection::vec(entry(), 1..6),
        attempts in prop::collection::vec(attempt(), 8),
    ) {
        let draft = Draft::new().origins(entries.clone());
        let redundant: BTreeSet<usize> =
            draft.check_redundancy().err().iter().flatten().filter_map(|violation| violation.location().index()).collect();
        let kept = entries.iter().enumerate().filter(|(index, _)| !redundant.contains(index)).map(|(_, entry)| entry.clone());
        let lean = Draft::new().origins(kept);
        prop_assert_eq!(lean.check_redundancy(), Ok(()));
        let (full, lean) = (draft.check().unwrap(), lean.check().unwrap());
        for attempt in attempts.iter().chain(&entries) {
            prop_assert_eq!(full.allows(attempt.as_bytes()), lean.allows(attempt.as_bytes()), "{}", attempt);
        }
    }

    #[test]
    fn parsing_an_origin_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..400), text in originish()) {
        let _ = Origin::parse(&bytes);
        if let Some(origin) = Origin::parse(text.as_bytes()) {
            let port = origin.port().map_or_else(String::new, |port| format!(":{port}"));
            prop_assert_eq!(origin.as_str(), format!("{}://{}{port}", origin.scheme(), origin.host()));
        }
    }

    #[test]
    fn the_help_for_an_origin_is_accepted(text in originish()) {
        for violation in Draft::new().origins([text.as_str()]).check().err().iter().flatten() {
            if let Some(origin) = violation.help().strip_prefix("write `").and_then(|help| help.strip_suffix('`')) {
                prop_assert!(Draft::new().origins([origin]).check().is_ok(), "{} for {:?}", origin, text);
            }
        }
    }

    #[test]
    fn the_help_for_a_host_is_accepted(text in originish()) {
        for violation in Draft::new().origins(["*"]).hosts([text.as_str()]).check().err().iter().flatten() {
            if let Some(host) = violation.help().strip_prefix("write `").and_then(|help| help.strip_suffix('`')) {
                prop_assert!(Draft::new().origins(["*"]).hosts([host]).check().is_ok(), "{} for {:?}", host, text);
            }
        }
    }

    #[test]
    fn dropping_a_redundant_host_changes_nothing(
        entries in prop::collection::vec(entry(), 1..6),
        attempts in prop::collection::vec(attempt(), 8),
    ) {
        let entries: Vec<String> = entries.iter().map(|entry| without_scheme(entry)).collect();
        let draft = Draft::new().origins(["*"]).hosts(&entries);
        let Ok(full) = draft.check() else { return Ok(()) };
        let redundant: BTreeSet<usize> =
            draft.check_redundancy().err().iter().flatten().filter_map(|violation| violation.location().index()).collect();
        let kept = entries.iter().enumerate().filter(|(index, _)| !redundant.contains(index)).map(|(_, entry)| entry.clone());
        let lean = Draft::new().origins(["*"]).hosts(kept);
        prop_assert_eq!(lean.check_redundancy(), Ok(()));
        let lean = lean.check().unwrap();
        for attempt in attempts.iter().map(|attempt| without_scheme(attempt)).chain(entries) {
            let lines = vec![("host".to_owned(), attempt.clone().into_bytes())];
            let request = PlainRequest { method: "GET".to_owned(), lines, ..PlainRequest::default() };
            prop_assert_eq!(refuses_host(&full, &request), refuses_host(&lean, &request), "{}", attempt);
        }
    }

    #[test]
    fn lists_put_together_from_several_places_hold(entries in subsequence(vec!["https://a.example", "https://*.a.example", "https://b.a.example"], 1..=3)) {
        let twice: Vec<_> = entries.iter().chain(&entries).copied().collect();
        prop_assert_eq!(Draft::new().origins(twice).check(), Draft::new().origins(entries).check());
    }
}
