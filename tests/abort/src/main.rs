//! Runs every attack in one process, which a panic ends: `CARGO_PROFILE_DEV_PANIC=abort cargo run --package
//! cors-tests-abort`. `scripts/test` does.

#[expect(dead_code, reason = "the attacks do not ask for everything that the tests do")]
#[path = "../../src/ask.rs"]
mod ask;
#[path = "../../src/attacks/mod.rs"]
mod attacks;

macro_rules! run_each {
    ($($module:ident: $($name:ident)+;)+) => {
        #[actix_web::main]
        async fn main() {
            $($(
                attacks::$module::$name().await;
                println!("{}::{}", stringify!($module), stringify!($name));
            )+)+
            println!("survived, panic = {}", if cfg!(panic = "abort") { "abort" } else { "unwind" });
        }
    };
}

for_each_attack!(run_each);
