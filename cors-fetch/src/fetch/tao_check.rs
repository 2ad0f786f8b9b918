//! Whether scripts may see the detailed timings of a response.

use cors_core::Header;

use super::state::Tainting;
use crate::header::{Headers, split};

/// The [TAO check](https://fetch.spec.whatwg.org/#concept-tao-check), without the flag that remembers an earlier
/// failure. Unlike `Access-Control-Allow-Origin` this header takes a list.
pub(super) fn tao_check(origin: &str, tainting: Tainting, headers: &Headers) -> bool {
    let values = headers.get(Header::TimingAllowOrigin.name()).unwrap_or_default();
    tainting == Tainting::Basic || split(&values).any(|value| value == b"*" || value == origin.as_bytes())
}
