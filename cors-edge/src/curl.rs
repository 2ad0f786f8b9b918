//! Requests as commands of curl.

/// The command that sends a request. What a shell would take for something else is between quotes.
pub(crate) fn curl(method: &str, url: &str, lines: &[(&str, String)]) -> String {
    let is_plain = method.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let method = match method {
        "GET" => String::new(),
        method if is_plain => format!(" -X {method}"),
        method => format!(" -X {}", quoted(method)),
    };
    let lines = lines.iter().map(|(name, value)| format!(" -H {}", quoted(&format!("{name}: {value}"))));
    format!("curl -i{method} {}{}", quoted(url), lines.collect::<String>())
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_reads_values_as_they_are() {
        let lines = [("Origin", "https://app.example.com".to_owned())];
        assert_eq!(curl("GET", "http://a/x", &lines), "curl -i 'http://a/x' -H 'Origin: https://app.example.com'");
        assert_eq!(curl("X|id", "http://a/'$(id)", &[]), r"curl -i -X 'X|id' 'http://a/'\''$(id)'");
    }
}
