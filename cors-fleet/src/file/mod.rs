//! Policies in a TOML file, which is followed while the program runs.

mod content;
mod parse;
mod watch;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use crate::error::{Error, ErrorKind};
use crate::shadow::run::Run;
use crate::state::State;
use content::Content;
use parse::Entry;
use watch::Watch;

/// How often the file is read even if nothing has announced a change.
const POLL: Duration = Duration::from_secs(1);

/// How long to wait after a change before the file is read.
const PAUSE: Duration = Duration::from_millis(20);

/// A file, and what was last seen in it.
struct FileStore {
    path: PathBuf,
    state: Arc<State>,
    seen: Content,
    /// How often its policies have changed.
    version: u64,
}

/// Reads the policies of a file, and starts a thread that follows it until the store is closed.
///
/// # Errors
/// The file cannot be read, or there is something wrong with it.
pub(crate) fn open(path: &Path, state: Arc<State>) -> Result<(), Error> {
    let seen = Content::read_stable(path);
    let mut file = FileStore { path: path.to_owned(), state, seen: Content::Missing, version: 0 };
    file.take(seen).map_err(|message| {
        let kind = if matches!(file.seen, Content::Text(_)) { ErrorKind::InvalidPolicy } else { ErrorKind::File };
        Error::new(kind, message)
    })?;
    let (watch, changes) = Watch::new(path);
    let follow = move || file.follow(&watch, &changes);
    let thread = thread::Builder::new().name("cors-fleet-file".to_owned()).spawn(follow);
    thread.map(drop).map_err(|error| Error::new(ErrorKind::File, format!("cannot start a thread: {error}")))
}

impl FileStore {
    fn follow(mut self, watch: &Watch, changes: &Receiver<()>) {
        if let Some(reason) = watch.failure() {
            tracing::info!(path = %self.path.display(), reason, "changes of the policy file are noticed by polling only");
        }
        loop {
            match changes.recv_timeout(POLL) {
                // A folder where much happens is not a reason to read all the time.
                Ok(()) => thread::sleep(PAUSE),
                Err(RecvTimeoutError::Timeout) => {}
                // Without a watcher nobody sends.
                Err(RecvTimeoutError::Disconnected) => thread::sleep(POLL),
            }
            if self.state.is_closed() {
                return;
            }
            self.look();
        }
    }

    /// Reads the file, and reports what it finds if that is new.
    fn look(&mut self) {
        if Content::read(&self.path) == self.seen {
            return;
        }
        let content = Content::read_stable(&self.path);
        if content == self.seen {
            return;
        }
        let path = self.path.display().to_string();
        match self.take(content) {
            Ok(()) => tracing::info!(path, version = self.version, "the policies of the file are in force"),
            Err(reason) => tracing::error!(path, "the earlier policies stay in force\n{reason}"),
        }
    }

    /// Puts the policies of a file into force: all of them, or none.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    fn take(&mut self, content: Content) -> Result<(), String> {
        let path = self.path.display().to_string();
        self.seen = content;
        self.state.set_away(!matches!(self.seen, Content::Text(_)));
        let text = match &self.seen {
            Content::Text(text) => text,
            Content::Missing => return Err(format!("there is no file `{path}`")),
            Content::Unreadable(reason) => return Err(format!("the file `{path}` cannot be read: {reason}")),
        };
        let policies = parse::parse(text).map_err(|mistakes| list(&path, &mistakes))?;
        let missing = self.state.policies.used_without(|name| policies.contains_key(name));
        if !missing.is_empty() {
            let missing = missing.iter().map(|name| {
                format!("`{name}` is missing, and the application uses it\nhelp: add a table `[{name}]` with `origins`")
            });
            return Err(list(&path, &missing.collect::<Vec<_>>()));
        }
        self.version += 1;
        self.state.policies.retain(|name| policies.contains_key(name));
        for (name, Entry { policy, candidate }) in policies {
            self.state.policies.put(&name, self.version, policy);
            let candidate = candidate.map(|policy| Arc::new(Run::new(self.version, policy)));
            self.state.policies.propose(&name, self.version, candidate);
        }
        Ok(())
    }
}

fn list(path: &str, mistakes: &[String]) -> String {
    let mut text = match mistakes.len() {
        1 => format!("`{path}` has a mistake"),
        several => format!("`{path}` has {several} mistakes"),
    };
    for mistake in mistakes {
        let _ = write!(text, "\n\n{mistake}");
    }
    text
}
