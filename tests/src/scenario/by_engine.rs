//! The scenarios in real browsers, against servers on ports of their own.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::Arc;

use fantoccini::Client;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::roles::Roles;
use super::seen::Seen;
use super::service::Shared;
use super::words::{SCRIPT_ERRORS, reasons_in, words};
use super::{Ask, Call, Found, Readable, Scenario, Table};
use crate::engine::Engine;
use crate::engine::page::{Outcome, run};
use crate::server::Server;

/// The servers of all roles, with the same routes.
#[derive(Debug)]
pub struct Servers {
    /// The browser that asks them.
    engine: Engine,
    /// Where they are.
    pub roles: Roles,
    /// What they share.
    pub shared: Arc<Shared>,
    _running: Vec<Server>,
}

impl Servers {
    /// Starts them on free ports.
    #[expect(clippy::missing_panics_doc, reason = "a server that does not start fails the test")]
    pub fn start(engine: Engine) -> Self {
        // Policies name the ports, so these have to be known before there is any server.
        let listeners = [(); 4].map(|()| TcpListener::bind(("127.0.0.1", 0)).unwrap());
        let [api, other, app, partner] = listeners.each_ref().map(|listener| listener.local_addr().unwrap().port());
        let roles = Roles::on_ports(api, other, app, partner, engine.extension());
        let shared = Shared::new(Table::load(&roles));
        let start = |listener| {
            let shared = Arc::clone(&shared);
            Server::on(listener, move |config| shared.configure(config))
        };
        let running = listeners.into_iter().map(start).collect();
        Servers { engine, roles, shared, _running: running }
    }
}

/// Calls that one page makes at one go.
struct Visit<'a> {
    page: &'a str,
    /// Rows run side by side, the calls of a row one after the other.
    calls: Vec<(usize, Vec<(usize, &'a Call)>)>,
}

/// What the browser makes of each call, by row and call. A row on a page that it cannot open is left out.
///
/// # Panics
/// If a page is not served, or the console says something that is of no row.
pub async fn make_all(client: &Client, servers: &Servers) -> BTreeMap<(usize, usize), Found> {
    let mut found = BTreeMap::new();
    servers.engine.console(client).await;
    for visit in visits(&servers.shared.table().scenario, servers.engine) {
        let Some(page) = page_url(visit.page, servers) else { continue };
        client.goto(&page).await.expect("the page is served");
        make(client, &visit, servers, &mut found).await;
        let console = servers.engine.console(client).await;
        for (call, reasons) in reasons(&console, servers) {
            found.get_mut(&call).expect("the call was made").outcome = Err(reasons.to_vec());
        }
    }
    found
}

/// The rows that stay on one page are run together.
fn visits(rows: &[Scenario], engine: Engine) -> Vec<Visit<'_>> {
    let mut together: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    let mut alone = Vec::new();
    for (row, scenario) in rows.iter().enumerate() {
        let calls: Vec<_> = scenario.calls.iter().enumerate().collect();
        let page = scenario.calls[0].page.as_str();
        if calls.iter().all(|(_, call)| call.page == page) {
            together.entry(page).or_default().push((row, calls));
        } else {
            let parts = calls.chunk_by(|(_, one), (_, other)| one.page == other.page);
            alone.extend(parts.map(|part| Visit { page: &part[0].1.page, calls: vec![(row, part.to_vec())] }));
        }
    }
    let most = rows_at_once(engine);
    let together = together.into_iter().flat_map(|(page, calls)| {
        calls.chunks(most).map(|calls| Visit { page, calls: calls.to_vec() }).collect::<Vec<_>>()
    });
    together.chain(alone).collect()
}

/// Firefox keeps the answers to a hundred preflights, and those of the rows that run together have to be among them.
fn rows_at_once(engine: Engine) -> usize {
    match engine {
        Engine::Chromium | Engine::WebKit => usize::MAX,
        Engine::Firefox => 40,
    }
}

