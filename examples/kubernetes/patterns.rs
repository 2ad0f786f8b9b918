//! The values of `--cors-allowed-origins` → the policy.

use cors_actix::draft::OriginEntry;
use cors_actix::violation::{Syntax, Violations};
use cors_actix::{Draft, Policy};

/// The policy for the patterns in these values, each of which lists some between commas; `None` if there are none.
pub(super) fn policy<'v>(values: impl Iterator<Item = &'v str>) -> Result<Option<Policy>, Violations> {
    let patterns = values.filter(|value| !value.is_empty()).flat_map(|value| value.split(','));
    let patterns: Vec<_> = patterns.map(|pattern| OriginEntry::Regex(pattern.to_owned())).collect();
    if patterns.is_empty() {
        return Ok(None);
    }
    let draft = Draft::new()
        .syntax(Syntax::Values)
        .origins(patterns)
        .methods(["POST", "GET", "OPTIONS", "PUT", "DELETE", "PATCH"])
        .headers(["content-type", "x-csrf-token", "authorization", "x-requested-with", "if-modified-since"])
        .expose(["date"])
        .credentials(true);
    draft.check().map(Some)
}
