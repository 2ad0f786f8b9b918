use cors_actix::{Policy, policy};

static PARTNERS: Policy = policy!(origins = "https://app.example.com", private_network = true);

fn main() {
    println!("{PARTNERS}");
}
