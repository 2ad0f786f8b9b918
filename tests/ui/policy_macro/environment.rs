use cors_actix::{Policy, policy};

static PARTNERS: Policy = policy!(origins("https://app.example.com", env = "ALLOWED_ORIGINS"));

fn main() {
    println!("{PARTNERS}");
}
