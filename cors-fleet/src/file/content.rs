//! What is in a file at the moment.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::thread;
use std::time::Duration;

/// What is in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Content {
    Text(String),
    Missing,
    Unreadable(String),
}

impl Content {
    /// The longest file that is read, in bytes.
    const LONGEST: u64 = 4 * 1024 * 1024;

    /// Reads a file.
    pub(crate) fn read(path: &Path) -> Self {
        match Self::try_read(path) {
            Ok(text) => Content::Text(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Content::Missing,
            Err(error) => Content::Unreadable(error.to_string()),
        }
    }

    fn try_read(path: &Path) -> io::Result<String> {
        let mut text = String::new();
        File::open(path)?.take(Self::LONGEST + 1).read_to_string(&mut text)?;
        if text.len() as u64 > Self::LONGEST {
            return Err(io::Error::other("it has more than 4 MiB"));
        }
        Ok(text)
    }

    /// Reads a file that may be in the middle of being written: waits until two readings are the same.
    pub(crate) fn read_stable(path: &Path) -> Self {
        const PAUSE: Duration = Duration::from_millis(50);
        const TRIES: usize = 20;
        let mut content = Self::read(path);
        for _ in 0..TRIES {
            thread::sleep(PAUSE);
            let again = Self::read(path);
            if again == content {
                break;
            }
            content = again;
        }
        content
    }
}
