//! Who may send: whether the handler runs for an actual request. A table in the documentation of `enforce` has the steps.

use crate::config::enforce::Enforce;
use crate::decision::denial::Denial;
use crate::decision::host;
use crate::decision::request::{CorsRequest, Line, line};
use crate::policy::Policy;
use crate::policy::compiled::Origins;
use crate::spec::header::RequestHeader;
use crate::spec::standard::is_safe_method;

/// The longest `Upgrade` line that is searched, in bytes. Browsers send `websocket`; a longer line counts as a handshake.
const MAX_UPGRADE: usize = 128;

/// Checks whether the handler may run. `allowed_by_predicate` says whether the application admits an origin that the policy does not
/// list.
///
/// # Errors
/// The step that refuses the request.
#[inline]
pub(crate) fn check<R: CorsRequest>(policy: &Policy, request: &R, allowed_by_predicate: bool) -> Result<(), Denial> {
    match policy.enforce() {
        Enforce::Never => Ok(()),
        Enforce::Writes if !is_write(request) => Ok(()),
        Enforce::Writes | Enforce::All => check_site(policy, request, allowed_by_predicate),
    }
}

/// Whether a request may change something, by its method, or opens a WebSocket
/// ([RFC 6455, 4.1](https://www.rfc-editor.org/rfc/rfc6455#section-4.1)).
#[inline]
pub(crate) fn is_write<R: CorsRequest>(request: &R) -> bool {
    !is_safe_method(request.method())
        || request.has(RequestHeader::Upgrade)
            && request.values(RequestHeader::Upgrade).any(|line| is_handshake(line.as_ref()))
}

fn is_handshake(upgrade: &[u8]) -> bool {
    upgrade.len() > MAX_UPGRADE || upgrade.windows(9).any(|word| word.eq_ignore_ascii_case(b"websocket"))
}

/// [`Sec-Fetch-Site`](https://w3c.github.io/webappsec-fetch-metadata/#sec-fetch-site-header) first, which scripts cannot
/// set, then the origin against the policy, then the origin against the host that was asked.
fn check_site<R: CorsRequest>(policy: &Policy, request: &R, allowed_by_predicate: bool) -> Result<(), Denial> {
    let site = line(request.values(RequestHeader::SecFetchSite));
    if let Some(Line::Single(site)) = &site
        && matches!(site.as_ref(), b"same-origin" | b"none")
    {
        return Ok(());
    }
    let origin = line(request.values(RequestHeader::Origin));
    let is_admitted = match &origin {
        Some(Line::Single(origin)) => allowed_by_predicate || policy.allows(origin.as_ref()),
        Some(Line::Repeated) | None => false,
    };
    // `*` admits senders without credentials.
    let has_cookies = is_admitted && policy.table().origins == Origins::Any && request.has(RequestHeader::Cookie);
    if is_admitted && !has_cookies {
        return Ok(());
    }
    let denial = match (site, origin) {
        // A proxy adds lines, browsers do not: no other reason says what to change.
        (_, Some(Line::Repeated)) => Denial::OriginRepeated,
        (Some(_), _) => Denial::SiteNotAllowed,
        (None, None) => return Ok(()),
        (None, Some(Line::Single(origin))) if host::is_origin_of(origin.as_ref(), request) => return Ok(()),
        (None, Some(Line::Single(_))) => Denial::OriginNotHost,
    };
    Err(if has_cookies { Denial::CookieNotAllowed } else { denial })
}
