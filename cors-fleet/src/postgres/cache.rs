//! The last good versions in a local file.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::iter;
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
#[derive(Debug, Default)]
pub(crate) struct Copy {
    /// `None` where there has been no version yet.
    pub(crate) position: Option<Position>,
    /// The last good version of each policy.
    pub(crate) versions: BTreeMap<String, Version>,
}

/// A line of the file. Those that come later replace what those before say.
#[derive(Serialize, Deserialize)]
struct Line<'l> {
    position: Option<Cow<'l, Position>>,
    versions: Vec<Cow<'l, Version>>,
}

/// The file with the copy. New versions are appended to it, because there may be very many others.
pub(crate) struct Cache {
    path: PathBuf,
    /// `None` until the whole file is written, after a failure again.
    log: Option<Log>,
    has_failed: bool,
}

/// A file of whole lines, to which more can be appended.
struct Log {
    file: File,
    /// How many bytes it may have until the whole file is written again.
    longest: u64,
    length: u64,
}

impl Cache {
    pub(crate) fn new(path: &Path) -> Self {
        Cache { path: path.to_owned(), log: None, has_failed: false }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the copy. A file that cannot be read counts as none, and is reported. The last line may be half of one, if the
    /// program has ended while it wrote it: then that version has never been in force.
    pub(crate) fn load(&mut self) -> Option<Copy> {
        let text = match fs::read(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
            Err(error) => return self.unusable(&error),
        };
        let mut copy = Copy::default();
        let is_whole = text.ends_with(b"\n");
        let mut lines = text.split_inclusive(|byte| *byte == b'\n').peekable();
        while let Some(line) = lines.next_if(|line| line.ends_with(b"\n")) {
            match serde_json::from_slice::<Line<'_>>(line) {
                Ok(line) => {
                    copy.position = line.position.map(Cow::into_owned).or(copy.position);
                    let versions = line.versions.into_iter().map(Cow::into_owned);
                    copy.versions.extend(versions.map(|version| (version.name.clone(), version)));
                }
                Err(error) => return self.unusable(&error.into()),
            }
        }
        if copy.position.is_none() {
            return self.unusable(&io::Error::other("it has no whole line"));
        }
        if is_whole {
            let file = File::options().append(true).open(&self.path);
            self.log = file.ok().map(|file| Log::new(file, text.len() as u64));
        }
        Some(copy)
    }

    fn unusable(&self, error: &io::Error) -> Option<Copy> {
        tracing::warn!(path = %self.path.display(), "the cache file cannot be used: {error}");
        None
    }

    /// Writes new versions, which are not in the copy yet. What keeps it from that is reported once.
    pub(crate) fn save<'v>(
        &mut self,
        copy: &Copy,
        position: Option<&Position>,
        versions: impl Iterator<Item = &'v Version>,
    ) {
        match self.try_save(copy, position, versions) {
            Ok(()) => self.has_failed = false,
            Err(error) => {
                // The last line may be half of one.
                self.log = None;
                if !self.has_failed {
                    tracing::warn!(path = %self.path.display(), "the cache file cannot be written: {error}");
                }
                self.has_failed = true;
            }
        }
    }

    fn try_save<'v>(
        &mut self,
        copy: &Copy,
        position: Option<&Position>,
        versions: impl Iterator<Item = &'v Version>,
    ) -> io::Result<()> {
        let line = line(position, versions)?;
        match &mut self.log {
            Some(log) if log.length + line.len() as u64 <= log.longest => log.append(&line),
            _ => {
                self.log = Some(self.write(copy, &line)?);
                Ok(())
            }
        }
    }

    /// Writes the whole file, or none of it.
    fn write(&self, copy: &Copy, last: &[u8]) -> io::Result<Log> {
        let new = self.path.with_extension("new");
        let mut file = BufWriter::new(File::create(&new)?);
        for version in copy.versions.values() {
            file.write_all(&line(None, iter::once(version))?)?;
        }
        file.write_all(last)?;
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        let length = file.metadata()?.len();
        fs::rename(new, &self.path)?;
        Ok(Log::new(file, length))
    }
}

impl Log {
    fn new(file: File, length: u64) -> Self {
        const AT_LEAST: u64 = 1024 * 1024;
        Log { file, longest: 2 * length + AT_LEAST, length }
    }

    fn append(&mut self, line: &[u8]) -> io::Result<()> {
        self.length += line.len() as u64;
        self.file.write_all(line)?;
        self.file.sync_data()
    }
}

fn line<'v>(position: Option<&Position>, versions: impl Iterator<Item = &'v Version>) -> io::Result<Vec<u8>> {
    let line = Line { position: position.map(Cow::Borrowed), versions: versions.map(Cow::Borrowed).collect() };
    let mut text = serde_json::to_vec(&line)?;
    text.push(b'\n');
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(sequence: u64, name: &str) -> Version {
        let reason = "x".repeat(20_000);
        let json = format!(
            r#"{{"sequence": {sequence}, "name": "{name}", "number": {sequence}, "draft": "{{}}", "hash": "", "author": "",
                "reason": "{reason}", "database_user": "", "published_at": ""}}"#
        );
        serde_json::from_str(&json).unwrap()
    }

    fn save(cache: &mut Cache, copy: &mut Copy, version: Version) {
        let position = Position { sequence: version.sequence, hash: String::new() };
        cache.save(copy, Some(&position), iter::once(&version));
        copy.position = Some(position);
        copy.versions.insert(version.name.clone(), version);
    }

    fn path(test: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("cors-fleet-cache-{test}-{}.json", std::process::id()));
        let _ = fs::remove_file(&path);
        path
    }

    #[test]
    fn what_is_appended_replaces_what_was_there_and_the_file_stays_bounded() {
        let path = path("appended");
        let (mut cache, mut copy) = (Cache::new(&path), Copy::default());
        for sequence in 1..=300 {
            let name = if sequence % 70 == 0 { "rare" } else { "often" };
            save(&mut cache, &mut copy, version(sequence, name));
            if sequence % 100 == 0 {
                // A restart.
                cache = Cache::new(&path);
                copy = cache.load().unwrap();
            }
        }
        let loaded = Cache::new(&path).load().unwrap();
        assert_eq!(loaded.position.unwrap().sequence, 300);
        assert_eq!((loaded.versions["often"].number, loaded.versions["rare"].number), (300, 280));
        assert!(fs::metadata(&path).unwrap().len() < 2 * 1024 * 1024);
        fs::remove_file(path).unwrap();
    }

    #[test]
    fn half_of_a_line_at_the_end_is_passed_over() {
        let path = path("half");
        let (mut cache, mut copy) = (Cache::new(&path), Copy::default());
        save(&mut cache, &mut copy, version(1, "a"));
        save(&mut cache, &mut copy, version(2, "a"));
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, &text[..text.len() - 3]).unwrap();
        let mut cache = Cache::new(&path);
        let mut copy = cache.load().unwrap();
        assert_eq!(copy.versions["a"].number, 1);
        save(&mut cache, &mut copy, version(3, "a"));
        assert_eq!(Cache::new(&path).load().unwrap().versions["a"].number, 3);
        fs::write(&path, format!("{}\n{text}", &text[..10])).unwrap();
        assert!(Cache::new(&path).load().is_none(), "what is wrong in the middle was not written by this");
        fs::remove_file(path).unwrap();
    }
}
