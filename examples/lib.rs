//! What the programs are made of; `main.rs` in the folder of each only reads its arguments.

pub mod quickstart;
