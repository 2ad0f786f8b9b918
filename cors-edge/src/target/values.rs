//! What several gateways write alike.

/// A method or the name of a header, and nothing that is none.
pub(super) const TOKEN: &str = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

/// A list of names.
pub(super) const NAME_LIST: &str = "(?:[ \\t,]*[!#$%&'*+.^_`|~0-9A-Za-z-]+)*[ \\t,]*";

/// `Vary` of a preflight that is refused, whoever asks.
pub(super) const FULL_VARY: &str = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

/// What only the policy may write on the response to an actual request. `Timing-Allow-Origin` is one of them where a rule has
/// `timing`.
pub(super) const WRITTEN_BY_THE_POLICY: [&str; 6] = [
    "access-control-allow-origin",
    "access-control-allow-credentials",
    "access-control-expose-headers",
    "access-control-allow-methods",
    "access-control-allow-headers",
    "access-control-max-age",
];
