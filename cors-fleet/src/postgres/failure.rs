//! Errors of the database, in words.

use std::error::Error as _;
use std::io;
use std::time::Duration;

use rustls::CertificateError;
use tokio::time::timeout;
use tokio_postgres::error::SqlState;

use crate::error::{Error, ErrorKind};

/// Words for an error of the database.
#[expect(clippy::needless_pass_by_value, reason = "it is given to `map_err`")]
pub(crate) fn database(error: tokio_postgres::Error) -> Error {
    let Some(answer) = error.as_db_error() else {
        if let Some(reason) = distrust(&error) {
            return Error::new(
                ErrorKind::Unreachable,
                format!("the certificate of the database is not trusted: {reason}"),
            );
        }
        let reason = error.source().map_or_else(|| error.to_string(), |source| format!("{error}: {source}"));
        return Error::new(ErrorKind::Unreachable, format!("the database cannot be reached: {reason}"));
    };
    let starts_or_stops = [
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::TOO_MANY_CONNECTIONS,
    ];
    if starts_or_stops.contains(answer.code()) {
        return Error::new(ErrorKind::Unreachable, format!("the database is not available: {}", answer.message()));
    }
    let mut message = format!("the database refuses: {}", answer.message());
    if let Some(detail) = answer.detail() {
        message = format!("{message} ({detail})");
    }
    if let Some(hint) = answer.hint() {
        message = format!("{message}\nhelp: {hint}");
    }
    Error::new(ErrorKind::Database, message)
}

/// Why the certificate of the database is not trusted, if it is not, with what to do.
fn distrust(error: &tokio_postgres::Error) -> Option<String> {
    let error = error.source()?.downcast_ref::<io::Error>()?.get_ref()?.downcast_ref()?;
    let rustls::Error::InvalidCertificate(reason) = error else { return None };
    Some(match reason {
        CertificateError::UnknownIssuer => {
            "none of the root certificates has signed it\nhelp: name the file with the one that has: \
                                            `root_certificates`, or `--root-certificates` on the command line"
                .to_owned()
        }
        CertificateError::NotValidForNameContext { .. } => {
            format!("{reason}\nhelp: write a name of the certificate into the address of the database")
        }
        other => other.to_string(),
    })
}

/// Waits for the database, but not forever.
///
/// # Errors
/// Its own, or [`ErrorKind::Unreachable`] if it takes longer.
pub(crate) async fn within<T>(longest: Duration, answer: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let late = |_| {
        let seconds = longest.as_secs_f32();
        Error::new(ErrorKind::Unreachable, format!("the database has not answered within {seconds} s"))
    };
    timeout(longest, answer).await.map_err(late)?
}
