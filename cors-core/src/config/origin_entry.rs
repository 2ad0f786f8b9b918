//! An entry of `origins`, as written.

/// An entry of `origins`, as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum OriginEntry {
    /// `"https://app.example.com"`, with or without wildcards.
    Text(String),
    /// `regex = r"…"`: a regular expression that has to match the whole origin. It needs the cargo feature `regex`.
    Regex(String),
    /// `env = "VAR"`: an environment variable with a comma-separated list of origins, which
    /// [`Draft::check`](crate::Draft::check) reads.
    Env(String),
    /// `with = path::to::fn`: a function of the application that decides about origins which are not listed. Before
    /// [`decide`](crate::decide()), it is asked about the origin that [`unlisted_origin`](crate::unlisted_origin) finds.
    Predicate,
}

impl OriginEntry {
    /// What is written, without what kind it is.
    pub(crate) fn text(&self) -> &str {
        match self {
            OriginEntry::Text(text) | OriginEntry::Regex(text) | OriginEntry::Env(text) => text,
            OriginEntry::Predicate => "with",
        }
    }
}

impl From<&str> for OriginEntry {
    fn from(text: &str) -> Self {
        OriginEntry::Text(text.to_owned())
    }
}

impl From<&String> for OriginEntry {
    fn from(text: &String) -> Self {
        OriginEntry::Text(text.clone())
    }
}

impl From<String> for OriginEntry {
    fn from(text: String) -> Self {
        OriginEntry::Text(text)
    }
}
