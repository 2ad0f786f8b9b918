//! Origins that others matched and should not have. The oracle and the fuzzers look for more of them.

use cors_core::Draft;

use crate::{admits, refused, regex};

fn list(origins: &[&str]) -> Draft {
    Draft::new().origins(origins.to_vec()).credentials(true)
}

/// Plain domains became regular expressions without anchors. Here a text is compared to the last byte.
#[test]
fn cve_2022_1996() {
    admits(
        &list(&["https://example.com", "https://b.example"]),
        &["https://example.com"],
        &[
            "https://example.com.hacker.org",
            "https://hacker.org/https://example.com",
            "https://examplexcom",
            "example.com",
        ],
    );
}

/// The regular expression that was made of an entry had no anchor at its end. Here patterns always match the whole,
/// whether anybody writes anchors or not.
#[test]
fn cve_2017_11173() {
    let refused = ["https://example.com.example.net", "https://example.com-example.net"];
    admits(&list(&["https://example.com", "https://b.example"]), &["https://example.com"], &refused);
    admits(&regex(r"https://example\.com").credentials(true), &["https://example.com"], &refused);
    admits(&regex(r"^https://example\.com").credentials(true), &["https://example.com"], &refused);
}

/// Patterns were matched at the start only (`re.match`). Here they match the whole, the port included.
#[test]
fn cve_2026_37737() {
    admits(
        &regex(r"https://(.*\.)?trusted\.com").credentials(true),
        &["https://trusted.com", "https://a.trusted.com"],
        &["https://trusted.com.attacker.io", "https://trusted.com:8080", "https://a.trusted.com:8080"],
    );
}

/// `regex.match` again, until it became `fullmatch`. Here no way of writing a pattern makes it match a part.
#[test]
fn starlette_801() {
    let refused = [
        "https://subdomain.example.org.hacker.com",
        "https://example.org.hacker.com",
        "https://subdomain.example.orgx",
    ];
    for pattern in [r"https://.*\.example\.org", r"(?m)^https://.*\.example\.org", r"(https://.*\.example\.org)"] {
        admits(&regex(pattern).credentials(true), &["https://subdomain.example.org"], &refused);
    }
}

/// The end of an origin was compared with the domain (`HasSuffix`). Here a wildcard ends at a dot.
#[test]
fn cve_2024_27302() {
    admits(
        &list(&["https://*.victim.com"]),
        &["https://www.victim.com"],
        &["https://evil-victim.com", "https://evilvictim.com", "https://victim.com"],
    );
}

/// A wildcard at the end lost the byte before it. Here there are none, but for the port, which is no text.
#[test]
fn cve_2019_25211() {
    refused(&list(&["https://example.com*"]), "origin-wildcard");
    refused(&list(&["http://localhost*"]), "origin-wildcard");
    admits(
        &list(&["https://example.com:*", "http://localhost:*"]),
        &["https://example.com:8443", "http://localhost:3000", "http://localhost"],
        &["https://example.community", "http://localhost.example.com", "http://localhost:3000.example.com"],
    );
}

/// `*` became `.*` without anchors. Here it is one whole label or more, and only in front.
#[test]
fn cve_2026_34157() {
    refused(&list(&["https://myapp.com*"]), "origin-wildcard");
    refused(&list(&["https://myapp.*"]), "origin-wildcard");
    admits(
        &list(&["https://*.myapp.com"]),
        &["https://a.b.myapp.com"],
        &[
            "https://myapp.community",
            "https://a.myapp.community",
            "https://a.myapp.com.attacker.com",
            "https://myapp.com.attacker.com",
        ],
    );
}

/// Entries with a common suffix were kept in a tree, and its parts could be combined in new ways. Here each entry is compared
/// as a whole; the oracle, which knows no trick, is asked about ten thousand such lists in each run of the tests.
#[test]
fn ghsa_vhxv_fg4m_p2w8_and_ghsa_v84h_653v_4pq9() {
    let entries =
        ["https://foo.com", "https://bar.com", "https://*.foo.com", "https://*.oo.com:*", "https://foobar.org"];
    admits(
        &list(&entries),
        &["https://foo.com", "https://a.oo.com", "https://a.oo.com:1"],
        &[
            "https://barfoo.com",
            "https://foobar.com",
            "https://a.bar.com",
            "https://oo.com",
            "https://fbar.com",
            "https://foo.org",
        ],
    );
}

/// Empty labels, and texts that nobody had looked at, matched `*.`. Here an origin is parsed before patterns see it.
#[test]
fn fiber_4455() {
    admits(
        &list(&["https://*.example.com"]),
        &["https://a.example.com"],
        &[
            "https://.example.com",
            "https://..example.com",
            "https://a..example.com",
            "https://*.example.com",
            "https://evil.test/.example.com",
            "https://evil.test\0.example.com",
            "https://a b.example.com",
        ],
    );
}

/// Servers on the own machine trusted what began with `http://localhost`. Here the host is compared as a whole.
#[test]
fn cve_2024_23639() {
    admits(
        &list(&["http://localhost:*", "http://127.0.0.1:*"]),
        &["http://localhost:8080", "http://127.0.0.1:8080"],
        &[
            "http://localhost.evil.test",
            "http://localhost.evil.test:8080",
            "http://localhost:8080.evil.test",
            "http://localhost@evil.test",
            "http://127.0.0.1.evil.test",
            "http://127.0.0.1.nip.io:8080",
        ],
    );
}
