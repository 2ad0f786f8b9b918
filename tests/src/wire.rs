//! An HTTP/1.1 client that sends and shows every byte.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// A keep-alive connection.
#[derive(Debug)]
pub struct Connection {
    stream: BufReader<TcpStream>,
}

/// A response, with its header lines as they came: name in lower case, value, in their order.
#[derive(Debug, Default)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The header lines.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

#[expect(clippy::missing_panics_doc, reason = "a connection that breaks fails the test")]
impl Connection {
    /// Connects to a server.
    pub fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        Connection { stream: BufReader::new(stream) }
    }

    /// Sends a request without a body and reads the response.
    pub fn request<N: AsRef<str>, V: AsRef<[u8]>>(&mut self, method: &str, path: &str, headers: &[(N, V)]) -> Response {
        let mut bytes = format!("{method} {path} HTTP/1.1\r\n").into_bytes();
        if !headers.iter().any(|(name, _)| name.as_ref().eq_ignore_ascii_case("host")) {
            bytes.extend_from_slice(b"host: api.example.com\r\n");
        }
        for (name, value) in headers {
            bytes.extend_from_slice(name.as_ref().as_bytes());
            bytes.extend_from_slice(b": ");
            bytes.extend_from_slice(value.as_ref());
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(b"\r\n");
        self.send(&bytes, method == "HEAD")
    }

    /// Sends bytes as they are and reads the response.
    pub fn send(&mut self, bytes: &[u8], head: bool) -> Response {
        self.stream.get_mut().write_all(bytes).unwrap();
        let mut response = Response::default();
        let status_line = self.line();
        response.status = status_line.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap();
        loop {
            let line = self.line();
            let Some((name, value)) = line.split_once(": ") else { break };
            response.headers.push((name.to_ascii_lowercase(), value.to_owned()));
        }
        if !head && !matches!(response.status, 204 | 304) {
            let length = response.values("content-length").first().map_or(0, |length| length.parse().unwrap());
            let mut body = vec![0; length];
            self.stream.read_exact(&mut body).unwrap();
            response.body = String::from_utf8(body).unwrap();
        }
        response
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.stream.read_line(&mut line).unwrap();
        assert!(line.ends_with("\r\n"), "the connection was closed after {line:?}");
        line.truncate(line.len() - 2);
        line
    }
}

impl Response {
    /// The values of every line with this name.
    pub fn values(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(line, _)| line == name).map(|(_, value)| value.as_str()).collect()
    }
}
