//! Requests on a connection that is kept.

use std::io::{Error, ErrorKind, Result};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Sends a request and reads its answer to the end: its status, and whether the connection can be used again.
pub(crate) async fn exchange(connection: &mut TcpStream, request: &str) -> Result<(u16, bool)> {
    connection.write_all(request.as_bytes()).await?;
    let mut bytes = Vec::with_capacity(4_096);
    let broken = || Error::from(ErrorKind::InvalidData);
    loop {
        if connection.read_buf(&mut bytes).await? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let Some(end) = bytes.windows(4).position(|part| part == b"\r\n\r\n") else { continue };
        let head = str::from_utf8(&bytes[..end]).map_err(|_| broken())?;
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(broken)?;
        let header = |name: &str| {
            let mut lines = head.lines().filter_map(|line| line.split_once(':'));
            lines.find_map(|(is, value)| is.eq_ignore_ascii_case(name).then_some(value.trim()))
        };
        let length: usize = header("content-length").and_then(|length| length.parse().ok()).ok_or_else(broken)?;
        let keeps = header("connection") != Some("close");
        let mut left = vec![0; (end + 4 + length).saturating_sub(bytes.len())];
        connection.read_exact(&mut left).await?;
        return Ok((status, keeps));
    }
}
