use cors_actix::{Policy, policy};

static PARTNERS: Policy = policy!();

fn main() {
    println!("{PARTNERS}");
}
