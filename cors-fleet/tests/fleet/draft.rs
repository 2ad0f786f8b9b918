//! Drafts that tell their version in every part of a response.

use cors_fleet::Definition;

pub const ORIGIN: &str = "https://app.example.com";

/// How many origins the big draft has.
pub const BIG: usize = 25_000;

/// The draft of a version: whichever part of it is used says which version it is.
pub fn numbered(version: u64) -> Definition {
    Definition::from_toml(&format!(
        "origins = ['{ORIGIN}', 'https://v{version}.example.com']\nmethods = ['V{version}']\nheaders = ['x-v{version}']\n\
         expose = ['x-v{version}']\nmax_age = {version}"
    ))
    .unwrap()
}

/// Nearly a megabyte.
pub fn big() -> Definition {
    let origins: Vec<String> = (0..BIG).map(|number| format!("'https://tenant{number}.example.com'")).collect();
    Definition::from_toml(&format!("origins = [{}]", origins.join(","))).unwrap()
}
