use cors_actix::{Policy, policy};

static PARTNERS: Policy = policy!(regex = r"https://[a-z]+\.example\.com");

fn main() {
    println!("{PARTNERS}");
}
