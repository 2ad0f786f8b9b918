//! Policies that others let people write.

use cors_core::Draft;

use crate::{SITE, admits, answer, refused, regex, site, value};

const EVIL: (&str, &str) = ("origin", "https://evil.test");
const ASKS: (&str, &str) = ("access-control-request-method", "GET");

/// `*` was answered with the origin of the request, with credentials, so every page could read as the user. Here the
/// pair is refused, and `*` alone is always sent as it is.
#[test]
fn cve_2018_20744() {
    let any = Draft::new().origins(["*"]);
    refused(&any.clone().credentials(true), "any-origin-with-credentials");
    for (method, lines) in [("GET", &[EVIL][..]), ("OPTIONS", &[EVIL, ASKS])] {
        let answer = answer(&any, method, lines);
        assert_eq!(value(&answer, "access-control-allow-origin"), Some("*"));
        assert_eq!(value(&answer, "access-control-allow-credentials"), None);
    }
}

/// The same in gorilla/handlers, reached by an option for credentials that was set later. Here a draft is checked as a
/// whole, in whatever order it was written.
#[test]
fn cve_2017_20146() {
    refused(&Draft::new().credentials(true).origins(["*"]), "any-origin-with-credentials");
    refused(&Draft::new().origins(["*"]).credentials(true), "any-origin-with-credentials");
    refused(&toml::from_str("credentials = true\norigins = '*'").unwrap(), "any-origin-with-credentials");
}

/// Without the option for origins everybody's was reflected. Here a policy without origins is none.
#[test]
fn cve_2023_49803() {
    refused(&Draft::new(), "origins-missing");
    refused(&Draft::new().credentials(true), "origins-missing");
    refused(&toml::from_str("methods = ['PUT']").unwrap(), "origins-missing");
}

/// Browsers refuse `*` with credentials; a well-meant fix reflected the origin instead. Here the draft is what has to
/// change, and the help names no way that lets everybody in.
#[test]
fn cve_2026_54290() {
    let violations = Draft::new().origins(["*"]).credentials(true).check().unwrap_err();
    let violation = violations.iter().next().unwrap();
    assert_eq!(
        violation.help(),
        "list the origins that you trust: `.origins([\"https://app.example.com\"])`, or remove `credentials`"
    );
}

/// `*` with credentials started without a word. Here it does not compile.
#[test]
fn cve_2024_25124() {
    let message = include_str!("../../ui/origins/any-origin-with-credentials.stderr");
    assert!(message.contains("error: the origin `*` cannot be combined with `credentials`"), "{message}");
}

/// The default configuration admitted any origin with credentials, and `null`. Here there is no default, and `null` takes
/// a word that a reviewer stumbles over.
#[test]
fn cve_2021_39185() {
    refused(&Draft::default(), "origins-missing");
    refused(&Draft::new().origins(["null"]), "origin-null");
    admits(&site(), &[SITE], &["null"]);
}

/// Credentials were on by default. Here they are off until somebody writes the word.
#[test]
fn cve_2018_8014() {
    let draft = Draft::new().origins([SITE, "https://b.example"]);
    for (method, lines) in [("GET", &[("origin", SITE)][..]), ("OPTIONS", &[("origin", SITE), ASKS])] {
        let answer = answer(&draft, method, lines);
        assert_eq!(value(&answer, "access-control-allow-origin"), Some(SITE));
        assert_eq!(value(&answer, "access-control-allow-credentials"), None);
    }
}

/// Langflow, `RESTEasy`, open-webui, casdoor, memos, Kuma: everybody, with credentials, one way or the other; in some the
/// way to run code. Here nobody can write it without a word of warning, in any spelling.
#[test]
fn cve_2025_34291_and_its_kind() {
    for origin in [
        "*",
        "**",
        "*://*",
        "h*",
        "http*",
        "http*://*",
        "https://*",
        "https://*:*",
        "https://*.",
        "https://*.*",
        "null",
        "https://*.com",
        "https://*.co.uk",
        "https://*.github.io",
        "file://*",
        "https://",
        "*.com",
    ] {
        assert!(Draft::new().origins([origin]).credentials(true).check().is_err(), "{origin}");
    }
    for pattern in [
        ".*",
        "^.*$",
        "",
        "(?s).*",
        "https?://.*",
        "https://[^/]+",
        "https://.+",
        r"https://.*\.com",
        ".*|https://example",
        r"\S+",
        r"https://[a-z]+\.[a-z]+",
        r"https://.*\.(com|net|org)",
    ] {
        assert!(regex(pattern).credentials(true).check().is_err(), "{pattern}");
        let unproven = [cors_core::Danger::UnprovenRegex];
        assert!(regex(pattern).credentials(true).dangerously(unproven).check().is_err(), "{pattern}");
    }
}

/// A pattern that lets everybody in, `h*`, was not taken for `*`, so credentials went with it. Here a wildcard stands
/// for whole labels in front of a domain, or for a port, and for nothing else.
#[test]
fn rs_cors_197() {
    for origin in [
        "h*",
        "https*",
        "https://e*",
        "https://*m",
        "https://ex*ple.com",
        "https://example.*",
        "https://a.*.example.com",
    ] {
        let violations = Draft::new().origins([origin]).credentials(true).check().unwrap_err();
        let rule = violations.iter().next().unwrap().rule().id();
        assert!(matches!(rule, "origin-wildcard" | "origin-no-scheme"), "{origin}: {rule}");
    }
}

/// A label that looks like a UUID was taken for proof of whose application lives there. Here a pattern is taken at its
/// word: whoever runs the domain stands for all names below it, and where anybody may have a name it is refused.
#[test]
fn cve_2026_55438() {
    let label = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    let proof = cors_core::__private::regex::prove(&format!(r"https://{label}\.apps\.example\.com")).unwrap();
    assert_eq!(proof.domains(), ["example.com"]);
    refused(&regex(&format!(r"https://{label}\.github\.io")).credentials(true), "regex-unproven");
}

/// Permission for private networks was given by default. Here no response gives it.
#[test]
fn cve_2024_6221() {
    let lines = [("origin", SITE), ASKS, ("access-control-request-private-network", "true")];
    let answer = answer(&site(), "OPTIONS", &lines);
    assert_eq!(value(&answer, "access-control-allow-origin"), Some(SITE));
    assert_eq!(value(&answer, "access-control-allow-private-network"), None);
}

/// A token against forged requests was set as a cookie on routes that other origins could read. There are no tokens here
/// to give away, so only this can be shown: cookies cannot be exposed, and nothing but CORS is written.
#[test]
fn cve_2014_7193() {
    refused(&site().expose(["set-cookie"]), "expose-forbidden");
    let everything = site().expose(["etag"]).timing(true).max_age(600).headers(["x-a"]).methods(["PUT"]);
    for (method, lines) in [("GET", &[("origin", SITE)][..]), ("OPTIONS", &[("origin", SITE), ASKS])] {
        for (name, _) in answer(&everything, method, lines).lines {
            let is_known =
                name.starts_with("access-control-") || ["vary", "timing-allow-origin"].contains(&name.as_str());
            assert!(is_known, "{name}");
        }
    }
}
