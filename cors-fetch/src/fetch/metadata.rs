//! Fetch metadata: what browsers tell servers about where a request comes from.

use super::state::State;
use crate::header::Headers;
use crate::options::Mode;
use crate::site::{Relation, is_trustworthy};

/// The [fetch metadata headers](https://w3c.github.io/webappsec-fetch-metadata/#fetch-integration). Browsers send them
/// only where nobody on the network can read them.
pub(crate) fn metadata_headers(state: &State, is_preflight: bool) -> Headers {
    if !is_trustworthy(&state.url) {
        return Headers::new();
    }
    let site = match state.relation {
        _ if state.is_by_user => "none",
        Relation::SameOrigin => "same-origin",
        Relation::SameSite => "same-site",
        Relation::CrossSite => "cross-site",
    };
    let mode = if is_preflight { Mode::Cors } else { state.mode };
    let destination = if mode == Mode::Navigate { "document" } else { "empty" };
    [("sec-fetch-site", site), ("sec-fetch-mode", mode.name()), ("sec-fetch-dest", destination)].into_iter().collect()
}
