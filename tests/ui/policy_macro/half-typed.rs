use cors_actix::{Policy, policy};

static PARTNERS: Policy = policy!(origins = );

fn main() {
    println!("{PARTNERS}");
}
