//! What a real Chromium makes of the quickstart.
#![deny(warnings, clippy::pedantic)]

mod page;
mod playground;
mod policy;
