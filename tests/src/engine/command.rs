//! A command that one driver has beside those of the WebDriver standard.

use fantoccini::Client;
use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::Value;
use url::{ParseError, Url};

/// A `POST` to a path below that of the session.
#[derive(Debug)]
struct Command {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Command {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}

/// Sends the command.
///
/// # Panics
/// If the driver does not know it.
pub(super) async fn send(client: &Client, path: &'static str, body: Value) -> Value {
    client.issue_cmd(Command { path, body }).await.unwrap_or_else(|error| panic!("{path}: {error}"))
}
