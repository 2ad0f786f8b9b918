//! The origins of the policies, and others that look like them.

/// A listed origin, in the middle of any number of them.
pub const LISTED: &str = "https://app5.example.com";
/// One that is not listed, of the same length.
pub const FOREIGN: &str = "https://appx.example.com";

/// So many exact origins.
pub fn exact(count: usize) -> impl Iterator<Item = String> {
    let numbers = count.max(10);
    (0..count).map(move |index| format!("https://app{}.example.com", (index + 5 + numbers - count / 2) % numbers))
}

/// A wildcard for every ten of them, and at least one.
pub fn wildcards(count: usize) -> impl Iterator<Item = String> {
    (0..count.div_ceil(10)).map(|index| format!("https://*.tenant{index}.example"))
}

/// Origins of a kind, seen from a policy with so many exact ones: as many of them as one pass through all shows what a
/// decision costs on the average.
pub fn asked(kind: &str, count: usize) -> Vec<String> {
    let step = count.div_ceil(50);
    let listed = || exact(count).step_by(step);
    match kind {
        "hit" => listed().collect(),
        "wildcard" => wildcards(count).step_by(step.div_ceil(10)).map(|entry| entry.replace('*', "a")).collect(),
        "miss" => vec!["https://elsewhere.test".to_owned()],
        "near-first" => listed().map(|origin| origin.replace("//a", "//b")).collect(),
        "near-middle" => {
            listed().map(|origin| origin.replace(".example", "x.example").replacen("app", "ap", 1)).collect()
        }
        "near-last" => listed().map(|origin| origin.replace(".com", ".con")).collect(),
        other => panic!("there is no kind of origin {other}"),
    }
}
