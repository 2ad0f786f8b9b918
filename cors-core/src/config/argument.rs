//! The names that a draft is written with: its arguments, and the protections that one of them switches off.

/// An argument of `#[cors(…)]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Argument {
    /// [`origins`](crate::Draft::origins)
    Origins,
    /// [`methods`](crate::Draft::methods)
    Methods,
    /// [`headers`](crate::Draft::headers)
    Headers,
    /// [`expose`](crate::Draft::expose)
    Expose,
    /// [`credentials`](crate::Draft::credentials)
    Credentials,
    /// [`max_age`](crate::Draft::max_age)
    MaxAge,
    /// [`timing`](crate::Draft::timing)
    Timing,
    /// [`enforce`](crate::Draft::enforce)
    Enforce,
    /// [`hosts`](crate::Draft::hosts)
    Hosts,
    /// [`preflight_status`](crate::Draft::preflight_status)
    PreflightStatus,
    /// [`dangerously`](crate::Draft::dangerously)
    Dangerously,
}

impl Argument {
    /// Every argument.
    pub const ALL: &[Argument] = &[
        Argument::Origins,
        Argument::Methods,
        Argument::Headers,
        Argument::Expose,
        Argument::Credentials,
        Argument::MaxAge,
        Argument::Timing,
        Argument::Enforce,
        Argument::Hosts,
        Argument::PreflightStatus,
        Argument::Dangerously,
    ];

    /// The name of the argument: `max_age`.
    pub const fn name(self) -> &'static str {
        match self {
            Argument::Origins => "origins",
            Argument::Methods => "methods",
            Argument::Headers => "headers",
            Argument::Expose => "expose",
            Argument::Credentials => "credentials",
            Argument::MaxAge => "max_age",
            Argument::Timing => "timing",
            Argument::Enforce => "enforce",
            Argument::Hosts => "hosts",
            Argument::PreflightStatus => "preflight_status",
            Argument::Dangerously => "dangerously",
        }
    }
}

/// A protection that can be switched off, with the name that `dangerously(…)` uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Danger {
    /// Allow origins that anybody on the network can impersonate, with credentials.
    InsecureOrigins,
    /// Allow all names below a public suffix, where anybody can register one, with credentials.
    PublicSuffixes,
    /// Allow the origin `null`, which any site can send.
    NullOrigin,
    /// Allow what a regular expression matches, without proof of who owns it.
    UnprovenRegex,
}

impl Danger {
    /// Every switch.
    pub const ALL: &[Danger] =
        &[Danger::InsecureOrigins, Danger::PublicSuffixes, Danger::NullOrigin, Danger::UnprovenRegex];

    /// The name of the switch: `insecure_origins`.
    pub const fn name(self) -> &'static str {
        match self {
            Danger::InsecureOrigins => "insecure_origins",
            Danger::PublicSuffixes => "public_suffixes",
            Danger::NullOrigin => "null_origin",
            Danger::UnprovenRegex => "unproven_regex",
        }
    }
}
