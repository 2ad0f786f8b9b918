//! The scenarios in Chromium, against servers on ports of their own.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::Arc;

use fantoccini::Client;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::roles::Roles;
use super::seen::Seen;
use super::service::Shared;
use super::{Ask, Call, Found, Readable, Scenario, Table};
use crate::chromium::{EXTENSION, Outcome, console, run};
use crate::server::Server;

/// The servers of all roles, with the same routes.
#[derive(Debug)]
pub struct Servers {
    /// Where they are.
    pub roles: Roles,
    /// What they share.
    pub shared: Arc<Shared>,
    _running: Vec<Server>,
}

impl Servers {
    /// Starts them on free ports.
    #[expect(clippy::missing_panics_doc, reason = "a server that does not start fails the test")]
    pub fn start() -> Self {
        // Policies name the ports, so that these have to be known before there is any server.
        let listeners = [(); 4].map(|()| TcpListener::bind(("127.0.0.1", 0)).unwrap());
        let [api, other, app, partner] = listeners.each_ref().map(|listener| listener.local_addr().unwrap().port());
        let roles = Roles::on_ports(api, other, app, partner);
        let shared = Shared::new(Table::load(&roles));
        let start = |listener| {
            let shared = Arc::clone(&shared);
            Server::on(listener, move |config| shared.configure(config))
        };
        let running = listeners.into_iter().map(start).collect();
        Servers { roles, shared, _running: running }
    }
}

/// Calls that one page makes at one go.
struct Visit<'a> {
    page: &'a str,
    /// Rows run side by side, the calls of a row one after the other.
    calls: Vec<(usize, Vec<(usize, &'a Call)>)>,
}

/// What Chromium makes of each call, by row and call.
///
/// # Panics
/// If a page is not served, or the console says something that is of no row.
pub async fn make_all(client: &Client, servers: &Servers) -> BTreeMap<(usize, usize), Found> {
    let mut found = BTreeMap::new();
    console(client).await;
    for visit in visits(&servers.shared.table().scenario) {
        let page = page_url(visit.page, &servers.roles);
        client.goto(&page).await.expect("the page is served");
        make(client, &visit, servers, &mut found).await;
        for (call, reason) in reasons(&console(client).await, &servers.roles) {
            found.get_mut(&call).expect("the call was made").outcome = Err(Some(reason));
        }
    }
    found
}

/// All rows that stay on one page are run together.
fn visits(rows: &[Scenario]) -> Vec<Visit<'_>> {
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
    together.into_iter().map(|(page, calls)| Visit { page, calls }).chain(alone).collect()
}

fn page_url(page: &str, roles: &Roles) -> String {
    match page {
        "sandbox" => format!("{}/sandbox", roles.origin("app")),
        "extension" => format!("{EXTENSION}/page.html"),
        page => format!("{}/page", roles.origin(page)),
    }
}

#[derive(Serialize)]
struct Asked<'a> {
    /// Tells the servers whose requests follow.
    mark: String,
    /// Stands in the console after what Chromium says of a call that it refuses.
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
                // What `fetch` says of what script may not ask for names the method; of all the rest it says nothing.
                Outcome::Refused { refused } => Err(refused.contains("Failed to execute").then(|| "script".to_owned())),
            };
            found.insert((*row, *index), Found { outcome, sent });
        }
    }
}

/// What [`calls.js`](SCRIPT) writes before row and call.
const REFUSED: &str = "refused /";

/// The reasons that stand in the console, each with row and call.
fn reasons(console: &[String], roles: &Roles) -> Vec<((usize, usize), String)> {
    let servers = [roles.origin("api"), roles.origin("other")];
    let mut of_row: BTreeMap<usize, &str> = BTreeMap::new();
    let mut reasons = Vec::new();
    for line in console {
        if let Some((_, label)) = line.split_once(REFUSED) {
            let place = label.split_once(' ').and_then(|(place, _)| place.split_once('/'));
            let (row, index) = place.expect("the label is as it was written");
            let (row, index) = (row.parse().unwrap(), index.parse().unwrap());
            reasons.extend(of_row.remove(&row).map(|reason| ((row, index), reason.to_owned())));
        } else if let Some((_, id)) = WORDS.iter().find(|(words, _)| line.contains(words)) {
            let urls =
                servers.iter().flat_map(|server| line.match_indices(server).map(|(at, _)| &line[at + server.len()..]));
            let row = urls.filter_map(Seen::row_of).map(|(row, _)| row).next();
            of_row.insert(row.unwrap_or_else(|| panic!("of no row: {line}")), id);
        }
    }
    reasons
}

/// What Chromium's console says, and which reason of the standard that is; `http-1` is Chromium's own.
pub const WORDS: &[(&str, &str)] = &[
    ("No 'Access-Control-Allow-Origin' header is present", "allow-origin-missing"),
    ("that is not equal to the supplied origin", "allow-origin-other"),
    ("contains multiple values", "allow-origin-repeated"),
    ("must not be the wildcard '*'", "allow-origin-any"),
    ("'Access-Control-Allow-Credentials' header in the response is ''", "allow-credentials-missing"),
    ("'Access-Control-Allow-Credentials' header in the response is '", "allow-credentials-other"),
    ("It does not have HTTP ok status", "preflight-status"),
    ("Redirect is not allowed for a preflight request", "preflight-status"),
    ("Cannot parse Access-Control-Allow-Methods", "allow-methods-malformed"),
    ("Cannot parse Access-Control-Allow-Headers", "allow-headers-malformed"),
    ("is not allowed by Access-Control-Allow-Methods", "method-not-allowed"),
    ("is not allowed by Access-Control-Allow-Headers", "header-not-allowed"),
    ("contains a username and password", "location-credentials"),
    ("only supported for protocol schemes", "location-scheme"),
    ("Request mode is \"same-origin\"", "mode-same-origin"),
    ("net::ERR_TOO_MANY_REDIRECTS", "too-many-redirects"),
    ("net::ERR_RESPONSE_HEADERS_MULTIPLE_LOCATION", "location-repeated"),
    ("net::ERR_INVALID_REDIRECT", "location-malformed"),
    ("net::ERR_ALPN_NEGOTIATION_FAILED", "http-1"),
];
