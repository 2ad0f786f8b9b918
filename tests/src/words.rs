//! What the rows of test data call the options of a request and the types of a response: the words of `fetch(url, init)`.

use cors_fetch::{Body, Credentials, Mode, Redirect, ResponseType};

/// # Panics
/// If there is no such mode.
pub fn credentials(word: Option<&str>) -> Credentials {
    match word {
        None | Some("same-origin") => Credentials::SameOrigin,
        Some("include") => Credentials::Include,
        Some("omit") => Credentials::Omit,
        Some(other) => panic!("there is no credentials mode {other}"),
    }
}

/// # Panics
/// If there is no such mode.
pub fn mode(word: Option<&str>) -> Mode {
    match word {
        None | Some("cors") => Mode::Cors,
        Some("no-cors") => Mode::NoCors,
        Some("same-origin") => Mode::SameOrigin,
        Some("navigate") => Mode::Navigate,
        Some(other) => panic!("there is no mode {other}"),
    }
}

/// # Panics
/// If there is no such mode.
pub fn redirect(word: Option<&str>) -> Redirect {
    match word {
        None | Some("follow") => Redirect::Follow,
        Some("error") => Redirect::Error,
        Some("manual") => Redirect::Manual,
        Some(other) => panic!("there is no redirect mode {other}"),
    }
}

/// What script gives for a body; of a blob with its type: `blob image/png`.
///
/// # Panics
/// If there is no such thing.
pub fn body(word: &str) -> Body {
    match word {
        "text" => Body::Text,
        "url-encoded" => Body::UrlEncoded,
        "form-data" => Body::FormData,
        "bytes" => Body::Bytes,
        "stream" => Body::Stream,
        other => match other.strip_prefix("blob ") {
            Some(kind) => Body::Blob(kind.to_owned()),
            None => panic!("there is no body {other}"),
        },
    }
}

/// What script sees as the `type` of a response.
pub fn response_type(response_type: ResponseType) -> &'static str {
    match response_type {
        ResponseType::Basic => "basic",
        ResponseType::Cors => "cors",
        ResponseType::Opaque => "opaque",
        ResponseType::OpaqueRedirect => "opaqueredirect",
    }
}
