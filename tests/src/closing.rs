//! An HTTP/1.1 client for answers of any kind, in chunks or compressed: one connection for each request.

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use flate2::read::GzDecoder;

/// A response.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// The header lines in their order: name in lower case, value.
    pub headers: Vec<(String, String)>,
    /// The body as it was sent, but for the form of transfer.
    pub body: Vec<u8>,
}

/// Sends a request without a body and reads until the connection is closed.
///
/// # Errors
/// If the connection breaks, is silent for ten seconds, or what comes is no response.
pub fn ask<V: AsRef<str>>(address: SocketAddr, method: &str, path: &str, headers: &[(&str, V)]) -> io::Result<Reply> {
    let mut request = format!("{method} {path} HTTP/1.1\r\nhost: api.example.com\r\nconnection: close\r\n");
    for (name, value) in headers {
        request.extend([name, ": ", value.as_ref(), "\r\n"]);
    }
    request.push_str("\r\n");
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    stream.write_all(request.as_bytes())?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    Reply::read(&bytes, method == "HEAD")
        .ok_or_else(|| io::Error::other(format!("no response: {}", String::from_utf8_lossy(&bytes))))
}

impl Reply {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(line, _)| line == name).map(|(_, value)| value.as_str());
        let value = values.next();
        // Two lines are another answer than one, whatever they say.
        if values.next().is_some() { Some("several lines") } else { value }
    }

    /// The body when its encoding is undone; nothing if it is not what `Content-Encoding` says.
    pub fn text(&self) -> Option<String> {
        let mut text = String::new();
        match self.header("content-encoding") {
            None => text.push_str(str::from_utf8(&self.body).ok()?),
            Some("gzip") if self.body.is_empty() => {}
            Some("gzip") => drop(GzDecoder::new(&*self.body).read_to_string(&mut text).ok()?),
            Some(_) => return None,
        }
        Some(text)
    }

    fn read(bytes: &[u8], is_head: bool) -> Option<Self> {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let mut lines = str::from_utf8(&bytes[..end]).ok()?.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let line =
            |line: &str| line.split_once(':').map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()));
        let headers = lines.map(line).collect::<Option<_>>()?;
        let mut reply = Reply { status, headers, body: bytes[end + 4..].to_vec() };
        if reply.header("transfer-encoding") == Some("chunked") && !is_head {
            reply.body = in_one_piece(&reply.body)?;
        }
        let length = reply.header("content-length").map(str::parse::<usize>);
        let is_bodiless = is_head || matches!(status, 204 | 304);
        let is_whole = is_bodiless || length.is_none_or(|length| length == Ok(reply.body.len()));
        is_whole.then_some(reply)
    }
}

/// <https://www.rfc-editor.org/rfc/rfc9112#section-7.1>
fn in_one_piece(mut chunks: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = chunks.windows(2).position(|window| window == b"\r\n")?;
        let length = usize::from_str_radix(str::from_utf8(&chunks[..end]).ok()?, 16).ok()?;
        let chunk = chunks.get(end + 2..end + 2 + length)?;
        if length == 0 {
            return Some(body);
        }
        body.extend_from_slice(chunk);
        chunks = chunks.get(end + 2 + length + 2..)?;
    }
}
