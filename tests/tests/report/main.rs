//! Reports about applications: what they say is what the applications answer.

mod expected;
mod openapi;
mod plan;
mod review;
mod schema;
mod shown;
mod wire;
