//! A real Chromium to test with, headless and with a profile of its own, driven by `chromedriver`.

use std::collections::BTreeMap;
use std::future::Future;
use std::io::Write as _;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use std::{env, fs, io, process};

use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::task::spawn_local;
use tokio::time::timeout;
use url::{ParseError, Url};

use crate::directory::Directory;

/// How long the driver, and then the browser, may take to start.
const START: Duration = Duration::from_secs(30);
/// How long a test may take from then on.
const TEST: Duration = Duration::from_secs(120);
/// How long the browser may take to close.
const CLOSE: Duration = Duration::from_secs(10);

/// The origin of a page of an extension, whose scheme is Chromium's own: `page.html`, which has no permissions.
pub const EXTENSION: &str = "chrome-extension://hclfoohdkepaddkjnofphfpfhgdjcopk";
/// The origin comes of the key, which may be any bytes.
const MANIFEST: &str = r#"{
    "manifest_version": 3, "name": "A page", "version": "1",
    "key": "Y29ycy10ZXN0czogYW4gZXh0ZW5zaW9uLCB3aG9zZSBvcmlnaW4gaGFzIGEgcHJpdmF0ZSBzY2hlbWU="
}"#;

const FLAGS: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

const MISSING: &str = "\
this test needs Chromium and its driver: install the packages `chromium` and `chromium-driver` (Debian), or
`chromium-browser` and `chromium-chromedriver` (Ubuntu). To leave out what needs a browser, set CORS_NO_BROWSER=1,
which CI does not honour.";

/// Runs a test in a fresh Chromium, and closes it however the test ends. Within actix-web's runtime.
///
/// With `CORS_NO_BROWSER=1`, and unless `CI` is set, says that the test is left out, and leaves it out.
///
/// # Panics
/// With the panic of the test; if the test takes too long; and if Chromium does not start.
pub async fn with_chromium<F>(name: &str, test: impl FnOnce(Client) -> F)
where
    F: Future<Output = ()> + 'static,
{
    with_chromium_and(name, &[], test).await;
}

/// [`with_chromium`], with more arguments on its command line.
///
/// # Panics
/// As [`with_chromium`].
pub async fn with_chromium_and<F>(name: &str, arguments: &[&str], test: impl FnOnce(Client) -> F)
where
    F: Future<Output = ()> + 'static,
{
    if env::var_os("CORS_NO_BROWSER").is_some_and(|value| value == "1") && env::var_os("CI").is_none() {
        // Not by `eprintln!`, which is captured when a test passes.
        let _ = writeln!(io::stderr(), "{name} was left out, as CORS_NO_BROWSER=1 asks for");
        return;
    }
    let chromium = Chromium::start(arguments).await.unwrap_or_else(|error| panic!("{error}\n\n{MISSING}"));
    let running = spawn_local(test(chromium.client.clone()));
    let abort = running.abort_handle();
    let result = timeout(TEST, running).await;
    abort.abort();
    chromium.close().await;
    let joined = result.unwrap_or_else(|_| panic!("{name} was not done within {TEST:?}"));
    if let Err(error) = joined {
        resume_unwind(error.into_panic());
    }
}

/// What a page gets from one call.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Outcome {
    /// The answer, as far as script may read it.
    Answer {
        /// `basic`, `cors` or `opaque`.
        #[serde(rename = "type")]
        kind: String,
        /// 0 if it is opaque.
        status: u16,
        /// Empty if it is opaque.
        body: String,
        /// Those that script sees, by their names in lower case.
        headers: BTreeMap<String, String>,
    },
    /// The browser refused.
    Refused {
        /// The error that script gets, which tells nothing.
        refused: String,
    },
}

impl Outcome {
    /// Whether the browser refused.
    pub fn is_refused(&self) -> bool {
        matches!(self, Outcome::Refused { .. })
    }

    /// Status and body of an answer.
    ///
    /// # Panics
    /// If the browser refused.
    pub fn answer(&self) -> (u16, &str) {
        match self {
            Outcome::Answer { status, body, .. } => (*status, body),
            Outcome::Refused { refused } => panic!("the browser refused: {refused}"),
        }
    }
}

/// Calls `fetch(url, init)` on the page that is open.
///
/// # Panics
/// If the driver does not answer as it should.
pub async fn fetch(client: &Client, url: &str, init: Value) -> Outcome {
    const SCRIPT: &str = r"
        const [url, init, done] = arguments;
        fetch(url, init).then(
            async (response) => done({
                type: response.type,
                status: response.status,
                body: await response.text(),
                headers: Object.fromEntries(response.headers),
            }),
            (error) => done({ refused: String(error) }),
        );";
    run(client, SCRIPT, vec![Value::from(url), init]).await
}

