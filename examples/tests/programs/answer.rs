//! What a server answers.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    /// Asks a server, on a connection of its own.
    pub fn to(address: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Self {
        Self::to_host(address, address, method, path, headers, body)
    }

    /// The same, under another name of the server.
    pub fn to_host(address: &str, host: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Self {
        let length = body.len();
        let headers: String = headers.iter().map(|(name, value)| [name, ": ", value, "\r\n"].concat()).collect();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {length}\r\n\
             {headers}\r\n{body}"
        );
        let mut stream = TcpStream::connect(address).expect("somebody listens");
        stream.set_read_timeout(Some(Duration::from_secs(10))).expect("ten seconds are some");
        stream.write_all(request.as_bytes()).expect("the request is read");
        let mut response = String::new();
        stream.read_to_string(&mut response).expect("the answer is text");
        Answer::parse(&response)
    }

    fn parse(response: &str) -> Self {
        let (head, body) = response.split_once("\r\n\r\n").expect("a head ends");
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|status| status.parse().ok());
        let headers = lines.filter_map(|line| line.split_once(": "));
        Answer {
            status: status.expect("the first line has a status"),
            headers: headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect(),
            body: body.to_owned(),
        }
    }

    /// The value of a header that is there at most once.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(line, _)| line == name).map(|(_, value)| value.as_str());
        let value = values.next();
        assert!(values.next().is_none(), "{name} is there twice: {self:?}");
        value
    }

    /// The origin that it is shared with.
    pub fn allowed_origin(&self) -> Option<&str> {
        self.header("access-control-allow-origin")
    }

    /// Whether nothing in it is about CORS.
    pub fn knows_no_cors(&self) -> bool {
        !self.headers.iter().any(|(name, _)| name.starts_with("access-control-") || name == "vary")
    }
}
