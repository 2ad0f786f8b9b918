//! A candidate of a policy decides beside the live one, and what it would decide differently is counted.

mod difference;
mod middleware;
mod outcome;
pub(crate) mod report;
pub(crate) mod run;
pub(crate) mod samples;

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use cors_actix::PolicyHandle;

use report::ShadowReport;
use run::Run;

/// Where the run of a candidate is, while there is one.
pub(crate) type Slot = Arc<ArcSwapOption<Run>>;

/// Runs the candidate of a policy in the shadow of the live one. It is a middleware, and [`report`](Self::report) says what it
/// has counted.
///
/// Wrap it around the `Cors` that has the handle of the policy. Each request that comes through is decided by both policies. The
/// live one answers; the other one is only counted. Without a candidate it does nothing. Routes inside that have another policy are
/// counted as if they had this one, so wrap the shadow around a scope without them.
///
/// ```
/// use actix_web::App;
/// use cors_actix::Cors;
/// use cors_fleet::Store;
///
/// # let folder = std::env::temp_dir().join(format!("cors-fleet-doc-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// # let file = folder.join("cors.toml");
/// # std::fs::write(&file, "partners.origins = '*'\n[partners.shadow]\norigins = 'https://app.example.com'")?;
/// let store = Store::open(&file)?;
/// let partners = store.handle("partners")?;
/// let shadow = store.shadow("partners")?;
/// let app = App::new().wrap(Cors::new(&partners)).wrap(shadow.clone());
///
/// let report = shadow.report().expect("the file has a table `[partners.shadow]`");
/// assert_eq!((report.requests, report.differences), (0, 0));
/// # std::fs::remove_dir_all(&folder)?;
/// # drop(app);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Two decisions are the same if the browser and the handler cannot tell them apart. `Vary` is not compared, since only caches
/// look at it. An origin that only a function allows (`Cors::with`) counts as not allowed.
#[derive(Debug, Clone)]
pub struct Shadow {
    live: PolicyHandle,
    slot: Slot,
}

impl Shadow {
    pub(crate) fn new(live: PolicyHandle, slot: Slot) -> Self {
        Shadow { live, slot }
    }

    /// Returns what this process has counted since the candidate arrived; `None` if there is no candidate.
    pub fn report(&self) -> Option<ShadowReport> {
        self.slot.load().as_ref().map(|run| run.report())
    }
}
