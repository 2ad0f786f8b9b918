//! What to write instead depends on the kind of origin: of an extension, an app, a private network, a preview.

use cors_core::{Draft, OriginEntry, Syntax};

fn message(entry: impl Into<OriginEntry>, credentials: bool) -> String {
    let draft = Draft::new().syntax(Syntax::Attribute).origins([entry.into()]).credentials(credentials);
    draft.check().expect_err("it breaks a rule").to_string()
}

fn regex(pattern: &str) -> OriginEntry {
    OriginEntry::Regex(pattern.to_owned())
}

/// What nobody can be told to do about an origin that is no domain.
const ABOUT_DOMAINS: &[&str] =
    &["domain of your own", "registers such a name", "register such a name", "name the domain"];

fn assert_says(message: &str, said: &[&str]) {
    for words in said {
        assert!(message.contains(words), "{words:?} is not in:\n{message}");
    }
    for words in ABOUT_DOMAINS {
        assert!(!message.contains(words), "{words:?} is in:\n{message}");
    }
}

#[test]
fn extensions_have_ids() {
    for (entry, id) in [
        ("chrome-extension://*", "chrome-extension://abcdefghijklmnopabcdefghijklmnop"),
        ("moz-extension://*", "moz-extension://2c127fa4"),
        ("safari-web-extension://*", "safari-web-extension://2c127fa4"),
    ] {
        assert_says(&message(entry, false), &[id, "with = ", "dangerously(unproven_regex)"]);
        let with_credentials = message(entry, true);
        assert_says(&with_credentials, &[id, "with = "]);
        assert!(!with_credentials.contains("dangerously"), "{with_credentials}");
    }
    assert_says(&message(regex("chrome-extension://[a-p]{32}"), false), &["id of your extension", "with = "]);
}

/// What the help for all of a scheme says to write passes its check.
#[test]
fn all_origins_of_a_scheme_can_be_allowed_dangerously() {
    for scheme in ["chrome-extension", "vscode-webview", "app"] {
        let entry = regex(&format!("{scheme}://.*"));
        let danger = cors_core::Danger::UnprovenRegex;
        let policy = Draft::new().origins([entry]).dangerously([danger]).check().unwrap();
        assert!(policy.allows(format!("{scheme}://abcdef").as_bytes()), "{scheme}");
    }
}

#[test]
fn apps_have_origins_that_nobody_registers() {
    for entry in ["vscode-webview://*", "app://*", "capacitor://*"] {
        assert_says(&message(entry, false), &["origins of your app", "with = ", "dangerously(unproven_regex)"]);
    }
    for entry in ["app://obsidian.md", "app://.", "vscode-webview://abc"] {
        let message = message(entry, true);
        assert_says(&message, &["any app", "dangerously(shared_origins)"]);
        assert!(!message.contains("network"), "{message}");
    }
    let message = message(regex(r"app://[a-z]+\.example\.com"), true);
    assert!(message.contains("any app") && !message.contains("network"), "{message}");
}

#[test]
fn addresses_belong_to_a_network() {
    for pattern in [
        r"http://192\.168\.[0-9]{1,3}\.[0-9]{1,3}:5173",
        r"http://10\.\d+\.\d+\.\d+",
        r"https?://172\.(1[6-9]|2\d|3[01])\.\d{1,3}\.\d{1,3}(:\d+)?",
        r"http://169\.254\.\d+\.\d+",
    ] {
        assert_says(&message(regex(pattern), false), &["private network", "with = ", "one by one"]);
    }
    assert_says(&message(regex(r"http://203\.0\.113\.\d+"), false), &["nobody registers an address", "with = "]);
    for entry in ["http://192.168.*.*:5173", "http://10.0.0.*", "http://192.168.1.*:*"] {
        assert_says(&message(entry, false), &["list the addresses one by one", "with = "]);
    }
}

#[test]
fn previews_below_a_public_suffix_take_a_function() {
    for (credentials, entry) in [
        (false, "https://my-app-*.vercel.app".into()),
        (true, "https://my-app-*.vercel.app".into()),
        (true, "https://*-my-team.netlify.app".into()),
        (true, regex(r"https://deploy-preview-\d+--mysite\.netlify\.app")),
        (false, regex(r"https://deploy-preview-\d+--mysite\.netlify\.app")),
        (true, regex(r"https://my-app-git-[a-z0-9-]+-my-team\.vercel\.app")),
    ] {
        let message = message(entry, credentials);
        assert_says(&message, &["anybody can have a name below", "with = "]);
        assert!(!(credentials && message.contains("dangerously")), "{message}");
    }
    assert!(message("https://*.vercel.app", true).contains("with = "));
}
