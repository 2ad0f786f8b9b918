//! Any text as the `Origin` of a request and as an entry of `origins`.
#![no_main]

use cors_core::{Draft, Origin};
use cors_fuzz::message;
use cors_fuzz::oracle::is_well_formed;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let origin = Origin::parse(bytes);
    // `null` is well-formed, too, and no tuple.
    assert_eq!(origin.is_some(), is_well_formed(bytes) && bytes != b"null");
    if let Some(origin) = origin {
        let port = origin.port().map_or_else(String::new, |port| format!(":{port}"));
        assert_eq!(format!("{}://{}{port}", origin.scheme(), origin.host()).as_bytes(), bytes);
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match Draft::new().origins([text]).check() {
        Ok(policy) => {
            // What a policy takes, it admits, if it is no pattern; and nothing that only contains it.
            let is_pattern = text.contains('*');
            assert!(is_pattern || origin.is_some_and(|origin| policy.allows(origin.as_str().as_bytes())), "{text}");
            if text != "*" {
                for other in [format!("{text}.evil.test"), format!("{text}/"), format!("evil{text}"), "null".to_owned()]
                {
                    assert!(!policy.allows(other.as_bytes()), "{text} admits {other}");
                }
            }
        }
        Err(violations) => {
            message::check(&violations);
            for violation in &violations {
                let help = violation.help();
                let help = help.strip_prefix("write `").and_then(|help| help.strip_suffix('`'));
                if let Some(origin) = help {
                    assert!(Draft::new().origins([origin]).check().is_ok(), "{text:?} is told to be {origin:?}");
                }
            }
        }
    }
});
