//! Policies that no handler has to do with.

use cors_actix::{Draft, Policy, policy};
use cors_tests::ask::APP;

use crate::{PARTNERS, WRITERS};

static ANY_METHOD: Policy = policy!(origins = "*", methods = "*");
const PROVEN: Policy = policy! { origins(regex = r"https://[a-z]+\.example\.org"), timing };

fn in_a_function() -> &'static Policy {
    const { &policy!(origins = "*", crate = ::cors_actix) }
}

macro_rules! sharing_with {
    ($($origin:literal),+) => {
        policy!(origins($($origin),+), expose("x-a"))
    };
}

static BY_MACRO: Policy = sharing_with!("https://a.example", "https://b.example");

#[test]
fn policies_are_those_of_drafts() {
    let checked = |draft: Draft| draft.check().unwrap();
    assert_eq!(PARTNERS, checked(Draft::new().origins([APP, "https://*.partner.example"]).credentials(true)));
    assert_eq!(WRITERS, checked(Draft::new().origins([APP]).methods(["PUT", "DELETE", "PURGE"]).max_age("1h")));
    assert_eq!(ANY_METHOD, checked(Draft::new().origins(["*"]).methods(["*"])));
    assert_eq!(
        PROVEN.to_string(),
        "what `https://[a-z]+\\.example\\.org` matches, all of example.org may read; \
        methods: the safelisted ones; shares timings"
    );
    assert_eq!(*in_a_function(), checked(Draft::new().origins(["*"])));
    assert_eq!(BY_MACRO, checked(Draft::new().origins(["https://a.example", "https://b.example"]).expose(["x-a"])));
}
