//! The exports of examples need no line by hand.

use std::path::Path;
use std::{env, fs};

use cors_actix::Report;
use cors_edge::{Error, Loss, Options, Target, export};

fn report(configure: fn(&mut actix_web::web::ServiceConfig)) -> Report {
    actix_web::rt::System::new().block_on(cors_actix::report(configure)).expect("it starts")
}

#[test]
fn the_largest_examples_are_exported_whole() {
    let teams = actix_web::rt::System::new().block_on(Report::of(examples::teams::app())).expect("it starts");
    for report in [report(examples::review::configure), teams] {
        for target in Target::ALL {
            match export(&report, *target, &Options::new("api:8080")) {
                Ok(text) => assert!(text.contains("8080"), "{text}"),
                // The Gateway API has no regular expressions.
                Err(Error::Losses(losses)) if *target == Target::GatewayApi => {
                    let is_known = |loss: &Loss| loss.argument.starts_with("origins(regex");
                    assert!(losses.iter().all(is_known), "{losses:?}");
                }
                Err(error) => panic!("{target:?}: {error}"),
            }
        }
    }
}

#[test]
fn the_configuration_of_the_gateway_example_is_that_of_its_code() {
    let mut options = Options::new("127.0.0.1:8080");
    "127.0.0.1:10000".clone_into(&mut options.listen);
    let exported = export(&report(examples::gateway::configure), Target::Envoy, &options).unwrap();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/gateway/envoy.yaml");
    if env::var_os("BLESS").is_some() {
        fs::write(&file, &exported).unwrap();
    }
    let written = fs::read_to_string(file).unwrap();
    assert!(written == exported, "write it again with BLESS=1");
}
