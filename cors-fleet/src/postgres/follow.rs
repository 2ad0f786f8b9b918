//! Follows a database: loads what is current, and then every new version.

use std::iter::Peekable;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use tokio::runtime;
use tokio::time::{sleep, timeout};
use tokio_postgres::Client;

use crate::error::{Error, ErrorKind};
use crate::postgres::batch;
use crate::postgres::cache::{Cache, Copy, Position};
use crate::postgres::candidates::Candidates;
use crate::postgres::connect::Connector;
use crate::postgres::definition::Definition;
use crate::postgres::failure::within;
use crate::postgres::options::PostgresOptions;
use crate::postgres::version::Version;
use crate::state::State;

/// How often the database is asked even if it has not announced anything.
const POLL: Duration = Duration::from_secs(1);

/// How long to wait before the next try.
const PAUSE: Duration = Duration::from_millis(250);

/// How long the database may take to connect, and to answer, until the connection is given up. Together with the pause it keeps
/// the bound of two seconds.
const LONGEST: Duration = Duration::from_secs(1);

/// The same when the program starts, and much is loaded.
const LONGEST_AT_START: Duration = Duration::from_secs(10);

/// Loads the policies of a database, and starts a thread that follows it.
///
/// # Errors
/// The address is not valid; the database refuses or cannot be reached, and there is no copy; or the copy has versions that the
/// database does not have.
pub(crate) fn follow(options: &PostgresOptions, state: Arc<State>) -> Result<(), Error> {
    let connector = Connector::new(&options.address, options.root_certificates.as_deref())?;
    let cache = options.cache.as_deref().map(Cache::new);
    let runtime = runtime::Builder::new_current_thread().enable_all().build();
    let cannot_start = |error| Error::new(ErrorKind::Unreachable, format!("cannot start a thread: {error}"));
    let runtime = runtime.map_err(cannot_start)?;
    let (started, start): (_, Receiver<Result<(), Error>>) = sync_channel(1);
    let mut follower = Follower {
        connector,
        cache,
        state,
        copy: Copy::default(),
        candidates: Candidates::new(),
        candidates_failed: false,
        started: Some(started),
        reported: None,
    };
    let run = move || runtime.block_on(follower.run());
    thread::Builder::new().name("cors-fleet-postgres".to_owned()).spawn(run).map_err(cannot_start)?;
    start
        .recv()
        .unwrap_or_else(|_| Err(Error::new(ErrorKind::Unreachable, "the thread that follows the store has ended")))
}

/// How many bytes of drafts are checked before they are put into force. A huge draft does not keep those before it waiting.
const TOGETHER: usize = 64 * 1024;

/// The next versions that take effect together.
fn together(versions: &mut Peekable<impl Iterator<Item = Version>>) -> Vec<Version> {
    let mut together: Vec<Version> = versions.next().into_iter().collect();
    let mut bytes: usize = together.iter().map(|version| version.draft.len()).sum();
    while let Some(next) = versions.next_if(|next| bytes + next.draft.len() <= TOGETHER) {
        bytes += next.draft.len();
        together.push(next);
    }
    together
}

/// Checks a version, and reports what is wrong with it.
fn checked(version: &Version) -> Option<Definition> {
    version.check().inspect_err(|error| tracing::error!("the earlier version stays in force\n{error}")).ok()
}

struct Follower {
    connector: Connector,
    cache: Option<Cache>,
    state: Arc<State>,
    copy: Copy,
    candidates: Candidates,
    /// Whether it has been reported that candidates cannot be followed.
    candidates_failed: bool,
    /// Where to say how the start went, until it is said.
    started: Option<SyncSender<Result<(), Error>>>,
    /// What kind of failure has been reported, until the store is back.
    reported: Option<ErrorKind>,
}

impl Follower {
    async fn run(&mut self) {
        self.load_copy();
        while !self.state.is_closed() {
            if let Err(error) = self.session().await {
                if !self.may_go_on(&error) {
                    return;
                }
                self.report(&error);
            }
            sleep(PAUSE).await;
        }
    }

    fn load_copy(&mut self) {
        let Some(copy) = self.cache.as_mut().and_then(Cache::load) else { return };
        for version in copy.versions.values() {
            match version.check() {
                Ok(definition) => self.state.policies.put(&version.name, version.number, definition.policy().clone()),
                Err(error) => tracing::error!("{error}"),
            }
        }
        self.copy = copy;
    }

