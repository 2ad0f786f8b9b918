use cors_actix::{Policy, policy};

static OTHERS: Policy = policy!(origins = "*");
static PARTNERS: Policy = policy!(policy = OTHERS);
static MORE_PARTNERS: Policy = policy!(policy = );

fn main() {
    println!("{PARTNERS} {MORE_PARTNERS}");
}
