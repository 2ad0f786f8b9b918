//! The [public suffix list](https://publicsuffix.org). The list is code, a quarter of a million lines once it is
//! compiled, and generic: it is named here alone, so it is compiled once.

use psl::{Info, Psl};

use crate::origin::shared_hosts;

/// The public suffix of a name, or the [shared host](shared_hosts) that it ends in, and whether a list names it or it is taken for
/// one by default.
pub(crate) fn suffix(name: &str) -> Option<(&str, bool)> {
    if let Some(shared) = shared_hosts::suffix(name) {
        return Some((shared, true));
    }
    let suffix = List.suffix(name.as_bytes())?.trim();
    Some((std::str::from_utf8(suffix.as_bytes()).ok()?, suffix.is_known()))
}

/// The domain of one owner that a name lies in: its [suffix], and the label in front of it.
pub(crate) fn owned_domain(name: &str) -> Option<&str> {
    let Some(shared) = shared_hosts::suffix(name) else { return registrable_domain(name) };
    let labels = name.strip_suffix(shared)?.strip_suffix('.')?;
    name.get(labels.rfind('.').map_or(0, |dot| dot + 1)..)
}

/// The registrable domain of a name as browsers know it: its public suffix, and the label in front of it.
pub fn registrable_domain(name: &str) -> Option<&str> {
    std::str::from_utf8(List.domain(name.as_bytes())?.trim().as_bytes()).ok()
}

/// Whether the suffix of every name that ends in a dot and `domain` lies within `domain`: a look-up that did not ask
/// for the label in front of `domain` cannot depend on it.
pub(crate) fn is_decided_within(domain: &str) -> bool {
    if shared_hosts::has_suffix_below(domain) {
        return false;
    }
    let mut asked = false;
    let in_front = std::iter::from_fn(|| {
        asked = true;
        None
    });
    find(&mut domain.rsplit('.').map(str::as_bytes).chain(in_front));
    !asked
}

struct List;

impl Psl for List {
    fn find<'a, T: Iterator<Item = &'a [u8]>>(&self, mut labels: T) -> Info {
        find(&mut labels)
    }
}

fn find(labels: &mut dyn Iterator<Item = &[u8]>) -> Info {
    psl::List.find(labels)
}
