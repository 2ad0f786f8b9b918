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

const DIFFERS: &str = "The deployment differs from the code. Export the configuration of the gateway again (`cors-edge export`), or \
    correct this value by hand. If the code is wrong, change `#[cors]` and make the report again.";
const WHOLE_ORIGINS: &str = "Compare whole origins: exact ones, or a regular expression with `^`, `$` and `\\.` for each dot. \
    `cors-edge export` writes such a configuration. If the origin is meant, list it in `#[cors]` and make the report again.";
const NO_SECOND: &str = "Let only one place write CORS headers: remove them from the gateway, or export its configuration with \
    `cors-edge export`, which removes those of the application.";
const ANSWER_PREFLIGHTS: &str = "If the application answers, let the gateway pass OPTIONS requests on to it. If the gateway answers, \
    export its configuration with `cors-edge export`.";
const BEFORE_THE_LOGIN: &str = "Answer preflights before the login. In the application, pass its middleware to `around`: \
    `Cors::by_route().around(middleware)`. In a gateway, let OPTIONS requests with `Access-Control-Request-Method` pass its login.";
const FINAL_URL: &str = "Let pages call the final URL, and do not redirect OPTIONS requests. Often the scheme is http in place of https, \
    a slash at the end differs, or a login page is behind it.";
const ON_EVERY_RESPONSE: &str = "Write the headers on errors, too. In the application, pass middleware that answers by itself to \
    `around`: `Cors::by_route().around(middleware)`. In nginx, write `add_header … always`. In other gateways, add the headers to the \
    error pages of the gateway.";
const ON_THIS_ROUTE: &str = "Check that the gateway passes `Origin` on, and that headers are written on this route. Or export its \
    configuration again (`cors-edge export`).";
const VARY: &str = "Add `Origin` to `Vary` on every response of the route, those without CORS headers included. `cors-edge export` \
    writes such a configuration.";
const NOT_CACHED: &str = "Send `Vary: Origin` on every response of the route, and remove what is cached. Check that each cache in front \
    of the application takes `Vary` into account; some do only if they are told to.";
const HOST: &str = "Let the gateway refuse other names, or pass `Host` on as it is (nginx: `proxy_set_header Host $http_host;`), so the \
    application can.";
const AS_THEY_ARE: &str = "Let the gateway pass `Origin` and `Sec-Fetch-Site` on as they are. Check that the deployed program is the one \
    of the report.";
const UNAVAILABLE: &str = "Start the application, or correct its address in the gateway. Then probe again.";

kinds! {
    /// The gateway does not reach the application.
    Unavailable = "application-unavailable", High, UNAVAILABLE;
    /// A preflight gets no answer that a browser accepts: an error, or none at all.
    PreflightUnanswered = "preflight-unanswered", High, ANSWER_PREFLIGHTS;
    /// A preflight has to log in, which browsers cannot do: preflights carry no credentials.
    PreflightBehindLogin = "preflight-behind-login", High, BEFORE_THE_LOGIN;
    /// A request is redirected, which browsers do not follow for preflights, and without CORS headers for no request of a page.
    Redirected = "redirected", High, FINAL_URL;
    /// A listed origin is refused.
    OriginRefused = "origin-refused", High, DIFFERS;
    /// An origin that the policy does not list is allowed.
    OriginAdmitted = "origin-admitted", Medium, WHOLE_ORIGINS;
    /// The answer names another origin than the one that has asked, as a cache does that ignores `Vary`.
    AnswerForAnotherOrigin = "answer-for-another-origin", High, NOT_CACHED;
    /// A header that may be there once is there twice, or has two values in one line.
    HeaderRepeated = "header-repeated", High, NO_SECOND;
    /// Pages of a listed origin cannot use credentials, and the policy allows it.
    CredentialsLost = "credentials-lost", High, DIFFERS;
    /// Pages can use credentials, and the policy does not allow it.
    CredentialsAdded = "credentials-added", High, DIFFERS;
    /// A method of the policy is refused.
    MethodRefused = "method-refused", High, DIFFERS;
    /// A method is allowed that the policy does not allow.
    MethodAdded = "method-added", Medium, DIFFERS;
    /// A request header of the policy is refused.
    RequestHeaderRefused = "request-header-refused", High, DIFFERS;
    /// A request header is allowed that the policy does not allow.
    RequestHeaderAdded = "request-header-added", Medium, DIFFERS;
    /// Browsers keep the answer to a preflight for another time than the policy says.
    MaxAgeDiffers = "max-age-differs", Low, DIFFERS;
    /// The answer depends on the origin, and `Vary` does not say so: a cache may give it to other origins.
    VaryLost = "vary-lost", Medium, VARY;
    /// The server answers under a name that is not in `hosts`, which makes DNS rebinding possible.
    HostAdmitted = "host-admitted", Medium, HOST;
    /// The server refuses the name under which it is asked.
    HostRefused = "host-refused", High, "If `hosts` does not list this name, list it, or probe another URL. If it does, let the gateway \
        pass `Host` on as it is (nginx: `proxy_set_header Host $http_host;`).";
    /// A page of a listed origin cannot read a response.
    ResponseWithoutHeaders = "response-without-headers", High, ON_THIS_ROUTE;
    /// A page of a listed origin cannot read an error, so it sees a network error in its place.
    ErrorWithoutHeaders = "error-without-headers", Medium, ON_EVERY_RESPONSE;
    /// Pages cannot read a response header that the policy exposes.
    ExposedLost = "exposed-header-lost", Medium, DIFFERS;
    /// Pages can read a response header that the policy does not expose.
    ExposedAdded = "exposed-header-added", Medium, DIFFERS;
    /// `Timing-Allow-Origin` is not what the policy says.
    TimingDiffers = "timing-differs", Low, DIFFERS;
    /// A request from another site that the application has to refuse is served.
    RefusalLost = "refusal-lost", High, AS_THEY_ARE;
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
