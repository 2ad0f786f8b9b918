use cors_actix::{Policy, policy};

static PARTNERS: Policy = policy!(origins = "https://app.example.com", cachable);

fn main() {
    println!("{PARTNERS}");
}
