//! Policies with a name, policies of a module, none at all, and those that ask the application.
#![deny(warnings, clippy::pedantic)]

macro_rules! app {
    ($($handler:expr),+ $(,)?) => {
        actix_web::test::init_service(actix_web::App::new()$(.service($handler))+).await
    };
}

mod asking;
mod handlers;
mod modules;
mod off;
mod policies;
mod scopes;
mod without_prelude;

use cors_actix::report::{Annotated, AnnotatedRoute};
use cors_actix::{Policy, policy};

static PARTNERS: Policy = policy!(origins("https://app.example.com", "https://*.partner.example"), credentials);

/// The methods are those of more than one route.
const WRITERS: Policy = policy!(origins = "https://app.example.com", methods(PUT, DELETE, "PURGE"), max_age = "1h",);

fn routes_of<H: Annotated>(_: H) -> &'static [AnnotatedRoute] {
    H::routes()
}

/// The policies of a handler in words, one for each path.
fn words<H: Annotated>(handler: H) -> Vec<Option<String>> {
    routes_of(handler)
        .iter()
        .flat_map(|route| route.policies().unwrap())
        .map(|policy| (!policy.is_off()).then(|| policy.to_string()))
        .collect()
}
