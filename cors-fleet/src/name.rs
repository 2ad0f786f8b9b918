//! Which names a policy may have.

use crate::error::{Error, ErrorKind};

/// The longest name, in bytes.
pub(crate) const LONGEST: usize = 64;

/// Checks the name of a policy: 1 to 64 ASCII letters, digits, `.`, `_` and `-`, with a letter or digit first.
///
/// # Errors
/// [`ErrorKind::InvalidArgument`].
pub(crate) fn check(name: &str) -> Result<(), Error> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    let starts_well = name.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric);
    if starts_well && name.len() <= LONGEST && name.bytes().all(allowed) {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::InvalidArgument,
        format!(
            "`{}` is not a valid policy name\nhelp: use 1 to {LONGEST} letters, digits, `.`, `_` and `-`, with a letter or \
             digit first",
            cors_core::__private::escape_for_log(name.as_bytes())
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_plain() {
        for name in ["partners", "a", "7", "tenant-42.eu_west", &"x".repeat(64)] {
            assert_eq!(check(name), Ok(()), "{name}");
        }
        for name in ["", "-a", ".a", "a b", "ä", "a\u{1b}[31m", &"x".repeat(65)] {
            let error = check(name).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidArgument);
            assert!(!error.to_string().contains('\u{1b}'), "{error}");
        }
    }
}
