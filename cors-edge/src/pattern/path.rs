//! Paths: patterns of actix-web, as they match what a request sends before the `?`, encoded as it is there.

use cors_actix::__private::{Part, parts};

use super::portable::{escape, portable};

/// A pattern of actix-web.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Path {
    /// An expression that has to match the whole path.
    pub(crate) regex: String,
    /// The same for gateways that decode the path before they compare it.
    pub(crate) decoded: String,
    /// A path that it matches.
    pub(crate) example: String,
    /// The only path that it matches, if there is one.
    pub(crate) exact: Option<String>,
    /// How specific it is: of two patterns that match one path, the smaller one applies.
    pub(crate) rank: Vec<u8>,
}

/// Paths below a scope; `""` is the application.
pub(crate) fn below(scope: &str) -> Result<Path, String> {
    let path = path(scope)?;
    let example = format!("{}/not/to/be/found", path.example.trim_end_matches('/'));
    let below = |start: &str, rest| format!("{}(?:/{rest})?", if scope.is_empty() { "" } else { start });
    let (regex, decoded) = (below(&path.regex, REST), below(&path.decoded, ".*"));
    Ok(Path { regex, decoded, example, exact: None, rank: path.rank })
}

/// A segment of any text.
const SEGMENT: &str = "[^/?# ]+";

/// What may follow a slash.
const REST: &str = "[^?# ]*";

fn is_path_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"?#".contains(&byte)
}

fn is_decoded_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() || byte == b' '
}

/// The pattern of a resource.
///
/// # Errors
/// Why other engines cannot read an expression in it.
pub(crate) fn path(pattern: &str) -> Result<Path, String> {
    let (mut regex, mut decoded, mut example) = (String::new(), String::new(), String::new());
    let parts = parts(pattern).ok_or_else(|| format!("`{pattern}` has a `{{` that is not closed"))?;
    for part in parts {
        let segment = match part {
            Part::Literal(text) => {
                decoded += &escape(text);
                let text = encoded(text);
                regex += &escape(&text);
                example += &text;
                continue;
            }
            Part::Parameter { is_tail: true, .. } => ".*",
            Part::Parameter { expression, .. } => expression.unwrap_or(Part::SEGMENT),
        };
        let (part, text) = match segment {
            Part::SEGMENT => (SEGMENT.to_owned(), "0".to_owned()),
            ".*" => (REST.to_owned(), "0".to_owned()),
            _ => portable(segment, is_path_byte)?.ok_or_else(|| format!("`{segment}` matches no path"))?,
        };
        // A class that leaves something out means all other characters, those beyond ASCII included.
        let decoded_part = match segment {
            Part::SEGMENT | ".*" => segment.to_owned(),
            _ => portable(segment, is_decoded_byte)?.map(|(part, _)| part).unwrap_or_default(),
        };
        decoded.extend(["(?:", &decoded_part, ")"]);
        regex.extend(["(?:", &part, ")"]);
        example += &text;
    }
    if pattern.is_empty() {
        (regex, decoded, example) = ("/?".to_owned(), "/?".to_owned(), "/".to_owned());
    }
    let exact = (!pattern.contains('{')).then(|| example.clone());
    Ok(Path { regex, decoded, example, exact, rank: rank(pattern) })
}

/// For each segment how much it leaves open, and then an end that comes after every longer path.
fn rank(pattern: &str) -> Vec<u8> {
    let segments = segments(pattern);
    let rank = |segment: &&str| match segment {
        segment if segment.contains(":.*}") || segment.ends_with("}*") => 4,
        segment if !segment.contains('{') => 0,
        segment if !segment.starts_with('{') || !segment.ends_with('}') => 1,
        segment if segment.contains(':') => 2,
        _ => 3,
    };
    segments.iter().map(rank).chain([5]).collect()
}

/// The segments between slashes that are outside of braces.
pub(crate) fn segments(pattern: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let is_separator = |char: char| {
        match char {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        char == '/' && depth == 0
    };
    pattern.strip_prefix('/').unwrap_or(pattern).split(is_separator).collect()
}

/// Literal text as browsers send it.
fn encoded(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'"' | b'<' | b'>' | b'`' | b'{' | b'}' | b'?' | b'#' => format!("%{byte:02X}"),
        _ if byte.is_ascii_graphic() => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_match(path: &Path, text: &str) -> bool {
        regex::Regex::new(&format!("^(?:{})$", path.regex)).unwrap().is_match(text)
    }

    #[test]
    fn patterns_match_as_actix_web_does() {
        for (pattern, matched, others) in [
            ("/items", &["/items"][..], &["/items/", "/item", "/items?x"][..]),
            ("", &["/"], &["/x"]),
            ("/items/{id}", &["/items/7", "/items/a%2Fb"], &["/items/", "/items/7/x"]),
            (r"/r-{year:\d{4}}", &["/r-2026"], &["/r-26", "/r-20267"]),
            ("/f/{tail:.*}", &["/f/", "/f/a/b"], &["/f", "/f/a?b"]),
            ("/f/{tail}*", &["/f/", "/f/a/b"], &["/f"]),
            ("/a b/é.x", &["/a%20b/%C3%A9.x"], &["/a%20b/%C3%A9yx"]),
        ] {
            let path = path(pattern).unwrap();
            assert!(matched.iter().all(|text| is_match(&path, text)), "{path:?}");
            assert!(others.iter().all(|text| !is_match(&path, text)), "{path:?}");
            assert!(is_match(&path, &path.example), "{path:?}");
            assert_eq!(path.exact.is_some(), !pattern.contains('{'), "{path:?}");
        }
        assert!(path("/{id").unwrap_err().contains("not closed"));
    }

    #[test]
    fn scopes_match_what_is_below() {
        let scope = below("/s").unwrap();
        assert!(["/s", "/s/", "/s/a/b"].iter().all(|text| is_match(&scope, text)));
        assert!(["/sx", "/", "/s/?a"].iter().all(|text| !is_match(&scope, text)));
        assert!(["/", "/x/\"y", ""].iter().all(|text| is_match(&below("").unwrap(), text)));
        assert!(is_match(&scope, &scope.example));
    }

    #[test]
    fn literal_segments_come_first() {
        let mut patterns = ["/{tail:.*}", "/x/{id}", "/{a}/{b}", r"/x/{id:\d+}", "/x/7", "/x/r{id}"];
        patterns.sort_by_key(|pattern| rank(pattern));
        assert_eq!(patterns, ["/x/7", "/x/r{id}", r"/x/{id:\d+}", "/x/{id}", "/{a}/{b}", "/{tail:.*}"]);
        assert_eq!(segments(r"/a/{b:x/y}/c"), ["a", "{b:x/y}", "c"]);
    }
}
