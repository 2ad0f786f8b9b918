//! Values of headers.

use std::collections::BTreeSet;

use cors_fetch::{Credentials, Response, cors_check};

use crate::probe::shown::shown;

/// The values of a header, joined by a comma.
pub(in crate::probe) fn value(response: &Response, name: &str) -> Option<String> {
    response.headers.get(name).map(|value| shown(&value))
}

/// The most names of a list that are looked at.
const NAMES: usize = 50;

/// The names in a list.
pub(super) fn names(response: &Response, name: &str) -> BTreeSet<String> {
    let value = response.headers.get(name).unwrap_or_default();
    let names = value.split(|byte| *byte == b',').map(<[u8]>::trim_ascii).filter(|name| !name.is_empty());
    names.take(NAMES).map(shown).collect()
}

/// The same in lower case.
pub(super) fn lower_case_names(response: &Response, name: &str) -> BTreeSet<String> {
    names(response, name).iter().map(|name| name.to_ascii_lowercase()).collect()
}

/// Whether `Vary` has this name, in lower case.
pub(in crate::probe) fn varies_on(response: &Response, name: &str) -> bool {
    let names = lower_case_names(response, "vary");
    names.contains(name) || names.contains("*")
}

/// Whether pages of the origin may read what the user may read.
pub(in crate::probe) fn admitted_with_credentials(response: &Response, page: &str) -> bool {
    cors_check(page, Credentials::Include, &response.headers).is_ok()
}
