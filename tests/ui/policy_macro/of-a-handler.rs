use cors_actix::{Policy, policy};

static PARTNERS: Policy = policy!(origins = "https://app.example.com", off, route = get);

fn main() {
    println!("{PARTNERS}");
}
