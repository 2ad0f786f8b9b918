//! The [public suffix list](https://publicsuffix.org). The list is code, a quarter of a million lines once it is
//! compiled, and generic: it is named here alone, so it is compiled once.

use psl::{Info, Psl};

/// The public suffix of a name, and whether the list names it or takes it for one by default.
#[cfg(feature = "regex")]
pub(crate) fn suffix(name: &str) -> Option<(&str, bool)> {
    let suffix = List.suffix(name.as_bytes())?.trim();
    Some((std::str::from_utf8(suffix.as_bytes()).ok()?, suffix.is_known()))
}

/// The registrable domain of a name: its public suffix, and the label in front of it.
pub fn registrable_domain(name: &str) -> Option<&str> {
    std::str::from_utf8(List.domain(name.as_bytes())?.trim().as_bytes()).ok()
}

/// Whether the public suffix of every name that ends in a dot and `domain` lies within `domain`: a look-up that did not ask
/// for the label in front of `domain` cannot depend on it.
pub(crate) fn is_decided_within(domain: &str) -> bool {
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
