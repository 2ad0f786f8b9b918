use cors_actix::{Policy, policy};

static PARTNERS: Policy = policy!(origins(with = ), credentials,, of);

fn main() {
    println!("{PARTNERS}");
}
