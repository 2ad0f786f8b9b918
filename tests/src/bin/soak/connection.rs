//! A connection that is read response by response.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use actix_web::rt::time::timeout;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// How long an answer may take; a machine that is busy with other things needs some.
const PATIENCE: Duration = Duration::from_secs(20);

/// A response.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

/// A client's end of a connection.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    /// What was read and belongs to no response yet.
    rest: Vec<u8>,
}

impl Connection {
    pub async fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Connection { stream, rest: Vec::new() })
    }

    pub async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        timeout(PATIENCE, self.stream.write_all(bytes)).await?
    }

    pub async fn read(&mut self, is_head: bool) -> io::Result<Reply> {
        timeout(PATIENCE, async {
            loop {
                if let Some((reply, length)) = parse(&self.rest, is_head)? {
                    self.rest.drain(..length);
                    return Ok(reply);
                }
                if self.stream.read_buf(&mut self.rest).await? == 0 {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
            }
        })
        .await?
    }

    /// Ends the connection at once, with a reset.
    pub fn reset(self) -> io::Result<()> {
        self.stream.set_zero_linger()
    }
}

/// The first response and its length, if it is there already.
fn parse(bytes: &[u8], is_head: bool) -> io::Result<Option<(Reply, usize)>> {
    let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { return Ok(None) };
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).map_err(io::Error::other);
    let no_response = || io::Error::other("what came is no response");
    let head = text(&bytes[..end])?;
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok());
    let status = status.ok_or_else(no_response)?;
    let line = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()));
    let headers: Vec<_> = lines.map(line).collect::<Option<_>>().ok_or_else(no_response)?;
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.map_or(Ok(0), |(_, value)| value.parse::<usize>()).map_err(io::Error::other)?;
    let start = end + 4;
    let end = if is_head { start } else { start + length };
    let Some(body) = bytes.get(start..end) else { return Ok(None) };
    Ok(Some((Reply { status, headers, body: text(body)? }, end)))
}
