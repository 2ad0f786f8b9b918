//! What a test can assert about a report: nothing without a policy, and nobody who gains access.

mod access;
mod unlisted;
mod wider;
