//! Where a probe asks, and whether it may ask as it should.

use std::time::{SystemTime, UNIX_EPOCH};

use cors_actix::Origin;
use cors_fetch::Url;
use ureq::http::{HeaderName, HeaderValue};

use super::options::ProbeOptions;
use super::question::{Aim, Kind, Question};
use crate::error::Error;

/// The deployment.
pub(super) struct Base {
    /// `https://api.example.com`
    pub(super) origin: String,
    /// The path of the URL, under which the application is.
    path: String,
    /// Makes the URLs of actual requests new to every cache.
    number: u128,
}

impl Base {
    /// # Errors
    /// [`Error::InvalidOption`] if the URL is not valid.
    pub(super) fn of(url: &str) -> Result<Self, Error> {
        let invalid = |why: &str| {
            Error::InvalidOption(format!(
                "`{}` is not a valid URL of a deployment: {why}\nhelp: write scheme, host, and the path under which the \
                 application is: `https://api.example.com`",
                url.escape_debug()
            ))
        };
        let parsed = Url::parse(url).map_err(|error| invalid(&error.to_string()))?;
        if parsed.includes_credentials() {
            return Err(invalid("it has a user name or password"));
        }
        if parsed.path().contains('?') {
            return Err(invalid("it has a query"));
        }
        let number = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_millis());
        Ok(Base { origin: parsed.origin().to_owned(), path: parsed.path().to_owned(), number })
    }

    /// Where a question is sent.
    pub(super) fn url(&self, question: &Question) -> String {
        let Base { origin, path, number } = self;
        // Without a report the URL is itself what is asked for.
        let prefix = if question.path.is_empty() { path } else { path.trim_end_matches('/') };
        let path = &question.path;
        let query = match (question.kind, question.aim) {
            (Kind::Actual, Aim::Before | Aim::Cached) => format!("?cors-edge-probe={number}-shared"),
            (Kind::Actual | Kind::Link, _) => {
                let page = question.page.replace(|char: char| !char.is_ascii_alphanumeric(), "-");
                format!("?cors-edge-probe={number}-{page}")
            }
            _ => String::new(),
        };
        format!("{origin}{prefix}{path}{query}")
    }
}

/// What may keep a server from being reached.
pub(super) fn help(url: &str) -> &'static str {
    if url.starts_with("https:") {
        "\nhelp: a certificate authority of your own is trusted by `SSL_CERT_FILE=ca.pem`; a port without TLS takes `http://`"
    } else {
        ""
    }
}

/// # Errors
/// [`Error::InvalidOption`] names the option that is not valid.
pub(super) fn check(options: &ProbeOptions, has_report: bool) -> Result<(), Error> {
    let invalid = |what: String, help: &str| Err(Error::InvalidOption(format!("{what}\nhelp: {help}")));
    let is_valid = |origin: &String| origin == "null" || Origin::parse(origin.as_bytes()).is_some();
    if let Some(origin) = options.origins.iter().find(|origin| !is_valid(origin)) {
        return invalid(
            format!("`{}` is not a valid origin", origin.escape_debug()),
            "write scheme, host and, unless it is the default, port: `--origin https://app.example.com`",
        );
    }
    if options.writes && !has_report {
        return invalid(
            "forged writes are compared with a report, and there is none".to_owned(),
            "name it with `--report cors.json`, or leave out `--writes`",
        );
    }
    if options.limit == 0 {
        return invalid("a limit of 0 asks nothing".to_owned(), "write at least 1: `--limit 2000`");
    }
    for (name, value) in &options.headers {
        if is_of_browsers(name) {
            return invalid(
                format!("`{}` is set by the probe", name.escape_debug()),
                "leave it out; `--origin https://app.example.com` asks for another origin",
            );
        }
        if HeaderName::from_bytes(name.as_bytes()).is_err() || HeaderValue::from_str(value).is_err() {
            let line = format!("{name}: {value}");
            return invalid(
                format!("`{}` is not a valid header line", line.escape_debug()),
                "write a name of letters, digits and hyphens, and a value on one line: `--header 'Authorization: Bearer …'`",
            );
        }
    }
    Ok(())
}

/// Headers that a question consists of.
fn is_of_browsers(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("sec-")
        || name.starts_with("access-control-")
        || ["origin", "host", "content-length"].contains(&&*name)
}
