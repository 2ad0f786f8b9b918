//! Is told by the operating system when a file changes.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, sync_channel};

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

/// Watches the folder of a file, because a file that is replaced is another one.
pub(crate) struct Watch {
    watcher: Result<RecommendedWatcher, String>,
}

impl Watch {
    /// Starts to watch. A message may stand for several changes.
    pub(crate) fn new(path: &Path) -> (Self, Receiver<()>) {
        let (sender, changes) = sync_channel(1);
        let on_event = move |event: notify::Result<Event>| {
            // Reading the file is an event, too, and would lead to the next reading.
            if event.is_ok_and(|event| is_only_read(event.kind)) {
                return;
            }
            // A message that is waiting already says the same.
            let _ = sender.try_send(());
        };
        let watcher = RecommendedWatcher::new(on_event, notify::Config::default()).and_then(|mut watcher| {
            watcher.watch(&folder(path), RecursiveMode::NonRecursive)?;
            Ok(watcher)
        });
        (Watch { watcher: watcher.map_err(|error| error.to_string()) }, changes)
    }

    /// Why nothing is watched, if that is so.
    pub(crate) fn failure(&self) -> Option<&str> {
        self.watcher.as_ref().err().map(String::as_str)
    }
}

fn is_only_read(kind: EventKind) -> bool {
    kind.is_access() && kind != EventKind::Access(AccessKind::Close(AccessMode::Write))
}

fn folder(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}
