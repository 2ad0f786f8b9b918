//! A directory that somebody has to themselves, gone with this.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, io, process};

/// Where it is.
#[derive(Debug)]
pub struct Directory(pub PathBuf);

impl Directory {
    /// Makes one among the temporary files.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn create(name: &str) -> io::Result<Self> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let directory = env::temp_dir().join(format!("cors-tests-{name}-{}-{count}", process::id()));
        fs::create_dir(&directory)?;
        Ok(Directory(directory))
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        // What a program that was just killed still writes is not worth a failure.
        let _ = fs::remove_dir_all(&self.0);
    }
}
