//! Asks a replica over the wire.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

use crate::draft::ORIGIN;

/// A connection that stays open.
pub struct Client {
    stream: BufReader<TcpStream>,
}

impl Client {
    pub fn connect(port: u16) -> Option<Self> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
        stream.set_nodelay(true).ok()?;
        Some(Client { stream: BufReader::new(stream) })
    }

    /// The versions that the parts of a response tell; `None` if the replica is gone.
    pub fn versions(&mut self, is_preflight: bool) -> Option<Vec<u64>> {
        let (method, more) =
            if is_preflight { ("OPTIONS", "Access-Control-Request-Method: GET\r\n") } else { ("GET", "") };
        let response = self.ask(method, "/", more)?;
        let told = response.iter().filter_map(|(name, value)| {
            let digits = match name.as_str() {
                "access-control-max-age" => value,
                "access-control-allow-methods" => value.strip_prefix('V')?,
                "access-control-allow-headers" | "access-control-expose-headers" => value.strip_prefix("x-v")?,
                _ => return None,
            };
            Some(digits.parse().expect("a number"))
        });
        Some(told.collect())
    }

    /// The body of an answer.
    pub fn text(&mut self, path: &str) -> Option<String> {
        self.ask("GET", path, "")?.pop().map(|(_, body)| body)
    }

    /// Headers, and the body at the end.
    fn ask(&mut self, method: &str, path: &str, more: &str) -> Option<Vec<(String, String)>> {
        let request = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nOrigin: {ORIGIN}\r\n{more}\r\n");
        self.stream.get_mut().write_all(request.as_bytes()).ok()?;
        let mut headers = Vec::new();
        let mut length = 0;
        loop {
            let mut line = String::new();
            if self.stream.read_line(&mut line).ok()? == 0 {
                return None;
            }
            if line.trim().is_empty() {
                break;
            }
            if let Some((name, value)) = line.trim().split_once(": ") {
                if name == "content-length" {
                    length = value.parse().ok()?;
                }
                headers.push((name.to_ascii_lowercase(), value.to_owned()));
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).ok()?;
        headers.push((String::new(), String::from_utf8(body).ok()?));
        Some(headers)
    }
}
