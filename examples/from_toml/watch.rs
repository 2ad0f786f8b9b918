//! Notices that the file has changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use actix_web::rt::time;

use super::file;
use super::policies::Policies;

/// The file, and when it was last written as far as is known.
pub(super) struct Watch {
    file: PathBuf,
    written: Option<SystemTime>,
}

impl Watch {
    const INTERVAL: Duration = Duration::from_millis(200);

    /// From now on. The file is to be read after this, so no change is lost in between.
    pub(super) fn new(file: PathBuf) -> Self {
        let written = written(&file);
        Watch { file, written }
    }

    pub(super) fn file(&self) -> &Path {
        &self.file
    }

    /// Replaces the policies whenever the file changes. One that cannot be read or makes no sense changes nothing.
    pub(super) async fn follow(mut self, policies: Policies) {
        let mut interval = time::interval(Self::INTERVAL);
        loop {
            interval.tick().await;
            let written = written(&self.file);
            if written == self.written {
                continue;
            }
            self.written = written;
            match file::read(&self.file).and_then(|drafts| policies.replace(&drafts)) {
                Ok(()) => eprintln!("from_toml: the policies in {} are in force", self.file.display()),
                Err(mistakes) => eprintln!("from_toml: the policies stay as they are\n\n{mistakes}\n"),
            }
        }
    }
}

fn written(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).and_then(|metadata| metadata.modified()).ok()
}
