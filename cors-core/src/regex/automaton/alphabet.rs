//! The bytes that occur in origins, and sets of them.

/// The bytes that occur in origins. A search tries them in this order, so a counterexample has an `x` where it could have
/// any letter.
pub(in crate::regex) const ALPHABET: &[u8; 44] = b"xabcdefghijklmnopqrstuvwyz0123456789-_.+:/[]";

/// A set of symbols: a bit for each, at its place in [`ALPHABET`].
pub(in crate::regex) type Symbols = u64;

/// All symbols.
pub(in crate::regex) const ALL: Symbols = (1 << ALPHABET.len()) - 1;

/// The symbols of schemes: all but `:/[]`, which come last.
pub(in crate::regex) const SCHEME_SYMBOLS: Symbols = ALL >> 4;

/// The set of each byte; the empty set for those that do not occur in origins.
static SETS: [Symbols; 256] = {
    let mut sets = [0; 256];
    let mut place = 0;
    while place < ALPHABET.len() {
        sets[ALPHABET[place] as usize] = 1 << place;
        place += 1;
    }
    sets
};

/// The set of one byte.
pub(in crate::regex) fn symbol(byte: u8) -> Symbols {
    SETS[usize::from(byte)]
}

/// The bytes of a set, in the order of the alphabet.
pub(in crate::regex) fn members(mut symbols: Symbols) -> impl Iterator<Item = u8> {
    std::iter::from_fn(move || {
        let byte = ALPHABET.get(symbols.trailing_zeros() as usize)?;
        symbols &= symbols - 1;
        Some(*byte)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_symbols() {
        let all = ALPHABET.iter().fold(0, |all, &byte| all | symbol(byte));
        assert_eq!(all, ALL);
        assert_eq!(members(all).collect::<Vec<_>>(), ALPHABET);
        assert_eq!(members(symbol(b'/') | symbol(b'a')).collect::<Vec<_>>(), b"a/");
        assert_eq!(symbol(b'A') | symbol(b'\n') | symbol(0xc3), 0);
        assert_eq!(members(0).count(), 0);
        assert_eq!(SCHEME_SYMBOLS, ALL & !(symbol(b':') | symbol(b'/') | symbol(b'[') | symbol(b']')));
    }
}
