use cors_actix::{Policy, policy};

static PARTNERS: Policy = policy!(orgins = "https://app.example.com");

fn main() {
    println!("{PARTNERS}");
}
