//! Regular expressions for origins, hosts and paths that PCRE, RE2 and Go read alike. None of them is anchored.

mod portable;

mod host;
mod origin;
mod path;

pub(crate) use host::{Host, host};
pub(crate) use origin::{UNLISTED_HOST, origin, unlisted};
pub(crate) use path::{Path, below, path, segments};
pub(crate) use portable::escape;
