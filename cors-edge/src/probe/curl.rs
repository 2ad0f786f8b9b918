//! Requests as commands of curl, and answers as a line.

use cors_fetch::Response;

/// The longest value that is shown, in bytes.
const LONGEST: usize = 200;

/// The command that sends a request.
pub(super) fn command(method: &str, url: &str, lines: &[(&str, String)]) -> String {
    let method = if method == "GET" { String::new() } else { format!(" -X {method}") };
    let lines = lines.iter().map(|(name, value)| format!(" -H {}", quoted(&format!("{name}: {value}"))));
    format!("curl -i{method} {}{}", quoted(url), lines.collect::<String>())
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Status and headers, as far as they are about CORS.
pub(super) fn answer(response: &Response) -> String {
    let about_cors = |name: &str| {
        let name = name.to_ascii_lowercase();
        name.starts_with("access-control-")
            || ["vary", "location", "timing-allow-origin", "www-authenticate"].contains(&&*name)
    };
    let lines = response.headers.iter().filter(|(name, _)| about_cors(name));
    let lines = lines.map(|(name, value)| format!("; {}: {}", name.to_ascii_lowercase(), shown(value)));
    format!("{}{}", response.status, lines.collect::<String>())
}

/// A value that a server has sent, escaped and cut.
pub(super) fn shown(value: &[u8]) -> String {
    let (shown, dots) = value.split_at_checked(LONGEST).map_or((value, ""), |(start, _)| (start, "…"));
    format!("{}{dots}", shown.escape_ascii())
}
