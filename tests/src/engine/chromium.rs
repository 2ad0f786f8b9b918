//! Chromium, by `chromedriver`.

use std::io;
use std::path::Path;

use fantoccini::Client;
use serde_json::{Value, json};

use super::command;

/// The origin of a page of an extension, whose scheme is Chromium's own: `page.html`, which has no permissions.
pub const EXTENSION: &str = "chrome-extension://hclfoohdkepaddkjnofphfpfhgdjcopk";
/// The origin comes of the key, which may be any bytes.
const MANIFEST: &str = r#"{
    "manifest_version": 3, "name": "A page", "version": "1",
    "key": "Y29ycy10ZXN0czogYW4gZXh0ZW5zaW9uLCB3aG9zZSBvcmlnaW4gaGFzIGEgcHJpdmF0ZSBzY2hlbWU="
}"#;

const FLAGS: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

pub(super) const MISSING: &str = "\
this test needs Chromium and its driver: install the packages `chromium` and `chromium-driver` (Debian), or
`chromium-browser` and `chromium-chromedriver` (Ubuntu). To leave out what needs a browser, set CORS_NO_BROWSER=1,
which CI does not honour.";

pub(super) fn prepare(directory: &Path) -> io::Result<()> {
    super::write_extension(directory, MANIFEST)
}

pub(super) fn capabilities(directory: &Path, arguments: &[&str]) -> Value {
    let profile = format!("--user-data-dir={}", directory.display());
    let extension = format!("--load-extension={}", super::extension(directory).display());
    let own = [profile.as_str(), extension.as_str()];
    let flags: Vec<&str> = FLAGS.iter().chain(arguments).copied().chain(own).collect();
    // Cookies of other sites are not blocked, so `SameSite` can be seen at work.
    let prefs = json!({ "profile.cookie_controls_mode": 0 });
    json!({
        "browserName": "chrome",
        "goog:chromeOptions": { "args": flags, "prefs": prefs },
        "goog:loggingPrefs": { "browser": "ALL" },
    })
}

/// The lines of the console since the last call of this.
///
/// # Panics
/// If the driver does not hand them over.
pub async fn console(client: &Client) -> Vec<String> {
    // chromedriver's own command for the log that `goog:loggingPrefs` asks it to keep.
    let lines = command::send(client, "se/log", json!({ "type": "browser" })).await;
    let lines = lines.as_array().into_iter().flatten();
    lines.filter_map(|line| line["message"].as_str().map(str::to_owned)).collect()
}
