//! How a request is sent: to its own origin, to another one without permission, or with permission.

use std::time::Duration;

use cors_core::__private::is_cors_safelisted_method;

use super::state::{Next, State, Tainting};
use crate::header::cors_unsafe_request_header_names;
use crate::options::{Mode, Redirect};
use crate::preflight_cache::PreflightCache;
use crate::reason::Reason;
use crate::site::Relation;

/// How [main fetch](https://fetch.spec.whatwg.org/#main-fetch) gets a response, also after every redirect. Tainting
/// never goes back, so a redirect to the page's own origin does not replace permission.
pub(crate) fn main_fetch(state: &mut State, cache: &PreflightCache, now: Duration) -> Result<Next, Reason> {
    state.relation = state.relation.max(Relation::of(&state.page, &state.url));
    if state.tainting == Tainting::Basic && state.page == state.url.origin() {
        return Ok(Next::Send);
    }
    match state.mode {
        Mode::Navigate | Mode::WebSocket => Ok(Next::Send),
        Mode::SameOrigin => Err(Reason::ModeSameOrigin),
        Mode::NoCors if state.redirect != Redirect::Follow => Err(Reason::NoCorsRedirectMode),
        Mode::NoCors => {
            state.tainting = Tainting::Opaque;
            Ok(Next::Send)
        }
        Mode::Cors => {
            state.tainting = Tainting::Cors;
            Ok(cors_fetch(state, cache, now))
        }
    }
}

/// Asks for permission first if it is needed ([main fetch](https://fetch.spec.whatwg.org/#main-fetch)) and not in the
/// cache ([HTTP fetch](https://fetch.spec.whatwg.org/#http-fetch)).
fn cors_fetch(state: &mut State, cache: &PreflightCache, now: Duration) -> Next {
    let needs_method = state.use_cors_preflight || !is_cors_safelisted_method(&state.method);
    let names = cors_unsafe_request_header_names(&state.headers);
    state.makes_cors_preflight |= needs_method || !names.is_empty();
    let key = state.cache_key();
    let is_method_allowed = !needs_method || cache.allows_method(&key, &state.method, now);
    let are_headers_allowed = names.iter().all(|name| cache.allows_header(&key, name, now));
    if is_method_allowed && are_headers_allowed { Next::Send } else { Next::Preflight }
}
