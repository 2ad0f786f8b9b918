use sharing::{Policy, policy};

static PARTNERS: Policy = policy!(origins = "https://partner.example");

fn main() {
    let _ = &PARTNERS;
}
