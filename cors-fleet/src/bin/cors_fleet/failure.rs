//! Why a command has failed, and its exit code.

use std::process::ExitCode;

use cors_fleet::{Error, ErrorKind};

/// Why a command has failed.
pub(crate) struct Failure {
    pub(crate) message: String,
    code: u8,
}

impl Failure {
    /// An argument or a file is not valid.
    pub(crate) fn argument(message: impl Into<String>) -> Self {
        Failure { message: message.into(), code: 2 }
    }

    /// There is no such policy or candidate.
    pub(crate) fn not_found(message: String) -> Self {
        Failure { message, code: 5 }
    }

    /// The code that `--help` lists.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.code)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let code = match error.kind() {
            ErrorKind::InvalidArgument | ErrorKind::File => 2,
            ErrorKind::Conflict => 3,
            ErrorKind::InvalidPolicy => 4,
            ErrorKind::UnknownPolicy | ErrorKind::UnknownVersion => 5,
            ErrorKind::NotShadowed => 6,
            _ => 1,
        };
        Failure { message: error.to_string(), code }
    }
}
