//! The file → what is asked for.

use std::fs;
use std::path::Path;

use cors_actix::Draft;
use serde::Deserialize;

/// What the file asks for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Drafts {
    pub(super) items: Draft,
    pub(super) account: Draft,
}

/// Reads the file; nothing is known yet about whether it makes sense.
pub(super) fn read(file: &Path) -> Result<Drafts, String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    toml::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))
}
