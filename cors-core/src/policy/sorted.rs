//! Sorted lists, in which entries are found by binary search.

use std::cmp::Ordering;

/// Sorts entries by their keys, without repetitions.
pub(crate) fn sort<T: Ord>(mut entries: Vec<T>, key: impl Fn(&T) -> &[u8]) -> Vec<T> {
    entries.sort_by(|one, other| compare(key(one), key(other)).then_with(|| one.cmp(other)));
    entries.dedup();
    entries
}

/// The entries with this key, of a sorted list. One that is not sorted may have them and seem to have none.
pub(crate) fn find<'e, T>(entries: &'e [T], wanted: &[u8], key: impl Fn(&T) -> &[u8]) -> &'e [T] {
    let start = entries.partition_point(|entry| compare(key(entry), wanted).is_lt());
    let found = &entries[start..];
    &found[..found.iter().take_while(|entry| key(entry) == wanted).count()]
}

/// Whether a sorted list has an entry with this key. One that is not sorted may seem to have none.
pub(crate) fn contains<T>(entries: &[T], wanted: &[u8], key: impl Fn(&T) -> &[u8]) -> bool {
    entries.binary_search_by(|entry| compare(key(entry), wanted)).is_ok()
}

/// By length first, since most comparisons of a search are of lengths then.
fn compare(one: &[u8], other: &[u8]) -> Ordering {
    one.len().cmp(&other.len()).then_with(|| one.cmp(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_is_found() {
        for count in [0, 1, 2, 3, 10, 1000] {
            let texts = |count| (0..count).map(|number| format!("https://app{number}.example.com"));
            let list = sort(texts(count).collect(), |text| text.as_bytes());
            for text in texts(count) {
                assert!(contains(&list, text.as_bytes(), |text| text.as_bytes()));
                assert_eq!(find(&list, text.as_bytes(), |text| text.as_bytes()), [text]);
            }
            for other in ["", "https://app.example.com", "https://app0.example.con", "https://other.example.com"] {
                assert!(!contains(&list, other.as_bytes(), |text| text.as_bytes()), "{other} in {count}");
                assert!(find(&list, other.as_bytes(), |text| text.as_bytes()).is_empty(), "{other} in {count}");
            }
        }
    }

    #[test]
    fn entries_with_the_same_key_are_found_together() {
        let list = sort(vec![("b", 2), ("a", 1), ("b", 1), ("a", 1), ("aa", 1)], |(key, _)| key.as_bytes());
        assert_eq!(list, [("a", 1), ("b", 1), ("b", 2), ("aa", 1)]);
        assert_eq!(find(&list, b"b", |(key, _)| key.as_bytes()), [("b", 1), ("b", 2)]);
    }

    #[test]
    fn a_list_that_is_not_sorted_does_no_harm() {
        let list = ["b", "a", "aa", ""];
        for key in ["", "a", "b", "aa", "c"] {
            assert!(find(&list, key.as_bytes(), |key| key.as_bytes()).iter().all(|found| *found == key));
        }
    }
}
