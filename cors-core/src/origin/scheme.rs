//! The schemes of origins.

/// `a-z`, then at most 63 of `a-z 0-9 + - . _`.
pub(crate) fn is_scheme(scheme: &str) -> bool {
    scheme.len() <= 64
        && scheme.starts_with(|first: char| first.is_ascii_lowercase())
        && scheme.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"+-._".contains(&byte))
}

/// Schemes of local files. All of them have one origin, in every app that sends it.
pub(crate) const SHARED: &[&str] = &["file", "content"];

/// Whether the rules about hosts, ports and case apply: those of http and https
/// ([special schemes](https://url.spec.whatwg.org/#special-scheme)).
pub(crate) fn is_web(scheme: &str) -> bool {
    matches!(scheme, "https" | "http")
}

/// Whether it is another scheme than http and https that pages can have. A letter away from http is a typing error.
pub(crate) fn is_other(scheme: &str) -> bool {
    is_scheme(scheme) && !is_web(scheme) && !matches!(scheme, "ws" | "wss") && near_http(scheme).is_none()
}

/// Whether its pages belong to extensions of browsers: `chrome-extension`, `moz-extension`, `safari-web-extension`.
pub(crate) fn is_extension(scheme: &str) -> bool {
    scheme.ends_with("-extension")
}

/// The default port that browsers leave out.
pub(crate) fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    }
}

/// `http` or `https`, where a scheme is a letter away from it.
pub(crate) fn near_http(scheme: &str) -> Option<&'static str> {
    let near = |known: &str| {
        let (longer, shorter) = if scheme.len() > known.len() { (scheme, known) } else { (known, scheme) };
        let without = |at: usize| [&longer[..at], &longer[at + 1..]].concat();
        let is_changed = longer.len() == shorter.len()
            && longer.bytes().zip(shorter.bytes()).filter(|(left, right)| left != right).count() == 1;
        is_changed || longer.len() == shorter.len() + 1 && (0..longer.len()).any(|at| without(at) == shorter)
    };
    let is_typo = is_scheme(scheme) && !is_web(scheme);
    ["https", "http"].into_iter().find(|known| is_typo && near(known))
}
