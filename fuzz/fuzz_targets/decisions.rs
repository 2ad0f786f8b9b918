//! Any request to any rules of a route: what cors-core answers is what the oracle of the tests says.
#![no_main]

use cors_fuzz::plain::{checked, decided_by_rules};
use cors_fuzz::{exchange, oracle};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((rules, request, handler)) = exchange::read(bytes) else { return };
    let Ok(checked) = checked(&rules) else { return };
    let expected = oracle::answer_by_rules(&rules, &request, &handler);
    let answer = decided_by_rules(&checked, &request, &handler);
    assert!(answer.agrees_with(&expected), "{rules:?} {request:?} {handler:?}\n{answer:?}\nthe oracle: {expected:?}");
});
