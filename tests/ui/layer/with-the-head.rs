use actix_web::App;
use actix_web::dev::RequestHead;
use cors_actix::{Cors, Origin, Policy, policy};

static POLICY: Policy = policy!(origins = "https://app.example.com");

fn admits(origin: &Origin<'_>, _: &RequestHead) -> bool {
    origin.host() == "app.example.com"
}

fn main() {
    let _ = App::new().wrap(Cors::new(&POLICY).with(admits));
}
