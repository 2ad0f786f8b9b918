//! The ranges that a page may request without permission.

/// Whether a value [parses as a single range](https://fetch.spec.whatwg.org/#simple-range-header-value), without white
/// space and with a start: `bytes=0-`, `bytes=0-99`. Numbers may have any length.
pub(super) fn is_single_range_with_start(value: &[u8]) -> bool {
    let Some(range) = value.strip_prefix(b"bytes=") else { return false };
    let Some(dash) = range.iter().position(|&byte| byte == b'-') else { return false };
    let (start, end) = (&range[..dash], &range[dash + 1..]);
    is_digits(start) && (end.is_empty() || is_digits(end) && magnitude(start) <= magnitude(end))
}

fn is_digits(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(u8::is_ascii_digit)
}

/// A sort key for decimal numbers of any length: without leading zeros, the longer number is the greater one.
fn magnitude(digits: &[u8]) -> (usize, &[u8]) {
    let zeros = digits.iter().take_while(|&&digit| digit == b'0').count();
    (digits.len() - zeros, &digits[zeros..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_ranges() {
        let huge = format!("bytes={0}1-{0}2", "9".repeat(50));
        for value in ["bytes=0-", "bytes=100-200", "bytes=7-7", "bytes=009-10", "bytes=9-0010", "bytes=0-000", &huge] {
            assert!(is_single_range_with_start(value.as_bytes()), "{value}");
        }
        let huge = format!("bytes={0}2-{0}1", "9".repeat(50));
        for value in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=-5",
            "bytes=5",
            "bytes=2-1",
            "bytes=10-009",
            "bytes=1-2-3",
            "bytes=1-2,3-4",
            "bytes= 1-2",
            "bytes=1 -2",
            "bytes=1-2 ",
            "bytes =1-2",
            "Bytes=1-2",
            "bytes=+1-2",
            "bytes=1-0x2",
            &huge,
        ] {
            assert!(!is_single_range_with_start(value.as_bytes()), "{value}");
        }
    }
}
