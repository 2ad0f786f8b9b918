//! The arguments of a policy, in one table, and the protections that one of them switches off.

/// What is said about an argument: one row of the table that parsing, help and documentation derive from.
#[derive(Debug, Clone, Copy)]
#[doc(hidden)]
pub struct Usage {
    /// The name: `max_age`.
    pub name: &'static str,
    /// What it decides, in half a sentence.
    pub meaning: &'static str,
    /// How it is written in an attribute, with the code in back-ticks.
    pub example: &'static str,
    /// What holds without it.
    pub default: &'static str,
    /// What other CORS libraries call it.
    pub aliases: &'static [&'static str],
}

/// Makes the enum and its methods from the rows of the table.
macro_rules! arguments {
    ($($(#[$doc:meta])* $argument:ident: $usage:expr,)*) => {
        /// An argument of `#[cors(…)]`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Argument {
            $($(#[$doc])* $argument,)*
        }

        impl Argument {
            /// Every argument.
            pub const ALL: &[Argument] = &[$(Argument::$argument),*];

            /// The row of the argument.
            #[doc(hidden)]
            pub const fn usage(self) -> Usage {
                match self {
                    $(Argument::$argument => $usage,)*
                }
            }

            /// The name of the argument: `max_age`.
            pub const fn name(self) -> &'static str {
                self.usage().name
            }
        }
    };
}

arguments! {
    /// [`origins`](crate::Draft::origins)
    Origins: Usage {
        name: "origins",
        meaning: "who may read, and who may send",
        example: "`origins = \"https://app.example.com\"`, several as `origins(\"https://a.example\", regex = r\"…\", \
                  env = \"VAR\", with = path::to::function)`, or `origins = \"*\"`",
        default: "an error: there is no default",
        aliases: &[
            "allow_origin", "allow_origins", "allowed_origin", "allowed_origins", "allow_any_origin", "send_wildcard",
        ],
    },
    /// [`methods`](crate::Draft::methods)
    Methods: Usage {
        name: "methods",
        meaning: "the allowed methods, in addition to GET, HEAD and POST",
        example: "`methods(PUT, \"PURGE\")`",
        default: "the methods of the route",
        aliases: &["allow_method", "allow_methods", "allowed_method", "allowed_methods", "allow_any_method"],
    },
    /// [`headers`](crate::Draft::headers)
    Headers: Usage {
        name: "headers",
        meaning: "the request headers that are allowed",
        example: "`headers(\"content-type\", \"x-csrf-token\")`, or `headers = \"*\"`",
        default: "only those that need no permission",
        aliases: &[
            "allow_header", "allow_headers", "allowed_header", "allowed_headers", "allow_any_header", "request_headers",
        ],
    },
    /// [`expose`](crate::Draft::expose)
    Expose: Usage {
        name: "expose",
        meaning: "the response headers that scripts may read",
        example: "`expose(\"etag\", \"x-total-count\")`, or `expose = \"*\"`",
        default: "only those that scripts may always read",
        aliases: &["expose_header", "expose_headers", "exposed_headers", "expose_any_header", "response_headers"],
    },
    /// [`credentials`](crate::Draft::credentials)
    Credentials: Usage {
        name: "credentials",
        meaning: "whether scripts may read responses to requests with credentials",
        example: "`credentials`, or `credentials = true`",
        default: "only responses to requests without credentials",
        aliases: &["allow_credentials", "allowed_credentials", "supports_credentials", "with_credentials"],
    },
    /// [`max_age`](crate::Draft::max_age)
    MaxAge: Usage {
        name: "max_age",
        meaning: "how long a browser may keep the answer to a preflight",
        example: "`max_age = 600` (seconds), or with a unit `max_age = \"10m\"`",
        default: "browsers ask again after 5 seconds",
        aliases: &[],
    },
    /// [`timing`](crate::Draft::timing)
    Timing: Usage {
        name: "timing",
        meaning: "whether the same origins may read detailed timings",
        example: "`timing`",
        default: "no `Timing-Allow-Origin`",
        aliases: &["timing_allow_origin"],
    },
    /// [`enforce`](crate::Draft::enforce)
    Enforce: Usage {
        name: "enforce",
        meaning: "which requests from other, unlisted origins get 403",
        example: "`enforce = \"all\"`, or `enforce = false`; `\"writes\"` is the default",
        default: "those that may change something, and WebSockets",
        aliases: &["block_on_origin_mismatch"],
    },
    /// [`hosts`](crate::Draft::hosts)
    Hosts: Usage {
        name: "hosts",
        meaning: "the names of the server; requests to other names get 421",
        example: "`hosts(\"api.example.com\", \"localhost:*\")`",
        default: "`Host` is not checked",
        aliases: &[],
    },
    /// [`preflight_status`](crate::Draft::preflight_status)
    PreflightStatus: Usage {
        name: "preflight_status",
        meaning: "the status of an approved preflight",
        example: "`preflight_status = 200`",
        default: "204",
        aliases: &["options_success_status", "success_status"],
    },
    /// [`dangerously`](crate::Draft::dangerously)
    Dangerously: Usage {
        name: "dangerously",
        meaning: "the protections that are switched off",
        example: "`dangerously(insecure_origins)`",
        default: "origins of these five kinds are errors: `insecure_origins`, `shared_origins`, `public_suffixes`, `null_origin` and \
                  `unproven_regex`",
        aliases: &[],
    },
}
/// A protection that can be switched off, with the name that `dangerously(…)` uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Danger {
    /// Allow origins that anybody on the network can impersonate, with credentials.
    InsecureOrigins,
    /// Allow origins that strangers may share: those of local files, `file://` and `content://`, without credentials; and those of
    /// an app's own scheme, such as `app://example`, with credentials.
    SharedOrigins,
    /// Allow a public suffix and names below it, where anybody can have pages, with credentials.
    PublicSuffixes,
    /// Allow the origin `null`, which any site can send.
    NullOrigin,
    /// Allow what a regular expression matches, without proof of who owns it.
    UnprovenRegex,
}

impl Danger {
    /// Every switch.
    pub const ALL: &[Danger] = &[
        Danger::InsecureOrigins,
        Danger::SharedOrigins,
        Danger::PublicSuffixes,
        Danger::NullOrigin,
        Danger::UnprovenRegex,
    ];

    /// The name of the switch: `insecure_origins`.
    pub const fn name(self) -> &'static str {
        match self {
            Danger::InsecureOrigins => "insecure_origins",
            Danger::SharedOrigins => "shared_origins",
            Danger::PublicSuffixes => "public_suffixes",
            Danger::NullOrigin => "null_origin",
            Danger::UnprovenRegex => "unproven_regex",
        }
    }
}
