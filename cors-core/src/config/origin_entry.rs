//! An entry of `origins`, as written.

/// An entry of `origins`, as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum OriginEntry {
    /// `"https://app.example.com"`, with or without wildcards.
    Text(String),
    /// `regex = r"…"`: a regular expression that has to match the whole origin. It needs the cargo feature `regex`.
    Regex(String),
    /// `env = "VAR"` or `env("VAR", default = "…")`: an environment variable with a comma-separated list of origins, which
    /// [`Draft::check`](crate::Draft::check) reads.
    Env {
        /// The name of the variable.
        variable: String,
        /// The list that is used where the variable is not set; an empty one lists no origins. Without it, a variable
        /// that is not set is an error.
        default: Option<String>,
    },
    /// `list = path::to::ORIGINS`: a list of the program, known when the program starts.
    List {
        /// How the program calls it; messages name it.
        name: String,
        /// The origins in it, as strings.
        origins: Vec<String>,
    },
    /// `with = path::to::fn`: a function of the application that decides about origins which are not listed. Before
    /// [`decide`](crate::decide()), it is asked about the origin that [`unlisted_origin`](crate::unlisted_origin) finds.
    Predicate,
}

impl OriginEntry {
    /// An environment variable that has to be set.
    pub fn env(variable: impl Into<String>) -> Self {
        OriginEntry::Env { variable: variable.into(), default: None }
    }

    /// An environment variable with a list for when it is not set.
    pub fn env_or(variable: impl Into<String>, default: impl Into<String>) -> Self {
        OriginEntry::Env { variable: variable.into(), default: Some(default.into()) }
    }

    /// What is written, without what kind it is.
    pub(crate) fn text(&self) -> &str {
        match self {
            OriginEntry::Text(text) | OriginEntry::Regex(text) => text,
            OriginEntry::Env { variable: name, .. } | OriginEntry::List { name, .. } => name,
            OriginEntry::Predicate => "with",
        }
    }

    /// Whether what it lists is known only when the program starts.
    pub(crate) fn is_known_at_start(&self) -> bool {
        matches!(self, OriginEntry::Env { .. } | OriginEntry::List { .. })
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
