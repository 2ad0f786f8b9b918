//! A pattern that cannot be proven is refused by the rule that says so, with an origin that shows it.

use cors_core::{Draft, OriginEntry};

fn broken(pattern: &str) -> Vec<(&'static str, String)> {
    let draft = Draft::new().origins([OriginEntry::Regex(pattern.to_owned())]);
    let violations = draft.check().err();
    violations.iter().flatten().map(|violation| (violation.rule().id(), violation.message())).collect()
}

#[test]
fn counts_of_digits_have_a_counterexample() {
    for (pattern, counterexample) in [
        (r"https://deploy-preview-\d+--mysite\.netlify\.app", "https://deploy-preview-0--mysite.netlify.app"),
        (r"https://myapp-pr-\d+\.herokuapp\.com", "https://myapp-pr-0.herokuapp.com"),
        (r"https://app-[0-9]{1,64}\.fly\.dev", "https://app-0.fly.dev"),
        (r"https://[0-9]{4}\.com", "https://0000.com"),
    ] {
        let found = broken(pattern);
        assert!(
            matches!(&found[..], [("regex-unproven", message)] if message.contains(counterexample)),
            "{pattern}: {found:?}"
        );
    }
}

#[test]
fn labels_have_63_bytes_at_most() {
    for pattern in [
        r"https://[a-z]{64}\.example\.com",
        r"https://x[a-z]{63}\.example\.com",
        r"https://([a-z]{40}){2}\.netlify\.app",
        r"https://[a-z0-9-]{64,80}\.example\.com(:\d+)?",
    ] {
        let found = broken(pattern);
        assert!(matches!(&found[..], [("regex-without-origin", _)]), "{pattern}: {found:?}");
    }
    assert!(broken(r"https://[a-z]{63}\.example\.com").is_empty());
}
