use actix_web::dev::RequestHead;
use cors_actix::{Origin, Policy, policy};

pub fn admits(_: &Origin<'_>, _: &RequestHead) -> bool {
    true
}

static PARTNERS: Policy = policy!(origins("https://app.example.com", with = admits));

fn main() {
    println!("{PARTNERS}");
}
