//! The last good versions in a local file.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::postgres::version::Version;

/// The newest version that has been followed, of whichever policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Position {
    pub(crate) sequence: u64,
    pub(crate) hash: String,
}

/// What has been followed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Copy {
    /// `None` where there has been no version yet.
    pub(crate) position: Option<Position>,
    /// The last good version of each policy.
    pub(crate) versions: BTreeMap<String, Version>,
}

/// The file with the copy.
pub(crate) struct Cache {
    path: PathBuf,
    has_failed: bool,
}

impl Cache {
    pub(crate) fn new(path: &Path) -> Self {
        Cache { path: path.to_owned(), has_failed: false }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the copy. A file that cannot be read counts as none, and is reported.
    pub(crate) fn load(&self) -> Option<Copy> {
        let read = File::open(&self.path).and_then(|file| Ok(serde_json::from_reader(BufReader::new(file))?));
        match read {
            Ok(copy) => Some(copy),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => {
                tracing::warn!(path = %self.path.display(), "the cache file cannot be used: {error}");
                None
            }
        }
    }

    /// Writes the copy: the whole file or none of it. What keeps it from that is reported once.
    pub(crate) fn save(&mut self, copy: &Copy) {
        match self.try_save(copy) {
            Ok(()) => self.has_failed = false,
            Err(error) => {
                if !self.has_failed {
                    tracing::warn!(path = %self.path.display(), "the cache file cannot be written: {error}");
                }
                self.has_failed = true;
            }
        }
    }

    fn try_save(&self, copy: &Copy) -> io::Result<()> {
        let new = self.path.with_extension("new");
        let mut file = BufWriter::new(File::create(&new)?);
        serde_json::to_writer(&mut file, copy)?;
        file.flush()?;
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        fs::rename(new, &self.path)
    }
}