    /// Follows the database through one connection.
    async fn session(&mut self) -> Result<(), Error> {
        let longest = if self.started.is_some() { LONGEST_AT_START } else { LONGEST };
        let (client, mut announced) = self.connector.connect(longest).await?;
        // A standby and some poolers refuse it. Then the database is polled.
        let listen = client.batch_execute("LISTEN cors_fleet");
        if let Ok(Err(error)) = timeout(longest, listen).await {
            tracing::debug!("new versions are noticed by polling only: {error}");
        }
        while !self.state.is_closed() {
            self.catch_up(&client).await?;
            let may_have_more = self.follow_candidates(&client).await?;
            self.report_back();
            if may_have_more {
                continue;
            }
            // Without a connection nothing is announced; the next query says so.
            let _ = timeout(POLL, async {
                if announced.recv().await.is_none() {
                    sleep(POLL).await;
                }
            })
            .await;
        }
        Ok(())
    }

    /// Takes over every version that is not known yet.
    async fn catch_up(&mut self, client: &Client) -> Result<(), Error> {
        let longest = if self.started.is_some() { LONGEST_AT_START } else { LONGEST };
        let Some(position) = self.copy.position.clone() else {
            let versions = within(longest, batch::current(client)).await?;
            let newest = versions.iter().max_by_key(|version| version.sequence);
            let position = newest.map(|version| Position { sequence: version.sequence, hash: version.hash.clone() });
            let mut good = Vec::new();
            for version in versions {
                let earlier = match checked(&version) {
                    Some(definition) => Some((version, definition)),
                    None => within(longest, batch::earlier(client, &version))
                        .await?
                        .into_iter()
                        .find_map(|earlier| earlier.check().ok().map(|definition| (earlier, definition))),
                };
                good.extend(earlier);
            }
            self.take(position, good);
            return Ok(());
        };
        let mut position = position;
        loop {
            let mut versions = within(longest, batch::after(client, &position)).await?.into_iter().peekable();
            if versions.peek().is_none() {
                return Ok(());
            }
            while versions.peek().is_some() {
                let together = together(&mut versions);
                if let Some(newest) = together.last() {
                    position = Position { sequence: newest.sequence, hash: newest.hash.clone() };
                }
                let good = together.into_iter().filter_map(|version| checked(&version).map(|draft| (version, draft)));
                self.take(Some(position.clone()), good.collect());
            }
        }
    }

    /// Runs candidates. What the database refuses is reported once, and keeps no version waiting.
    async fn follow_candidates(&mut self, client: &Client) -> Result<bool, Error> {
        let result = self.candidates.follow(client, &self.state.policies, LONGEST).await;
        let has_failed = result.as_ref().is_err_and(|error| error.kind() != ErrorKind::Unreachable);
        if let Err(error) = &result
            && has_failed
            && !self.candidates_failed
        {
            tracing::warn!("candidates cannot be followed, or their counts not recorded: {error}");
        }
        self.candidates_failed = has_failed;
        if has_failed { Ok(false) } else { result }
    }

    /// Puts versions into force that have been checked. The copy is written first, so no restart goes back behind them.
    fn take(&mut self, position: Option<Position>, versions: Vec<(Version, Definition)>) {
        if position == self.copy.position {
            return;
        }
        if let Some(cache) = &mut self.cache {
            cache.save(&self.copy, position.as_ref(), versions.iter().map(|(version, _)| version));
        }
        self.copy.position = position;
        for (version, definition) in versions {
            self.state.policies.put(&version.name, version.number, definition.policy().clone());
            // Nobody needs them again without a file.
            if self.cache.is_some() {
                self.copy.versions.insert(version.name.clone(), version);
            }
        }
    }

    /// Says how the start went, if nobody has yet. Returns whether there is anything to serve.
    fn may_go_on(&mut self, error: &Error) -> bool {
        let Some(started) = self.started.take() else { return true };
        let is_away = error.kind() == ErrorKind::Unreachable;
        let answer = match &self.cache {
            Some(_) if is_away && self.copy.position.is_some() => Ok(()),
            Some(cache) if is_away => Err(Error::new(
                error.kind(),
                format!("{error}\nnote: the cache file `{}` has no copy to start with", cache.path().display()),
            )),
            // Some reasons say already what to do.
            None if is_away && !error.to_string().contains("\nhelp: ") => Err(Error::new(
                error.kind(),
                format!("{error}\nhelp: start the database, or set a cache file to start without it the next time"),
            )),
            _ => Err(error.clone()),
        };
        let may_go_on = answer.is_ok();
        let _ = started.send(answer);
        may_go_on
    }

    fn report(&mut self, error: &Error) {
        self.state.set_away(true);
        if self.reported.replace(error.kind()) != Some(error.kind()) {
            tracing::warn!("the store cannot be followed, and the policies stay as they are: {error}");
        }
    }

    fn report_back(&mut self) {
        if let Some(started) = self.started.take() {
            let _ = started.send(Ok(()));
        }
        let away = self.state.set_away(false);
        if self.reported.take().is_some() {
            let seconds = away.unwrap_or_default().as_secs_f32();
            tracing::info!(seconds, "the store is followed again");
        }
    }
}
