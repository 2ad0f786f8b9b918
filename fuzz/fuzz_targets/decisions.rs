//! Any request to any policy: what cors-core answers is what the oracle of the tests says.
#![no_main]

use cors_fuzz::plain::decided;
use cors_fuzz::{exchange, oracle};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((policy, request, handler)) = exchange::read(bytes) else { return };
    let Ok(checked) = policy.draft().check() else { return };
    let expected = oracle::answer(&policy, &request, &handler);
    let answer = decided(&checked, &request, &handler);
    assert!(answer.agrees_with(&expected), "{policy:?} {request:?} {handler:?}\n{answer:?}\nthe oracle: {expected:?}");
});
