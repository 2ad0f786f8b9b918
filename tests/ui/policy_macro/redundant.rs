use cors_actix::{Policy, policy};

static PARTNERS: Policy = policy!(origins("https://*.example.com", "https://app.example.com"), methods(PUT, PUT));

fn main() {
    println!("{PARTNERS}");
}
