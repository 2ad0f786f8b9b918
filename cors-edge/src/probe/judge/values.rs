//! Values of headers.

use std::collections::BTreeSet;

use cors_fetch::{Credentials, Response, cors_check};

use crate::probe::curl::shown;

/// The values of a header, joined by a comma.
pub(in crate::probe) fn value(response: &Response, name: &str) -> Option<String> {
    response.headers.get(name).map(|value| shown(&value))
}

/// The names in a list.
pub(super) fn names(response: &Response, name: &str) -> BTreeSet<String> {
    let value = response.headers.get(name).unwrap_or_default();
    let value = String::from_utf8_lossy(&value);
    value.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
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
