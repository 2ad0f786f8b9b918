//! Real browsers to test with, each without a window and with a profile of its own, driven by WebDriver.

pub mod chromium;
mod command;
mod driver;
pub mod firefox;
pub mod page;
mod webkit;

use std::future::Future;
use std::io::Write as _;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{env, fs, io};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::task::spawn_local;
use tokio::time::timeout;

use self::driver::Driver;

/// How long the driver, and then the browser, may take to start.
const START: Duration = Duration::from_secs(30);
/// How long a test may take from then on.
const TEST: Duration = Duration::from_secs(120);
/// How long the browser may take to close.
const CLOSE: Duration = Duration::from_secs(10);

/// Which browser it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Chromium, headless.
    Chromium,
    /// Firefox, headless.
    Firefox,
    /// WebKitGTK's small browser, on a display that the test has to have.
    WebKit,
}

impl Engine {
    /// The program that starts the browser and tells it what to do.
    fn driver(self) -> &'static str {
        match self {
            Engine::Chromium => "chromedriver",
            Engine::Firefox => "geckodriver",
            Engine::WebKit => "WebKitWebDriver",
        }
    }

    fn driver_arguments(self) -> &'static [&'static str] {
        match self {
            Engine::Chromium | Engine::WebKit => &[],
            Engine::Firefox => firefox::ARGUMENTS,
        }
    }

    /// What to install.
    fn missing(self) -> &'static str {
        match self {
            Engine::Chromium => chromium::MISSING,
            Engine::Firefox => firefox::MISSING,
            Engine::WebKit => webkit::MISSING,
        }
    }

    /// Writes what the browser needs into its directory.
    fn prepare(self, directory: &Path) -> io::Result<()> {
        match self {
            Engine::Chromium => chromium::prepare(directory),
            Engine::Firefox => firefox::prepare(directory),
            Engine::WebKit => Ok(()),
        }
    }

    fn capabilities(self, directory: &Path, arguments: &[&str]) -> Value {
        match self {
            Engine::Chromium => chromium::capabilities(directory, arguments),
            Engine::Firefox => firefox::capabilities(directory, arguments),
            Engine::WebKit => webkit::capabilities(directory, arguments),
        }
    }

    /// What takes a session.
    async fn finish(self, client: &Client, directory: &Path) {
        if self == Engine::Firefox {
            firefox::finish(client, directory).await;
        }
    }

    /// The origin of a page of an extension, `page.html`, where the engine has extensions.
    pub fn extension(self) -> Option<&'static str> {
        match self {
            Engine::Chromium => Some(chromium::EXTENSION),
            Engine::Firefox => Some(firefox::EXTENSION),
            Engine::WebKit => None,
        }
    }

    /// The lines of the browser's console since the last call of this; none of WebKitGTK, which hides them from drivers.
    pub async fn console(self, client: &Client) -> Vec<String> {
        match self {
            Engine::Chromium => chromium::console(client).await,
            Engine::Firefox => firefox::console(client).await,
            Engine::WebKit => Vec::new(),
        }
    }
}

fn extension(directory: &Path) -> PathBuf {
    directory.join("page-of-an-extension")
}

fn write_extension(directory: &Path, manifest: &str) -> io::Result<()> {
    let extension = extension(directory);
    fs::create_dir(&extension)?;
    fs::write(extension.join("manifest.json"), manifest)?;
    fs::write(extension.join("page.html"), "<!doctype html><title>A page</title>")
}

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
    with_engine(Engine::Chromium, name, arguments, test).await;
}

/// Runs a test in a fresh browser of this engine, with these arguments on its command line, and closes it however the test ends.
/// Within actix-web's runtime.
///
/// # Panics
/// With the panic of the test; if the test takes too long; and if the browser does not start: what is missing is an error.
pub async fn with_engine<F>(engine: Engine, name: &str, arguments: &[&str], test: impl FnOnce(Client) -> F)
where
    F: Future<Output = ()> + 'static,
{
    let browser = Browser::start(engine, arguments).await;
    let browser = browser.unwrap_or_else(|error| panic!("{error}\n\n{}", engine.missing()));
    let running = spawn_local(test(browser.client.clone()));
    let abort = running.abort_handle();
    let result = timeout(TEST, running).await;
    abort.abort();
    browser.close().await;
    let joined = result.unwrap_or_else(|_| panic!("{name} was not done within {TEST:?}"));
    if let Err(error) = joined {
        resume_unwind(error.into_panic());
    }
}

struct Browser {
    client: Client,
    driver: Driver,
}

impl Browser {
    async fn start(engine: Engine, arguments: &[&str]) -> Result<Self, String> {
        let driver = Driver::start(engine).await?;
        let directory = &driver.directory.0;
        let mut capabilities = engine.capabilities(directory, arguments);
        capabilities["timeouts"] = json!({ "script": 20_000, "pageLoad": 20_000, "implicit": 0 });
        let Value::Object(capabilities) = capabilities else { unreachable!("each engine writes it as an object") };
        let address = format!("http://{}", driver.address);
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = timeout(START, builder.capabilities(capabilities).connect(&address)).await;
        let client = client.map_err(|_| format!("{engine:?} did not start within {START:?}"))?;
        let client = client.map_err(|error| format!("{engine:?} did not start: {error}"))?;
        engine.finish(&client, directory).await;
        Ok(Browser { client, driver })
    }

    async fn close(self) {
        let Browser { client, mut driver } = self;
        let _ = timeout(CLOSE, client.close()).await;
        let _ = timeout(CLOSE, driver.child.kill()).await;
    }
}
