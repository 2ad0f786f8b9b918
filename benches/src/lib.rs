//! What is measured: applications, services and functions, and what they are asked.

pub mod apps;
pub mod decisions;
pub mod floor;
pub mod listen;
pub mod origins;
pub mod patterns;
pub mod real;
pub mod requests;
pub mod routes;
pub mod tower;

/// A name with a number, as in `ours-app@1000`.
pub fn numbered(name: &str, default: usize) -> (&str, usize) {
    match name.split_once('@') {
        Some((name, number)) => (name, number.parse().expect("a number follows the @")),
        None => (name, default),
    }
}
