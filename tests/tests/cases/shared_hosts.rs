//! Hosts that strangers share, whether or not the public suffix list has them, with credentials.

use cors_core::{Danger, Draft, OriginEntry, Rule, Violation};

fn rules(entry: impl Into<OriginEntry>, credentials: bool) -> Vec<Rule> {
    let checked = Draft::new().origins([entry.into()]).credentials(credentials).check();
    checked.err().iter().flatten().map(Violation::rule).collect()
}

#[test]
fn wildcards_above_hosts_of_strangers() {
    for domain in
        ["app.github.dev", "github.dev", "devtunnels.ms", "euw.devtunnels.ms", "loca.lt", "gradio.live", "gitpod.io"]
    {
        let entry = format!("https://*.{domain}");
        assert_eq!(rules(entry.as_str(), true), [Rule::PublicSuffixWithCredentials], "{entry}");
        assert_eq!(rules(entry.as_str(), false), [], "{entry}");
        let regex = OriginEntry::Regex(format!(r"https://.*\.{}", domain.replace('.', r"\.")));
        assert_eq!(rules(regex, true), [Rule::RegexUnproven], "{entry}");
    }
}

#[test]
fn hosts_of_one_owner_below_them() {
    for entry in
        ["https://name-8080.app.github.dev", "https://*.name.app.github.dev", "https://abc-3000.euw.devtunnels.ms"]
    {
        assert_eq!(rules(entry, true), [], "{entry}");
    }
    let proven = OriginEntry::Regex(r"https://name-8080\.app\.github\.dev".to_owned());
    assert_eq!(rules(proven, true), []);
}

#[test]
fn an_exact_host_that_is_a_public_suffix() {
    for entry in ["https://s3.amazonaws.com", "https://github.io", "https://co.uk:8443", "https://app.github.dev"] {
        assert_eq!(rules(entry, true), [Rule::PublicSuffixWithCredentials], "{entry}");
        assert_eq!(rules(entry, false), [], "{entry}");
        let draft = Draft::new().origins([entry]).credentials(true).dangerously([Danger::PublicSuffixes]);
        assert!(draft.check().is_ok() && draft.check_redundancy().is_ok(), "{entry}");
    }
    for entry in
        ["https://name.github.io", "https://example.com", "https://intranet", "https://localhost", "https://127.0.0.1"]
    {
        assert_eq!(rules(entry, true), [], "{entry}");
    }
}
