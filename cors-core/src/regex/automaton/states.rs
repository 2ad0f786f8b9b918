//! States, numbered in the order in which they are met.

use std::collections::HashMap;
use std::hash::Hash;

use crate::regex::error::{Error, Limit};
use crate::regex::limits::MAX_STATES;

/// A state of an automaton.
pub(in crate::regex) type State = u16;

/// The numbers of states, by what they stand for.
pub(super) struct StateIds<T> {
    pub(super) members: Vec<T>,
    ids: HashMap<T, State>,
}

impl<T: Clone + Eq + Hash> StateIds<T> {
    pub(super) fn new() -> Self {
        StateIds { members: Vec::new(), ids: HashMap::new() }
    }

    /// The number of a state, a new one if it was not met before.
    ///
    /// # Errors
    /// [`Limit::States`] if there are too many.
    pub(super) fn id(&mut self, member: &T) -> Result<State, Error> {
        if let Some(&id) = self.ids.get(member) {
            return Ok(id);
        }
        let id = State::try_from(self.members.len()).ok().filter(|&id| usize::from(id) < MAX_STATES);
        let id = id.ok_or(Error::TooLarge { limit: Limit::States })?;
        self.members.push(member.clone());
        self.ids.insert(member.clone(), id);
        Ok(id)
    }
}
