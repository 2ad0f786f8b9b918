//! WebKitGTK, by `WebKitWebDriver`, on a display that `xvfb-run` gives.

use std::path::Path;

use serde_json::{Value, json};

pub(super) const MISSING: &str = "\
this test needs WebKitGTK, its driver and a display: install the packages `webkit2gtk-driver`, `xvfb` and `xauth` (Debian), and
run the test with `xvfb-run --auto-servernum`.";

pub(super) fn capabilities(directory: &Path, arguments: &[&str]) -> Value {
    let cookies = format!("--cookies-file={}", directory.join("cookies").display());
    // Cookies of other sites are not blocked, so `SameSite` can be seen at work.
    let own = ["--automation", "--cookies-policy=always", cookies.as_str()];
    let flags: Vec<&str> = own.iter().chain(arguments).copied().collect();
    json!({ "webkitgtk:browserOptions": { "args": flags } })
}
