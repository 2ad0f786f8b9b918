//! The programs, each started as somebody would start it, and asked over the wire.

mod answer;
mod program;

mod auth;
mod command_line;
mod from_toml;
mod gin;
mod kubernetes;
mod middleware_by_hand;
mod quickstart;
mod simple_request;
mod teams;
mod teams_reviewed;
mod tenants;
