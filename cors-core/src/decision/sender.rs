//! Who may send: whether the handler runs for an actual request. A table in the documentation of `enforce` has the steps.

use crate::config::enforce::Enforce;
use crate::decision::denial::Denial;
use crate::decision::host;
use crate::decision::request::{Head, Line, line};
use crate::policy::Policy;
use crate::policy::compiled::Origins;
use crate::spec::header::RequestHeader;

/// The longest `Upgrade` line that is searched, in bytes. Browsers send `websocket`; a longer line counts as a handshake.
const MAX_UPGRADE: usize = 128;

/// Checks whether the handler may run. `vouched` says whether the application admits an origin that the policy does not
/// list.
///
/// # Errors
/// The step that refuses the request.
#[inline]
pub(crate) fn check<H: Head>(policy: &Policy, head: &H, vouched: bool) -> Result<(), Denial> {
    match policy.enforce() {
        Enforce::Never => Ok(()),
        Enforce::Writes if !is_write(head) => Ok(()),
        Enforce::Writes | Enforce::All => check_site(policy, head, vouched),
    }
}

/// Whether a request may change something, by its method
/// ([RFC 9110, 9.2.1](https://www.rfc-editor.org/rfc/rfc9110#section-9.2.1)), or opens a WebSocket
/// ([RFC 6455, 4.1](https://www.rfc-editor.org/rfc/rfc6455#section-4.1)).
#[inline]
pub(crate) fn is_write<H: Head>(head: &H) -> bool {
    !matches!(head.method(), "GET" | "HEAD" | "OPTIONS" | "QUERY")
        || head.has(RequestHeader::Upgrade)
            && head.values(RequestHeader::Upgrade).any(|line| is_handshake(line.as_ref()))
}

fn is_handshake(upgrade: &[u8]) -> bool {
    upgrade.len() > MAX_UPGRADE || upgrade.windows(9).any(|word| word.eq_ignore_ascii_case(b"websocket"))
}

/// [`Sec-Fetch-Site`](https://w3c.github.io/webappsec-fetch-metadata/#sec-fetch-site-header) first, which scripts cannot
/// set, then the origin against the policy, then the origin against the host that was asked.
fn check_site<H: Head>(policy: &Policy, head: &H, vouched: bool) -> Result<(), Denial> {
    let site = line(head.values(RequestHeader::SecFetchSite));
    if let Some(Line::Single(site)) = &site
        && matches!(site.as_ref(), b"same-origin" | b"none")
    {
        return Ok(());
    }
    let origin = line(head.values(RequestHeader::Origin));
    let is_admitted = match &origin {
        Some(Line::Single(origin)) => vouched || policy.admits(origin.as_ref()),
        Some(Line::Repeated) | None => false,
    };
    // `*` admits senders without credentials.
    let has_cookies = is_admitted && policy.table().origins == Origins::Any && head.has(RequestHeader::Cookie);
    if is_admitted && !has_cookies {
        return Ok(());
    }
    let denial = match (site, origin) {
        // A proxy adds lines, browsers do not: no other reason says what to change.
        (_, Some(Line::Repeated)) => Denial::OriginRepeated,
        (Some(_), _) => Denial::SiteNotAllowed,
        (None, None) => return Ok(()),
        (None, Some(Line::Single(origin))) if host::is_origin_of(origin.as_ref(), head) => return Ok(()),
        (None, Some(Line::Single(_))) => Denial::OriginNotHost,
    };
    Err(if has_cookies { Denial::CookieNotAllowed } else { denial })
}
