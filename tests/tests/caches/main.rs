//! What nginx and Varnish make of a server with this library: nobody gets a response that was made for somebody else, and
//! what is the same for everybody is asked for once.

mod actual;
mod application;
mod asked;
mod compressed;
mod orders;
mod preflights;
mod revalidated;
mod served;

const A: &str = "https://a.example.com";
const B: &str = "https://b.example.com";
const FOREIGN: &str = "https://foreign.test";

/// The `Origin` of those who ask.
const REQUESTERS: [Option<&str>; 4] = [Some(A), Some(B), Some(FOREIGN), None];
