//! The page that a browser has open: what its script does there.

use std::collections::BTreeMap;

use fantoccini::Client;
use serde::Deserialize;
use serde_json::Value;

/// What a page gets from one call.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Outcome {
    /// The answer, as far as scripts may read it.
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
