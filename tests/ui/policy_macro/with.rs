use actix_web::HttpRequest;
use cors_actix::{Origin, Policy, policy};

pub fn admits(_: &Origin<'_>, _: &HttpRequest) -> bool {
    true
}

static PARTNERS: Policy = policy!(origins("https://app.example.com", with = admits));

fn main() {
    println!("{PARTNERS}");
}