/// Runs a script on the page that is open, and waits until it calls its last argument.
///
/// # Panics
/// If the script throws, does not finish, or answers something else.
pub async fn run<T: for<'de> Deserialize<'de>>(client: &Client, script: &str, arguments: Vec<Value>) -> T {
    let value = client.execute_async(script, arguments).await.expect("the script calls back");
    serde_json::from_value(value).expect("the script answers in the form that is asked for")
}

/// The lines of the browser's console since the last call of this.
///
/// # Panics
/// If the driver does not hand them over.
pub async fn console(client: &Client) -> Vec<String> {
    let lines = client.issue_cmd(ConsoleLines).await.expect("chromedriver keeps the console");
    let lines = lines.as_array().into_iter().flatten();
    lines.filter_map(|line| line["message"].as_str().map(str::to_owned)).collect()
}

/// chromedriver's own command for the log that `goog:loggingPrefs` asks it to keep.
#[derive(Debug)]
struct ConsoleLines;

impl WebDriverCompatibleCommand for ConsoleLines {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({ "type": "browser" }).to_string()))
    }
}

struct Chromium {
    client: Client,
    driver: Driver,
}

impl Chromium {
    async fn start(arguments: &[&str]) -> Result<Self, String> {
        let driver = Driver::start().await?;
        let profile = format!("--user-data-dir={}", driver.profile.path().display());
        let extension = format!("--load-extension={}", driver.profile.extension().display());
        let own = [profile.as_str(), extension.as_str()];
        let flags: Vec<&str> = FLAGS.iter().chain(arguments).copied().chain(own).collect();
        // Cookies of other sites are not blocked, so that `SameSite` can be seen at work.
        let prefs = json!({ "profile.cookie_controls_mode": 0 });
        let capabilities = json!({
            "browserName": "chrome",
            "timeouts": { "script": 20_000, "pageLoad": 20_000, "implicit": 0 },
            "goog:chromeOptions": { "args": flags, "prefs": prefs },
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        let Value::Object(capabilities) = capabilities else { unreachable!("it is written as an object above") };
        let address = format!("http://127.0.0.1:{}", driver.port);
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = timeout(START, builder.capabilities(capabilities).connect(&address)).await;
        let client = client.map_err(|_| format!("Chromium did not start within {START:?}"))?;
        let client = client.map_err(|error| format!("Chromium did not start: {error}"))?;
        Ok(Chromium { client, driver })
    }

    async fn close(self) {
        let Chromium { client, mut driver } = self;
        let _ = timeout(CLOSE, client.close()).await;
        let _ = timeout(CLOSE, driver.child.kill()).await;
    }
}

/// `chromedriver` on a port that was free.
struct Driver {
    // Dropped before the profile, which nobody uses then.
    child: Child,
    port: u16,
    profile: Profile,
    /// Kept open, so that the driver can go on writing.
    _output: Lines<BufReader<ChildStdout>>,
}

impl Driver {
    async fn start() -> Result<Self, String> {
        let profile = Profile::create().map_err(|error| format!("cannot make a directory for Chromium: {error}"))?;
        let mut child = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("cannot run chromedriver: {error}"))?;
        let output = child.stdout.take().ok_or("chromedriver has no output")?;
        let mut output = BufReader::new(output).lines();
        let port = timeout(START, port(&mut output)).await;
        let port = port.ok().flatten().ok_or_else(|| format!("chromedriver named no port within {START:?}"))?;
        Ok(Driver { child, port, profile, _output: output })
    }
}

/// From the line `ChromeDriver was started successfully on port 40123.`
async fn port(output: &mut Lines<BufReader<ChildStdout>>) -> Option<u16> {
    while let Ok(Some(line)) = output.next_line().await {
        if let Some((_, port)) = line.split_once("successfully on port ") {
            return port.trim_end_matches('.').parse().ok();
        }
    }
    None
}

/// A directory that Chromium has to itself.
struct Profile(Directory);

impl Profile {
    fn create() -> io::Result<Self> {
        let profile = Profile(Directory::create("chromium")?);
        fs::create_dir(profile.extension())?;
        fs::write(profile.extension().join("manifest.json"), MANIFEST)?;
        fs::write(profile.extension().join("page.html"), "<!doctype html><title>A page</title>")?;
        Ok(profile)
    }

    fn path(&self) -> &Path {
        &self.0.0
    }

    fn extension(&self) -> PathBuf {
        self.path().join("page-of-an-extension")
    }
}

impl Drop for Profile {
    fn drop(&mut self) {
        if let Some(id) = browser_of(self.path()) {
            let _ = process::Command::new("kill").args(["-KILL", &id]).status();
        }
    }
}

/// The process that has the profile open, if Chromium did not close: the lock is a link to `host-process`.
fn browser_of(profile: &Path) -> Option<String> {
    let lock = fs::read_link(profile.join("SingletonLock")).ok()?;
    let (_, id) = lock.to_str()?.rsplit_once('-')?;
    id.parse::<u32>().ok().map(|id| id.to_string())
}
