//! What browsers say of a call that they refuse, and which reasons of the standard that may be.

use crate::engine::Engine;

/// Words that tell a line from others, and the ids of the reasons.
pub type Words = (&'static str, &'static [&'static str]);

/// Those of the console of an engine; none of WebKitGTK, whose console no driver can read.
pub fn words(engine: Engine) -> &'static [Words] {
    match engine {
        Engine::Chromium => CHROMIUM,
        Engine::Firefox => FIREFOX,
        Engine::WebKit => &[],
    }
}

/// The reasons that a line may be about.
pub fn reasons_in(line: &str, words: &'static [Words]) -> Option<&'static [&'static str]> {
    words.iter().find(|(words, _)| line.contains(words)).map(|(_, ids)| *ids)
}

/// What script gets for what it may not ask for; of all the rest the error says nothing.
pub const SCRIPT_ERRORS: &[Words] = &[
    // Chromium
    ("Failed to execute", &["script"]),
    // Firefox
    ("Window.fetch: Invalid request method", &["script"]),
    // WebKit
    ("Method is forbidden", &["script"]),
    ("Method must be GET, POST or HEAD", &["script"]),
    ("ReadableStream uploading is not supported", &["script"]),
];

/// `http-1` is Chromium's own.
const CHROMIUM: &[Words] = &[
    ("No 'Access-Control-Allow-Origin' header is present", &["allow-origin-missing"]),
    ("that is not equal to the supplied origin", &["allow-origin-other"]),
    ("contains multiple values", &["allow-origin-repeated"]),
    ("must not be the wildcard '*'", &["allow-origin-any"]),
    ("'Access-Control-Allow-Credentials' header in the response is ''", &["allow-credentials-missing"]),
    ("'Access-Control-Allow-Credentials' header in the response is '", &["allow-credentials-other"]),
    ("It does not have HTTP ok status", &["preflight-status"]),
    ("Redirect is not allowed for a preflight request", &["preflight-status"]),
    ("Cannot parse Access-Control-Allow-Methods", &["allow-methods-malformed"]),
    ("Cannot parse Access-Control-Allow-Headers", &["allow-headers-malformed"]),
    ("is not allowed by Access-Control-Allow-Methods", &["method-not-allowed"]),
    ("is not allowed by Access-Control-Allow-Headers", &["header-not-allowed"]),
    ("contains a username and password", &["location-credentials"]),
    ("only supported for protocol schemes", &["location-scheme"]),
    ("Request mode is \"same-origin\"", &["mode-same-origin"]),
    ("net::ERR_TOO_MANY_REDIRECTS", &["too-many-redirects"]),
    ("net::ERR_RESPONSE_HEADERS_MULTIPLE_LOCATION", &["location-repeated"]),
    ("net::ERR_INVALID_REDIRECT", &["location-malformed"]),
    ("net::ERR_ALPN_NEGOTIATION_FAILED", &["http-1"]),
];

const FIREFOX: &[Words] = &[
    ("CORS header ‘Access-Control-Allow-Origin’ missing", &["allow-origin-missing"]),
    ("CORS header ‘Access-Control-Allow-Origin’ does not match ‘", &["allow-origin-other", "allow-origin-repeated"]),
    ("Credential is not supported if the CORS header ‘Access-Control-Allow-Origin’ is ‘*’", &["allow-origin-any"]),
    (
        "expected ‘true’ in CORS header ‘Access-Control-Allow-Credentials’",
        &["allow-credentials-missing", "allow-credentials-other"],
    ),
    ("CORS preflight response did not succeed", &["preflight-status"]),
    ("Did not find method in CORS header ‘Access-Control-Allow-Methods’", &["method-not-allowed"]),
    ("’ in CORS header ‘Access-Control-Allow-Methods’", &["allow-methods-malformed"]),
    ("’ in CORS header ‘Access-Control-Allow-Headers’", &["allow-headers-malformed"]),
    ("is not allowed according to header ‘Access-Control-Allow-Headers’", &["header-not-allowed"]),
    ("CORS request external redirect not allowed", &["preflight-status"]),
    ("CORS request not http", &["location-scheme"]),
];
