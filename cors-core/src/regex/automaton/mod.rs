//! Patterns and the grammar of origins as automata that read from right to left.

pub(super) mod alphabet;
pub(super) mod grammar;
pub(super) mod intersection;
pub(super) mod lazy_dfa;
pub(super) mod states;
pub(super) mod table;
pub(super) mod union;
