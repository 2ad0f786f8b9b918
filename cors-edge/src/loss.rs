//! What a target cannot say.

use std::fmt;

/// Something in the report that a target cannot say, so it would answer a request differently.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Loss {
    /// The argument of the policy, as an attribute writes it: `origins(with = is_partner)`.
    pub argument: String,
    /// Methods and path: `PUT /items/{id}`.
    pub route: String,
    /// What happens instead.
    pub consequence: String,
    /// A request that would be answered differently, as a command of curl.
    pub request: String,
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Loss { argument, route, consequence, request } = self;
        write!(f, "`{argument}` on `{route}`: {consequence}\n  differs: {request}")
    }
}
