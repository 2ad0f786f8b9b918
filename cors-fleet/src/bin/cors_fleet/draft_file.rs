//! Reads the draft that is to be published.

use std::fs;
use std::io;
use std::path::Path;

use cors_fleet::{Definition, ErrorKind};

use crate::failure::Failure;

/// Reads the draft of a policy: its table in the file, or else the whole file.
pub(crate) fn read(file: &Path, policy: &str) -> Result<Definition, Failure> {
    let text = if file == Path::new("-") { io::read_to_string(io::stdin()) } else { fs::read_to_string(file) };
    let text = text.map_err(|error| Failure::argument(format!("cannot read `{}`: {error}", file.display())))?;
    if file.extension().is_some_and(|extension| extension == "json") {
        return Ok(Definition::from_json(&text)?);
    }
    let definition = match Definition::from_toml_table(&text, policy) {
        Err(error) if error.kind() == ErrorKind::UnknownPolicy => Definition::from_toml(&text),
        definition => definition,
    };
    definition.map_err(|error| {
        let mut failure = Failure::from(error);
        failure.message = format!("`{}` is not valid\n{}", file.display(), failure.message);
        failure
    })
}
