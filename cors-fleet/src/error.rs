//! What can go wrong with a store, in words for the person who runs it.

use std::error;
use std::fmt;

/// What kind of thing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The store has no policy of this name.
    UnknownPolicy,
    /// The policy has no version of this number.
    UnknownVersion,
    /// A policy breaks a rule, or its text cannot be parsed.
    InvalidPolicy,
    /// An argument is not valid: a name, an author, a reason, an address.
    InvalidArgument,
    /// A file cannot be read or written.
    File,
    /// The database cannot be reached, or does not answer in time.
    Unreachable,
    /// The database answers with an error.
    Database,
    /// The database has no tables of this crate, or newer ones.
    Schema,
    /// Somebody else has published a version in the meantime.
    Conflict,
    /// The draft has not run in the shadow as it must have before it is published.
    NotShadowed,
    /// The store does not have the versions that were followed before.
    Diverged,
}

/// What went wrong with a store. Its `Display` says it in full, with what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    message: String,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Error { kind, message: message.into() }
    }

    /// What kind of thing went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl error::Error for Error {}
