//! What users of CORS libraries wrote and what went wrong: small inputs from public bug reports, a file for each kind.

mod failed_calls;
mod help_by_kind;
mod other_forms;
mod other_schemes;
mod shared_hosts;
mod unproven;
