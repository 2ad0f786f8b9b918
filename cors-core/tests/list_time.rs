//! The bound on the time that long lists take, in a binary of its own, so no other test runs beside it. It is wide, for
//! builds without optimisation; lists that are gone through for each of their entries are far beyond it.

use std::time::{Duration, Instant};

use cors_core::Draft;

/// Entries of a list, more than any configuration has.
const MANY: usize = 20_000;

fn names(name: impl Fn(usize) -> String) -> Vec<String> {
    (0..MANY).map(name).collect()
}

#[test]
fn thousands_of_entries_are_checked_soon() {
    let exact = names(|tenant| format!("https://app{tenant}.example.com"));
    let wildcards = names(|tenant| format!("https://*.tenant{tenant}.example.com"));
    let headers = names(|header| format!("x-header-{header}"));
    let methods = names(|method| format!("METHOD{method}"));
    let one_origin = Draft::new().origins(["https://app.example.com"]);
    for (list, draft) in [
        ("origins", Draft::new().origins(&exact)),
        ("repeated origins", Draft::new().origins(exact.iter().chain(&exact))),
        ("origins in one text", Draft::new().origins([exact.join(" ")])),
        ("wildcards", Draft::new().origins(&wildcards).credentials(true)),
        ("headers", one_origin.clone().headers(&headers).expose(&headers)),
        ("methods", one_origin.methods(methods)),
    ] {
        // One of five will do: other programs run, too.
        let soon = (0..5).any(|_| {
            let start = Instant::now();
            let _verdicts = (draft.check(), draft.check_redundancy());
            start.elapsed() < Duration::from_secs(3)
        });
        assert!(soon, "{list}");
    }
}
