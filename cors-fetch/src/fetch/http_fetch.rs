//! What a browser makes of a response that is not one to a preflight.

use std::time::Duration;

use super::cors_check::cors_check;
use super::redirect::http_redirect_fetch;
use super::state::{Next, State, Tainting};
use super::tao_check::tao_check;
use crate::options::Redirect;
use crate::preflight_cache::PreflightCache;
use crate::reason::Reason;
use crate::response::{FilteredResponse, Response, ResponseType, visible_headers};

/// The rest of [HTTP fetch](https://fetch.spec.whatwg.org/#http-fetch). Redirects and errors must pass the CORS check
/// like any other response.
pub(crate) fn http_fetch(
    state: &mut State,
    response: &Response,
    cache: &PreflightCache,
    now: Duration,
) -> Result<Next, Reason> {
    if state.tainting == Tainting::Cors {
        cors_check(state.origin(), state.credentials, &response.headers)?;
    }
    state.timing_allow_failed |= !tao_check(state.origin(), state.tainting, &response.headers);
    if !matches!(response.status, 301 | 302 | 303 | 307 | 308) {
        return Ok(Next::Done(filter(state, response)));
    }
    match state.redirect {
        Redirect::Error => Err(Reason::RedirectMode),
        Redirect::Manual => Ok(Next::Done(filtered(state, response, ResponseType::OpaqueRedirect))),
        Redirect::Follow => {
            let next = http_redirect_fetch(state, response, cache, now)?;
            Ok(next.unwrap_or_else(|| Next::Done(filter(state, response))))
        }
    }
}

/// How [main fetch](https://fetch.spec.whatwg.org/#main-fetch) filters a response.
fn filter(state: &State, response: &Response) -> FilteredResponse {
    let response_type = match state.tainting {
        Tainting::Basic => ResponseType::Basic,
        Tainting::Cors => ResponseType::Cors,
        Tainting::Opaque => ResponseType::Opaque,
    };
    filtered(state, response, response_type)
}

fn filtered(state: &State, response: &Response, response_type: ResponseType) -> FilteredResponse {
    let is_opaque = response_type == ResponseType::Opaque;
    let hides_status = is_opaque || response_type == ResponseType::OpaqueRedirect;
    FilteredResponse {
        response_type,
        status: if hides_status { 0 } else { response.status },
        headers: visible_headers(response, response_type, state.credentials),
        url: (!is_opaque).then(|| state.url.clone()),
        redirected: !is_opaque && state.redirect_count > 0,
        timing_allowed: !state.timing_allow_failed,
    }
}
