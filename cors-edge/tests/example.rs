//! The export of an example needs no line by hand.

use cors_edge::{Error, Options, Target, export};

#[test]
fn the_review_example_is_exported_whole() {
    let report =
        actix_web::rt::System::new().block_on(cors_actix::report(examples::review::configure)).expect("it starts");
    for target in Target::ALL {
        match export(&report, *target, &Options::new("api:8080")) {
            Ok(text) => assert!(text.contains("8080"), "{text}"),
            // The Gateway API has no regular expressions.
            Err(Error::Losses(losses)) if *target == Target::GatewayApi => {
                let lost: Vec<_> = losses.iter().map(|loss| (loss.route.as_str(), loss.argument.as_str())).collect();
                assert!(
                    matches!(lost[..], [("GET, PUT /account", argument)] if argument.starts_with("origins(regex")),
                    "{lost:?}"
                );
            }
            Err(error) => panic!("{target:?}: {error}"),
        }
    }
}
