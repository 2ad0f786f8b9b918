//! Where a draft keeps the value of each argument.

use crate::config::Draft;
use crate::config::argument::{Argument, Danger};
use crate::config::enforce::Enforce;
use crate::config::max_age::MaxAge;
use crate::config::origin_entry::OriginEntry;

/// The value of an argument in a draft. The variant says what values the argument takes.
#[derive(Debug)]
#[doc(hidden)]
pub enum Field<'a> {
    /// Entries of `origins`.
    Origins(&'a mut Vec<OriginEntry>),
    /// Names of methods, which an attribute writes as words.
    Methods(&'a mut Vec<String>),
    /// Names of headers.
    HeaderNames(&'a mut Vec<String>),
    /// Names of the server, at least one.
    Hosts(&'a mut Vec<String>),
    /// Yes or no.
    Flag(&'a mut bool),
    /// A lifetime.
    MaxAge(&'a mut Option<MaxAge>),
    /// Which requests are refused.
    Enforce(&'a mut Option<Enforce>),
    /// The status of a response.
    Status(&'a mut Option<u16>),
    /// Protections to switch off.
    Dangers(&'a mut Vec<Danger>),
}

impl<'a> Field<'a> {
    /// The field of `draft` for an argument.
    pub fn of(argument: Argument, draft: &'a mut Draft) -> Self {
        match argument {
            Argument::Origins => Field::Origins(&mut draft.origins),
            Argument::Methods => Field::Methods(&mut draft.methods),
            Argument::Headers => Field::HeaderNames(&mut draft.headers),
            Argument::Expose => Field::HeaderNames(&mut draft.expose),
            Argument::Credentials => Field::Flag(&mut draft.credentials),
            Argument::MaxAge => Field::MaxAge(&mut draft.max_age),
            Argument::Timing => Field::Flag(&mut draft.timing),
            Argument::Enforce => Field::Enforce(&mut draft.enforce),
            Argument::Hosts => Field::Hosts(&mut draft.hosts),
            Argument::PreflightStatus => Field::Status(&mut draft.preflight_status),
            Argument::Dangerously => Field::Dangers(&mut draft.dangerously),
        }
    }
}
