//! What the library reports through `tracing`, of all threads.

use std::fmt::{Debug, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// The reports so far, each with its fields in one text.
#[derive(Clone, Default)]
pub struct Reports(Arc<Mutex<Vec<String>>>);

impl Reports {
    /// Starts to collect, once for the whole process.
    pub fn install() -> Self {
        static INSTALLED: OnceLock<Reports> = OnceLock::new();
        let install = || {
            let reports = Reports::default();
            tracing::subscriber::set_global_default(reports.clone()).expect("nobody else has set one");
            reports
        };
        INSTALLED.get_or_init(install).clone()
    }

    /// Those that name a path and contain a text.
    pub fn about(&self, path: &Path, text: &str) -> Vec<String> {
        let path = path.display().to_string();
        self.containing(text).into_iter().filter(|report| report.contains(&path)).collect()
    }

    /// Those that contain a text.
    pub fn containing(&self, text: &str) -> Vec<String> {
        self.0.lock().unwrap().iter().filter(|report| report.contains(text)).cloned().collect()
    }
}

impl Subscriber for Reports {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("cors_fleet")
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut text = Text(event.metadata().level().to_string());
        event.record(&mut text);
        self.0.lock().unwrap().push(text.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, " {}={value:?}", field.name());
    }
}
