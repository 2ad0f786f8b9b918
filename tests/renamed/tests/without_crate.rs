//! Without `crate = path`, all that the compiler says is one error of ours.

/// `TRYBUILD=overwrite` rewrites the messages.
#[test]
fn the_name_is_said_once() {
    trybuild::TestCases::new().compile_fail("ui/*.rs");
}
