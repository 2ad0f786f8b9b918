//! Values that a server has sent, as they are shown.

use cors_fetch::Response;

/// The longest value that is shown, in bytes.
const LONGEST: usize = 200;

/// A value, escaped and cut.
pub(super) fn shown(value: &[u8]) -> String {
    let (shown, dots) = value.split_at_checked(LONGEST).map_or((value, ""), |(start, _)| (start, "…"));
    format!("{}{dots}", shown.escape_ascii())
}

/// Status and headers, as far as they are about CORS.
pub(super) fn answer(response: &Response) -> String {
    let about_cors = |name: &str| {
        let name = name.to_ascii_lowercase();
        name.starts_with("access-control-")
            || ["vary", "location", "timing-allow-origin", "www-authenticate"].contains(&&*name)
    };
    let lines = response.headers.iter().filter(|(name, _)| about_cors(name));
    // A server may send as many as it likes.
    let lines = lines.take(20).map(|(name, value)| format!("; {}: {}", name.to_ascii_lowercase(), shown(value)));
    format!("{}{}", response.status, lines.collect::<String>())
}
