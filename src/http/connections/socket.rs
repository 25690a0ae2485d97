use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use rustix::net::sockopt;
use tokio::net::{TcpListener, TcpSocket};

/// How many new connections may wait to be accepted; the system may allow fewer (`net.core.somaxconn`).
const BACKLOG: u32 = 4_096;
/// Bytes of answers that the system keeps for one connection, half of what Linux reserves. A peer that does not read
/// holds so much memory, and is noticed once it is full.
const SEND_BUFFER: u32 = 128 << 10;
/// After so many seconds without a word the system asks whether a peer is still there.
const KEEP_ALIVE: Duration = Duration::from_secs(60);
/// After so many milliseconds in which nothing sent was acknowledged, the system gives a connection up, also one that
/// the service has closed.
const UNACKNOWLEDGED: u32 = 60_000;

/// A listener whose connections have these limits.
///
/// # Errors
///
/// If the address is taken, is not this machine's, or may not be used.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // As `TcpListener::bind` does: a restart need not wait for old connections.
    socket.set_reuseaddr(true)?;
    // Accepted connections inherit all of these.
    socket.set_send_buffer_size(SEND_BUFFER)?;
    socket.set_keepalive(true)?;
    sockopt::set_tcp_keepidle(&socket, KEEP_ALIVE)?;
    sockopt::set_tcp_user_timeout(&socket, UNACKNOWLEDGED)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}
