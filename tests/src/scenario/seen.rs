//! A request as the table writes it down.

use actix_web::HttpRequest;
use actix_web::http::header::HeaderValue;

use super::roles::Roles;

/// A request that a server saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The method.
    pub method: String,
    /// The origin that it was sent to.
    pub server: String,
    /// The path without the number of the row.
    pub path: String,
    /// The header lines that the table speaks of.
    pub headers: Vec<(String, String)>,
}

impl Seen {
    /// A request of a row, and its number.
    pub fn of(request: &HttpRequest) -> Option<(usize, Self)> {
        let (row, path) = Seen::row_of(request.uri().path_and_query()?.as_str())?;
        let connection = request.connection_info();
        let value = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let seen = Seen {
            method: request.method().to_string(),
            server: format!("{}://{}", connection.scheme(), connection.host()),
            path: path.to_owned(),
            headers: request.headers().iter().map(|(name, line)| (name.to_string(), value(line))).collect(),
        };
        Some((row, seen))
    }

    /// Row and path of a request for `/12/app/a`; nothing for what is no row's.
    pub fn row_of(path: &str) -> Option<(usize, &str)> {
        let (row, path) = path.strip_prefix('/')?.split_once('/')?;
        Some((row.parse().ok()?, path))
    }

    /// In one line: `preflight for PUT app/a asking for x-a,x-b`, `GET other:app from null`, `GET app with a=1`.
    pub fn line(&self, page: &str, roles: &Roles) -> String {
        let host = if self.server == roles.origin("other") { "other:" } else { "" };
        let origin = match self.header("origin") {
            Some(origin) if origin == page => String::new(),
            Some(origin) => format!(" from {origin}"),
            None => " without origin".to_owned(),
        };
        let optional = |word: &str, name| self.header(name).map_or(String::new(), |value| format!(" {word} {value}"));
        let names = optional("asking for", "access-control-request-headers");
        let cookies = optional("with", "cookie");
        let tag = optional("knowing", "if-none-match");
        format!("{} {host}{}{origin}{names}{cookies}{tag}", self.kind(), self.path)
    }

    /// The method, or what the preflight is for: `preflight for PUT`.
    pub fn kind(&self) -> String {
        match self.header("access-control-request-method") {
            Some(method) if self.method == "OPTIONS" => format!("preflight for {method}"),
            _ => self.method.clone(),
        }
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(line, _)| line == name).map(|(_, value)| value.as_str())
    }
}
