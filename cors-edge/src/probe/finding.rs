//! What a probe has found.

use std::fmt;

use serde::Serialize;

/// What a deployment does otherwise than its report says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// What it is.
    pub kind: FindingKind,
    /// How bad it is; of several answers, the worst.
    pub severity: Severity,
    /// Method and path: `PUT /items/{id}`.
    pub route: String,
    /// What is wrong, in one sentence, with the values of the first answer.
    pub message: String,
    /// What to do.
    pub fix: &'static str,
    /// The requests that show it.
    pub evidence: Vec<Evidence>,
}

/// A request, and the answer that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Evidence {
    /// What was asked for: an origin, a method or the name of a header.
    pub about: String,
    /// The request, as a command of curl.
    pub request: String,
    /// Status and headers of the answer, as far as they are about CORS. Long values are cut.
    pub answer: String,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something costs time or leaves no trace in a browser. A note in SARIF.
    Low,
    /// A page that should work does not, or a page reads what it should not, without credentials. A warning in SARIF.
    Medium,
    /// Pages of other sites read what the user may read, or change it, or the application does not work in browsers. An error in
    /// SARIF.
    High,
}

macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $name:ident = $id:literal, $severity:ident, $fix:expr;)*) => {
        /// What a finding is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[non_exhaustive]
        pub enum FindingKind {
            $($(#[doc = $doc])* #[serde(rename = $id)] $name,)*
        }

        impl FindingKind {
            /// All kinds.
            pub const ALL: &[FindingKind] = &[$(FindingKind::$name),*];

            /// Its name in JSON and SARIF.
            pub const fn id(self) -> &'static str {
                match self { $(FindingKind::$name => $id),* }
            }

            /// What it means, in one sentence.
            pub const fn meaning(self) -> &'static str {
                match self { $(FindingKind::$name => concat!($($doc),*).trim_ascii()),* }
            }

            /// How bad it is, unless an answer makes it better or worse.
            pub const fn severity(self) -> Severity {
                match self { $(FindingKind::$name => Severity::$severity),* }
            }

            /// What to do.
            pub const fn fix(self) -> &'static str {
                match self { $(FindingKind::$name => $fix),* }
            }
        }
    };
}

const ONE_ANSWERS: &str = "Let one place answer: export the configuration of the gateway again with `cors-edge export`, or let it pass \
    everything on with `--answers application`. If the code is what is wrong, change `#[cors]` and make the report again.";
const NO_SECOND: &str = "Let only one place write CORS headers: remove them from the gateway, or export its configuration with \
    `cors-edge export`, which removes those of the application.";
const NOT_THE_APPLICATION: &str = "Let the gateway pass OPTIONS requests with `Access-Control-Request-Method` on to the application, or \
    export its configuration with `cors-edge export`.";
const ON_EVERY_RESPONSE: &str = "Pass middleware that answers by itself to `Cors::…around(…)`. In nginx, write `add_header … always`. \
    In a gateway, write the headers on its own error pages, too.";
const VARY: &str = "Add the names to `Vary`, on every response of the route, those without CORS headers included. \
    `cors-edge export` does it.";

kinds! {
    /// A preflight gets no answer that a browser accepts: an error, or none at all.
    PreflightUnanswered = "preflight-unanswered", High, NOT_THE_APPLICATION;
    /// A preflight has to log in, which browsers cannot do: preflights carry no credentials.
    PreflightBehindLogin = "preflight-behind-login", High, "Answer preflights before authentication: pass its middleware to \
        `Cors::…around(…)`, and let the gateway pass OPTIONS requests on without a login.";
    /// A request is redirected, which browsers do not follow for preflights, and without CORS headers for no request of a page.
    Redirected = "redirected", High, "Let pages call the final URL, and do not redirect OPTIONS requests. Often the scheme is http in \
        place of https, a slash at the end differs, or a login page is behind it.";
    /// A listed origin is refused.
    OriginRefused = "origin-refused", High, ONE_ANSWERS;
    /// An origin that the policy does not list is admitted.
    OriginAdmitted = "origin-admitted", Medium, ONE_ANSWERS;
    /// The answer names another origin than the one that has asked, as a cache does that ignores `Vary`.
    AnswerForAnotherOrigin = "answer-for-another-origin", High, "Send `Vary: Origin` on every response of the route, and remove what was \
        cached. Check that the cache in front of the application obeys `Vary`; some take it into account only if they are told.";
    /// A header that may be there once is there twice, or has two values in one line.
    HeaderRepeated = "header-repeated", High, NO_SECOND;
    /// Requests with cookies are not allowed, and the policy allows them.
    CredentialsLost = "credentials-lost", High, ONE_ANSWERS;
    /// Requests with cookies are allowed, and the policy does not allow them.
    CredentialsAdded = "credentials-added", High, ONE_ANSWERS;
    /// A method of the policy is refused.
    MethodRefused = "method-refused", High, ONE_ANSWERS;
    /// A method is allowed that the policy does not allow.
    MethodAdded = "method-added", Medium, ONE_ANSWERS;
    /// A request header of the policy is refused.
    RequestHeaderRefused = "request-header-refused", High, ONE_ANSWERS;
    /// A request header is allowed that the policy does not allow.
    RequestHeaderAdded = "request-header-added", Medium, ONE_ANSWERS;
    /// Browsers keep the answer to a preflight for another time than the policy says.
    MaxAgeDiffers = "max-age-differs", Low, ONE_ANSWERS;
    /// `Vary` does not say which request headers the answer depends on, so a cache gives it to other origins.
    VaryLost = "vary-lost", Medium, VARY;
    /// The server answers under a name that is not in `hosts`, which makes DNS rebinding possible.
    HostAdmitted = "host-admitted", Medium, "Let the gateway pass `Host` on as it is, or let it refuse other names. In nginx: \
        `proxy_set_header Host $http_host;`.";
    /// A page of a listed origin cannot read a response.
    ResponseWithoutHeaders = "response-without-headers", High, ONE_ANSWERS;
    /// A page of a listed origin cannot read an error, so it sees a network error in its place.
    ErrorWithoutHeaders = "error-without-headers", Medium, ON_EVERY_RESPONSE;
    /// Pages cannot read a response header that the policy exposes.
    ExposedLost = "exposed-header-lost", Medium, ONE_ANSWERS;
    /// Pages can read a response header that the policy does not expose.
    ExposedAdded = "exposed-header-added", Medium, ONE_ANSWERS;
    /// `Timing-Allow-Origin` is not what the policy says.
    TimingDiffers = "timing-differs", Low, ONE_ANSWERS;
    /// A request of another site that the application has to refuse is served.
    RefusalLost = "refusal-lost", High, "Let the gateway pass `Origin` and `Sec-Fetch-Site` on as they are. Check that the deployed \
        program is the one of the report.";
}

impl Severity {
    /// Its name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Severity::Low => "low",
            Severity::Medium => "medium",
            Severity::High => "high",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
