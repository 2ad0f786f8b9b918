//! What users of CORS libraries wrote and what went wrong: small inputs from public bug reports, a file for each kind.

mod other_schemes;
