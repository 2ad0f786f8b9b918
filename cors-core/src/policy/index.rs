//! A set of entries, each found by the hash of its key, whatever their number.

use std::borrow::Cow;

/// A hash that is taken of a text from its last byte to its first, so that those of all the ends of a text are got by the
/// way (FNV-1a).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hash(u32);

impl Hash {
    /// That of no text.
    pub(crate) const EMPTY: Hash = Hash(0x811c_9dc5);

    /// With one more byte in front.
    pub(crate) const fn before(self, byte: u8) -> Hash {
        Hash((self.0 ^ byte as u32).wrapping_mul(0x0100_0193))
    }

    /// That of a text.
    pub(crate) fn of(text: &[u8]) -> Hash {
        text.iter().rev().fold(Hash::EMPTY, |hash, &byte| hash.before(byte))
    }
}

/// Entries by the hash of their keys: plain data that a `static` can hold.
#[derive(Debug, Clone, PartialEq, Eq)]
#[doc(hidden)]
pub struct Buckets<T: Clone + 'static> {
    /// Bucket by bucket, each with the hash of its key.
    pub entries: Cow<'static, [(u32, T)]>,
    /// Where each bucket begins in `entries`, and where the last one ends. There are a power of two of them, at least twice
    /// as many as there are entries.
    pub starts: Cow<'static, [u32]>,
}

impl<T: Clone + Ord> Buckets<T> {
    /// Puts entries into buckets, without repetitions.
    pub(crate) fn new(mut entries: Vec<T>, key: impl Fn(&T) -> &[u8]) -> Self {
        entries.sort();
        entries.dedup();
        let count = 2 * entries.len().next_power_of_two();
        let hashed = entries.into_iter().map(|entry| (Hash::of(key(&entry)).0, entry));
        let mut entries: Vec<(u32, T)> = hashed.collect();
        let bucket_of = |(hash, _): &(u32, T)| bucket(Hash(*hash), count);
        entries.sort_by_key(bucket_of);
        let mut starts = vec![0; count + 1];
        for entry in &entries {
            starts[bucket_of(entry) + 1] += 1;
        }
        for bucket in 0..count {
            starts[bucket + 1] += starts[bucket];
        }
        Buckets { entries: Cow::Owned(entries), starts: Cow::Owned(starts) }
    }
}

impl<T: Clone> Buckets<T> {
    /// Those whose keys have this hash, which others may have, too. A table that was put together wrongly has none, and no
    /// panic.
    pub(crate) fn with(&self, hash: Hash) -> impl Iterator<Item = &T> {
        let bucket = bucket(hash, self.starts.len().saturating_sub(1));
        let entries = match self.starts.get(bucket..) {
            Some([start, end, ..]) => self.entries.get(*start as usize..*end as usize).unwrap_or_default(),
            _ => &[],
        };
        entries.iter().filter(move |(own, _)| *own == hash.0).map(|(_, entry)| entry)
    }

    /// All of them, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.entries.iter().map(|(_, entry)| entry)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

fn bucket(hash: Hash, count: usize) -> usize {
    (hash.0 ^ hash.0 >> 15) as usize & count.wrapping_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn buckets(count: usize) -> Buckets<String> {
        let texts = (0..count).map(|number| format!("https://app{number}.example.com"));
        Buckets::new(texts.collect(), |text| text.as_bytes())
    }

    #[test]
    fn what_is_in_is_found() {
        for count in [0, 1, 2, 3, 10, 1000] {
            let buckets = buckets(count);
            for number in 0..count {
                let text = format!("https://app{number}.example.com");
                assert!(buckets.with(Hash::of(text.as_bytes())).any(|entry| *entry == text), "{text} of {count}");
            }
            assert_eq!(buckets.with(Hash::of(b"https://other.example")).next(), None);
        }
    }

    #[test]
    fn names_that_are_alike_do_not_crowd() {
        for count in [10, 1000, 10_000] {
            let buckets = buckets(count);
            let sizes = buckets.starts.windows(2).map(|bounds| bounds[1] - bounds[0]);
            let looked_at: u32 = sizes.clone().map(|size| size * size).sum();
            let looks = f64::from(looked_at) / f64::from(u32::try_from(count).unwrap());
            assert!(looks < 1.6 && sizes.max().unwrap() <= 8, "{count}: {looks}");
        }
    }

    #[test]
    fn repetitions_and_wrong_tables() {
        let twice = Buckets::new(vec!["a", "b", "a"], |text| text.as_bytes());
        assert_eq!(twice.entries.len(), 2);
        for starts in [vec![], vec![0], vec![0, 9], vec![9, 0, 9]] {
            let wrong = Buckets { entries: Cow::Owned(vec![(Hash::of(b"a").0, "a")]), starts: Cow::Owned(starts) };
            assert_eq!(wrong.with(Hash::of(b"a")).next(), None);
        }
    }
}
