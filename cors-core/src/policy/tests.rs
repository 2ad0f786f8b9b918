//! What a policy says of itself.

use super::*;
use crate::config::Draft;
use crate::config::origin_entry::OriginEntry;

#[test]
fn an_open_policy_is_not_constant() {
    let policy =
        Draft::new().origins([OriginEntry::from("https://a.example"), OriginEntry::Predicate]).check().unwrap();
    assert!(policy.has_predicate() && !policy.is_constant());
    assert!(!policy.allows(b"https://b.example"));
}

fn policy(draft: &Draft) -> Policy {
    draft.check().unwrap()
}

#[test]
fn origins_are_sorted_and_told_apart() {
    let draft =
        Draft::new().origins(["https://*.b.example", "https://bb.example", "http://a.example:*", "https://a.example"]);
    assert_eq!(
        policy(&draft).origins(),
        [
            ListedOrigin::Exact("https://a.example"),
            ListedOrigin::Exact("https://bb.example"),
            ListedOrigin::Wildcard("http://a.example:*".to_owned()),
            ListedOrigin::Wildcard("https://*.b.example".to_owned()),
        ]
    );
    assert_eq!(policy(&Draft::new().origins(["*"])).origins(), [ListedOrigin::Any]);
    assert_eq!(
        policy(&Draft::new().origins(["https://a.example"])).origins(),
        [ListedOrigin::Exact("https://a.example")]
    );
}

#[test]
fn any_header_but_authorization() {
    let draft = Draft::new().origins(["https://a.example"]).methods(["*"]).headers(["*"]);
    let (without, with) = (policy(&draft), policy(&draft.credentials(true)));
    assert_eq!((without.methods(), without.headers()), (vec!["*"], vec!["*"]));
    assert_eq!((with.methods(), with.headers()), (vec!["*"], vec!["*", "authorization"]));
}

#[test]
fn what_is_not_said_is_not_there() {
    let policy = policy(&Draft::new().origins(["*"]));
    assert_eq!((policy.methods(), policy.headers(), policy.expose(), policy.max_age()), (vec![], vec![], vec![], None));
    assert!(!policy.timing());
}

#[test]
fn what_is_said_is_there() {
    let draft = Draft::new()
        .origins(["https://a.example"])
        .methods(["PUT", "DELETE"])
        .headers(["X-B", "x-a"])
        .expose(["etag", "x-c"])
        .max_age("1h")
        .timing(true);
    let policy = policy(&draft);
    assert_eq!((policy.methods(), policy.headers()), (vec!["PUT", "DELETE"], vec!["x-b", "x-a"]));
    assert_eq!((policy.expose(), policy.max_age()), (vec!["etag", "x-c"], Some(3600)));
    assert!(policy.timing());
}
