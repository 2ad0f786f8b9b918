use cors_actix::{Policy, policy};

static PARTNERS: Policy = policy!(origins = "https://app.example.com" credentials);

fn main() {
    println!("{PARTNERS}");
}