fn page_url(page: &str, servers: &Servers) -> Option<String> {
    match page {
        "sandbox" => Some(format!("{}/sandbox", servers.roles.origin("app"))),
        "extension" => servers.engine.extension().map(|origin| format!("{origin}/page.html")),
        page => Some(format!("{}/page", servers.roles.origin(page))),
    }
}

#[derive(Serialize)]
struct Asked<'a> {
    /// Tells the servers whose requests follow.
    mark: String,
    /// Follows in the console what the browser says of a call that it refuses.
    label: String,
    url: String,
    wait: u64,
    /// Whether the row wants to know about timings.
    timing: bool,
    #[serde(flatten)]
    ask: &'a Ask,
}

/// What script gets: an [`Outcome`], and of timings whether they are detailed.
#[derive(Deserialize)]
struct Got {
    outcome: Outcome,
    timing: bool,
}

const SCRIPT: &str = include_str!("calls.js");

async fn make(client: &Client, visit: &Visit<'_>, servers: &Servers, found: &mut BTreeMap<(usize, usize), Found>) {
    let api = servers.roles.origin("api");
    let asked = |row: usize, (index, call): &(usize, &Call)| {
        let place = format!("{row}/{index}");
        json!(Asked {
            mark: format!("{api}/mark/{place}"),
            label: format!("{REFUSED}{place} "),
            url: format!("{api}/{row}/{}", call.to),
            wait: call.wait,
            timing: call.expected.timing.is_some(),
            ask: &call.ask,
        })
    };
    let rows = visit.calls.iter().map(|(row, calls)| calls.iter().map(|call| asked(*row, call)).collect());
    let rows: Vec<Vec<Value>> = rows.collect();
    let got: Vec<Vec<Got>> = run(client, SCRIPT, vec![json!(rows)]).await;
    for ((row, calls), got) in visit.calls.iter().zip(got) {
        for ((index, call), Got { outcome, timing }) in calls.iter().zip(got) {
            let page = servers.roles.origin(&call.page);
            let seen = servers.shared.take_seen((*row, *index));
            let sent = seen.iter().map(|seen| seen.line(page, &servers.roles)).collect();
            let outcome = match outcome {
                Outcome::Answer { kind, status, body, headers } => {
                    Ok(Readable { status, kind, headers: headers.into_keys().collect(), text: body, timing })
                }
                Outcome::Refused { refused } => Err(reasons_in(&refused, SCRIPT_ERRORS).unwrap_or_default().to_vec()),
            };
            found.insert((*row, *index), Found { outcome, sent });
        }
    }
}

/// What [`calls.js`](SCRIPT) writes before row and call.
const REFUSED: &str = "refused /";

/// The reasons in the console, each with row and call: one, unless the engine has the same words for several.
fn reasons(console: &[String], servers: &Servers) -> Vec<((usize, usize), &'static [&'static str])> {
    // The last one is where rows redirect to that is nobody's.
    let origins = [servers.roles.origin("api"), servers.roles.origin("other"), "elsewhere.example"];
    let mut of_row: BTreeMap<usize, &[&str]> = BTreeMap::new();
    let mut reasons = Vec::new();
    for line in console {
        if let Some((_, label)) = line.split_once(REFUSED) {
            let place = label.split_once(' ').and_then(|(place, _)| place.split_once('/'));
            let (row, index) = place.expect("the label is as it was written");
            let (row, index) = (row.parse().unwrap(), index.parse().unwrap());
            reasons.extend(of_row.remove(&row).map(|ids| ((row, index), ids)));
        } else if let Some(ids) = reasons_in(line, words(servers.engine)) {
            let urls =
                origins.iter().flat_map(|origin| line.match_indices(origin).map(|(at, _)| &line[at + origin.len()..]));
            let row = urls.filter_map(Seen::row_of).map(|(row, _)| row).next();
            of_row.insert(row.unwrap_or_else(|| panic!("of no row: {line}")), ids);
        }
    }
    reasons
}
