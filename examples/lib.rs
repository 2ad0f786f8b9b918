//! What the programs are made of; `main.rs` in the folder of each only reads its arguments.

pub mod program;
pub mod running;

pub mod auth;
pub mod from_toml;
pub mod gateway;
pub mod gin;
pub mod kubernetes;
pub mod middleware_by_hand;
pub mod quickstart;
pub mod review;
pub mod simple_request;
pub mod teams;
pub mod tenants;
