//! Reports about applications: what they say is what the applications answer.

mod expected;
mod plan;
mod review;
mod schema;
mod shown;
mod wire;
