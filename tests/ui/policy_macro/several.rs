use cors_actix::{Policy, policy};

static PARTNERS: Policy = policy!(origins("https://app.example.com/", "*"), methods(get), headers("cookie"), credentials);

fn main() {
    println!("{PARTNERS}");
}
