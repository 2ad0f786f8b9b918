//! Firefox, by `geckodriver`.

use std::io;
use std::path::Path;

use fantoccini::Client;
use serde_json::{Value, json};

use super::command;

/// The origin of a page of an extension, whose scheme is Firefox's own: `page.html`, which has no permissions.
pub const EXTENSION: &str = "moz-extension://5c2f6d3e-0f0a-4b8e-9d55-3f1f6f0c7a11";
/// Firefox makes up the host of the origin, unless a preference names one for the id.
const MANIFEST: &str = r#"{
    "manifest_version": 2, "name": "A page", "version": "1",
    "browser_specific_settings": { "gecko": { "id": "page@cors-tests.example" } }
}"#;

pub(super) const MISSING: &str = "\
this test needs Firefox and its driver: install the package `firefox-esr` (Debian), and geckodriver by
`cargo install --locked geckodriver`.";

/// The console of the browser is read by script that has its rights.
pub(super) const ARGUMENTS: &[&str] = &["--allow-system-access"];

pub(super) fn prepare(directory: &Path) -> io::Result<()> {
    super::write_extension(directory, MANIFEST)
}

pub(super) fn capabilities(directory: &Path, arguments: &[&str]) -> Value {
    let profile = directory.display().to_string();
    let own = ["-headless", "-profile", profile.as_str()];
    let flags: Vec<&str> = own.iter().chain(arguments).copied().collect();
    let (_, host) = EXTENSION.split_once("://").unwrap_or_default();
    let prefs = json!({
        // Cookies of other sites are neither blocked nor kept apart, so `SameSite` can be seen at work.
        "network.cookie.cookieBehavior": 0,
        // Without this, Firefox 153 asks again though it has just kept an answer, where the machine has no IPv6.
        "network.dns.disableIPv6": true,
        "extensions.webextensions.uuids": json!({ "page@cors-tests.example": host }).to_string(),
    });
    json!({ "browserName": "firefox", "moz:firefoxOptions": { "args": flags, "prefs": prefs } })
}

/// Adds the extension.
pub(super) async fn finish(client: &Client, directory: &Path) {
    let path = super::extension(directory);
    command::send(client, "moz/addon/install", json!({ "path": path, "temporary": true })).await;
}

/// The lines of the console since the last call of this, without those that pages write with `console`.
///
/// # Panics
/// If the driver does not hand them over.
pub(super) async fn console(client: &Client) -> Vec<String> {
    const SCRIPT: &str = r"
        const lines = Services.console.getMessageArray().map((line) => line.errorMessage ?? line.message);
        Services.console.reset();
        return lines;";
    command::send(client, "moz/context", json!({ "context": "chrome" })).await;
    let lines = client.execute(SCRIPT, Vec::new()).await.expect("the browser has a console");
    command::send(client, "moz/context", json!({ "context": "content" })).await;
    serde_json::from_value(lines).expect("lines are text")
}
