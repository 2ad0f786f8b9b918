//! The bytes that occur in origins, and sets of them.

/// The bytes that occur in origins. A search tries them in this order, so that a witness has an `x` where it could
/// have any letter.
pub(super) const ALPHABET: &[u8; 44] = b"xabcdefghijklmnopqrstuvwyz0123456789-_.+:/[]";

/// A set of symbols: a bit for each, at its place in [`ALPHABET`].
pub(super) type Symbols = u64;

/// All symbols.
pub(super) const ALL: Symbols = (1 << ALPHABET.len()) - 1;

/// For each byte, the symbols below it.
static BELOW: [Symbols; 257] = {
    let mut below = [0; 257];
    let mut byte = 0;
    while byte < 256 {
        below[byte + 1] = below[byte];
        let mut place = 0;
        while place < ALPHABET.len() {
            if ALPHABET[place] as usize == byte {
                below[byte + 1] |= 1 << place;
            }
            place += 1;
        }
        byte += 1;
    }
    below
};

/// The symbols from one byte to another, both included.
pub(super) fn symbols(first: u8, last: u8) -> Symbols {
    BELOW[usize::from(last) + 1] & !BELOW[usize::from(first)]
}

/// The first of some symbols.
pub(super) fn first(symbols: Symbols) -> u8 {
    ALPHABET[symbols.trailing_zeros() as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_symbols() {
        for (place, &byte) in ALPHABET.iter().enumerate() {
            assert_eq!(symbols(byte, byte), 1 << place);
        }
        assert_eq!(symbols(0, 255), ALL);
        assert_eq!(symbols(b'A', b'Z') | symbols(b'\n', b'\n') | symbols(128, 255) | symbols(b'z', b'a'), 0);
        assert_eq!(symbols(b'w', b'y').count_ones(), 3);
    }
}
