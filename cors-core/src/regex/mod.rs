//! Regular expressions in an `origins` list, proven.
//!
//! ```text
//! pattern ─parse→ Hir ─lazy_dfa→ DFA ─intersection with the grammar→ DFA of its origins ─domains→ registrable domains
//!                                                                        └─table→ Automaton ─union→ one for all patterns
//! ```
//!
//! `regex-automata` compiles a pattern to an NFA (Thompson) and determinizes it; the intersection asks for
//! no more of its states than origins lead to. Everything reads from right to left: the end of an origin says who owns it.
//!
//! A pattern always has to match the whole origin, with or without anchors. [`prove`] accepts it if all the origins that
//! it matches lie under at most 32 registrable domains, and says under which. Else it shows an origin that the pattern
//! would allow, and [`suggest`] says what was meant, where it can tell.
//!
//! ```
//! use cors_core::__private::regex::{prove, suggest};
//!
//! let proof = prove(r"https://(app|admin)\.example\.(com|co\.uk)").unwrap();
//! assert_eq!(proof.domains(), ["example.co.uk", "example.com"]);
//!
//! let pattern = r"https://.*example\.com";
//! let error = prove(pattern).unwrap_err();
//! assert_eq!(error.to_string(), "the pattern allows `https://evilexample.com`");
//! let suggestion = suggest(pattern, &error).unwrap();
//! assert_eq!(suggestion.mistake, "nothing separates `.*` from `example`");
//! assert_eq!(suggestion.pattern, r"https://.*\.example\.com");
//! ```
//!
//! Patterns are read without Unicode: origins are ASCII, and `\w`, `\d` and `(?i)` mean what they mean there.
//!
//! # Limits
//! A pattern has at most 512 bytes, and the intersection at most 4096 states. All steps are counted, and what takes too many
//! is refused. All of it takes at most 32 MiB, and less than a second without optimization. Patterns whose union takes more states or
//! steps than that stay apart.

mod automaton;
mod domains;
mod error;
mod limits;
mod parse;
mod proof;
mod representatives;
mod suggest;
mod work;

pub(crate) use automaton::union::unite;
pub use error::{Error, Limit};
pub use proof::{Proof, compile_unproven, prove};
pub use representatives::representatives;
pub use suggest::{Suggestion, suggest};

pub(crate) use suggest::unreachable::{Unreachable, unreachable_alternatives};
