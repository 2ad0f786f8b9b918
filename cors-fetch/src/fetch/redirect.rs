//! Where a redirect leads, and what becomes of the request.

use std::time::Duration;

use cors_core::__private::is_non_wildcard_request_header;

use super::main_fetch::main_fetch;
use super::state::{Next, State, Tainting};
use crate::body::Body;
use crate::options::Mode;
use crate::preflight_cache::PreflightCache;
use crate::reason::Reason;
use crate::response::Response;
use crate::standard::is_request_body_header;
use crate::url::{Url, UrlError};

/// How many redirects are followed.
const MAX_REDIRECTS: usize = 20;

/// <https://fetch.spec.whatwg.org/#http-redirect-fetch>. `None` if the response does not say where to.
pub(super) fn http_redirect_fetch(
    state: &mut State,
    response: &Response,
    cache: &PreflightCache,
    now: Duration,
) -> Result<Option<Next>, Reason> {
    let Some(location) = location_url(state, response)? else { return Ok(None) };
    if state.redirect_count == MAX_REDIRECTS {
        return Err(Reason::TooManyRedirects);
    }
    // The second condition catches another origin that redirects back to the page's with a password of its choice.
    let is_cross_origin = state.mode == Mode::Cors && state.page != location.origin();
    if location.includes_credentials() && (is_cross_origin || state.tainting == Tainting::Cors) {
        return Err(Reason::LocationCredentials { location: location.to_string() });
    }
    if response.status != 303 && state.body.as_ref().is_some_and(Body::is_stream) {
        return Err(Reason::RedirectedStream { status: response.status });
    }
    if becomes_get(&state.method, response.status) {
        "GET".clone_into(&mut state.method);
        state.body = None;
        state.headers.delete(is_request_body_header);
    }
    if location.origin() != state.url.origin() {
        // The redirecting server decides where this would be sent.
        state.headers.delete(is_non_wildcard_request_header);
        // Another origin sends the request on to a third one. The page did not choose that one, so it is not named.
        state.is_redirect_tainted |= state.page != state.url.origin();
    }
    state.redirect_count += 1;
    state.url = location;
    main_fetch(state, cache, now).map(Some)
}

/// <https://fetch.spec.whatwg.org/#concept-response-location-url>
fn location_url(state: &State, response: &Response) -> Result<Option<Url>, Reason> {
    let mut values = response.headers.values("location");
    let Some(location) = values.next() else { return Ok(None) };
    let location = String::from_utf8_lossy(location).into_owned();
    if values.next().is_some() {
        return Err(Reason::LocationRepeated);
    }
    state.url.join(&location).map(Some).map_err(|error| match error {
        UrlError::Scheme => Reason::LocationScheme { location },
        UrlError::Malformed => Reason::LocationMalformed { location },
    })
}

/// Whether a redirect turns the request into a GET. Browsers did that with forms long before there was a standard for
/// it.
fn becomes_get(method: &str, status: u16) -> bool {
    match status {
        301 | 302 => method == "POST",
        303 => !matches!(method, "GET" | "HEAD"),
        _ => false,
    }
}
