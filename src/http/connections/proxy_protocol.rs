//! The PROXY protocol, versions 1 and 2: a proxy says at the beginning of a connection whose it is.
//! <https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt>

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use tokio::io::{AsyncRead, AsyncReadExt as _};

/// The beginning of a header of version 2.
const SIGNATURE: &[u8; 12] = b"\r\n\r\n\0\r\nQUIT\n";
/// The shortest header of version 1, `PROXY UNKNOWN` and a line feed. No header has fewer bytes, so as many can be read
/// without taking some of what follows.
const SHORTEST: usize = 15;
/// The longest header of version 1, with its line feed.
const LONGEST_LINE: usize = 107;
/// The longest rest of a header of version 2 that is read: addresses and what proxies add to them.
const LONGEST_REST: usize = 2_048;

/// For whom a connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum For {
    /// For the client at this address.
    Client(IpAddr),
    /// For the proxy itself, which checks whether the service is alive, or does not say for whom.
    Itself,
}

/// Reads the header, and nothing after it.
///
/// # Errors
///
/// If the connection does not begin with one, or ends in it.
pub(super) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<For> {
    let mut first = [0; SHORTEST];
    stream.read_exact(&mut first).await?;
    if first.starts_with(SIGNATURE) {
        return read_binary(stream, &first).await;
    }
    let mut line = first.to_vec();
    while !line.ends_with(b"\r\n") {
        if line.len() == LONGEST_LINE || !line.starts_with(b"PROXY ") {
            return Err(malformed("it does not begin with a header of the PROXY protocol"));
        }
        line.push(stream.read_u8().await?);
    }
    parse_line(&line).ok_or_else(|| malformed("its header of the PROXY protocol is malformed"))
}

/// `PROXY TCP4 192.0.2.7 198.51.100.1 50123 443` and a line feed.
fn parse_line(line: &[u8]) -> Option<For> {
    let line = std::str::from_utf8(line.strip_suffix(b"\r\n")?).ok()?;
    let mut words = line.split(' ');
    if words.next() != Some("PROXY") {
        return None;
    }
    let client: IpAddr = match words.next()? {
        "UNKNOWN" => return Some(For::Itself),
        "TCP4" => words.next()?.parse::<Ipv4Addr>().ok()?.into(),
        "TCP6" => words.next()?.parse::<Ipv6Addr>().ok()?.into(),
        _ => return None,
    };
    let (to, ports) = (words.next()?, [words.next()?, words.next()?]);
    let to: IpAddr = to.parse().ok()?;
    let are_ports = ports.iter().all(|port| port.parse::<u16>().is_ok());
    let fits = to.is_ipv4() == client.is_ipv4() && are_ports && words.next().is_none();
    fits.then_some(For::Client(client))
}

async fn read_binary(stream: &mut (impl AsyncRead + Unpin), first: &[u8; SHORTEST]) -> io::Result<For> {
    let [.., version_and_command, family, high] = *first;
    let length = usize::from(u16::from_be_bytes([high, stream.read_u8().await?]));
    if length > LONGEST_REST {
        return Err(malformed("its header of the PROXY protocol is longer than 2,048 bytes"));
    }
    let mut rest = vec![0; length];
    stream.read_exact(&mut rest).await?;
    parse_binary(version_and_command, family, &rest)
        .ok_or_else(|| malformed("its header of the PROXY protocol is malformed"))
}

fn parse_binary(version_and_command: u8, family: u8, rest: &[u8]) -> Option<For> {
    match (version_and_command, family) {
        // LOCAL: whatever the rest says.
        (0x20, _) => Some(For::Itself),
        (0x21, 0x11) => {
            let (client, _) = rest.split_first_chunk::<4>()?;
            (rest.len() >= 12).then_some(For::Client(Ipv4Addr::from(*client).into()))
        }
        (0x21, 0x21) => {
            let (client, _) = rest.split_first_chunk::<16>()?;
            (rest.len() >= 36).then_some(For::Client(Ipv6Addr::from(*client).into()))
        }
        // No addresses, or not those of a TCP connection.
        (0x21, _) => Some(For::Itself),
        _ => None,
    }
}

fn malformed(why: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read of these bytes, and what is left.
    async fn read_all(mut bytes: &[u8]) -> (io::Result<For>, Vec<u8>) {
        let read = read(&mut bytes).await;
        (read, bytes.to_vec())
    }

    fn client(address: &str) -> For {
        For::Client(address.parse().expect("an address"))
    }

    fn binary(command: u8, family: u8, rest: &[u8]) -> Vec<u8> {
        let length = u16::try_from(rest.len()).expect("a length").to_be_bytes();
        [&SIGNATURE[..], &[command, family], &length, rest].concat()
    }

    #[tokio::test]
    async fn both_versions_name_the_client_and_take_nothing_of_what_follows() {
        let v4 = [192, 0, 2, 7, 198, 51, 100, 1, 0xc3, 0xcb, 0x01, 0xbb];
        let mut v6 = [0; 36];
        v6[..16].copy_from_slice(&"2001:db8::7".parse::<Ipv6Addr>().expect("an address").octets());
        let with_more = [&v4[..], &[3, 0, 4, 1, 2, 3, 4]].concat();
        for (header, expected) in [
            (b"PROXY TCP4 192.0.2.7 198.51.100.1 50123 443\r\n".to_vec(), client("192.0.2.7")),
            (b"PROXY TCP6 2001:db8::7 2001:db8::1 50123 443\r\n".to_vec(), client("2001:db8::7")),
            (b"PROXY UNKNOWN\r\n".to_vec(), For::Itself),
            (b"PROXY UNKNOWN ffff:f:f ffff 1 2\r\n".to_vec(), For::Itself),
            (binary(0x21, 0x11, &v4), client("192.0.2.7")),
            (binary(0x21, 0x11, &with_more), client("192.0.2.7")),
            (binary(0x21, 0x21, &v6), client("2001:db8::7")),
            (binary(0x20, 0x00, &[]), For::Itself),
            (binary(0x20, 0x11, &v4), For::Itself),
            (binary(0x21, 0x00, &[]), For::Itself),
            (binary(0x21, 0x31, &[0; 216]), For::Itself),
        ] {
            let (read, left) = read_all(&[&header[..], b"GET / HTTP/1.1\r\n"].concat()).await;
            let shown = String::from_utf8_lossy(&header).into_owned();
            assert_eq!(read.expect(&shown), expected, "{shown}");
            assert_eq!(left, b"GET / HTTP/1.1\r\n", "{shown}");
        }
    }

    #[tokio::test]
    async fn everything_else_is_refused() {
        let long = [b"PROXY UNKNOWN ".to_vec(), vec![b'x'; 100], b"\r\n".to_vec()].concat();
        for wrong in [
            b"GET / HTTP/1.1\r\nhost: x\r\n\r\n".to_vec(),
            b"PROXY TCP4 192.0.2.7 198.51.100.1 50123\r\n".to_vec(),
            b"PROXY TCP4 192.0.2.7 198.51.100.1 50123 70000\r\n".to_vec(),
            b"PROXY TCP4 192.0.2.7 198.51.100.1 50123 443 1\r\n".to_vec(),
            b"PROXY TCP4 2001:db8::7 198.51.100.1 50123 443\r\n".to_vec(),
            b"PROXY TCP4 192.0.2.7 2001:db8::1 50123 443\r\n".to_vec(),
            b"PROXY UDP4 192.0.2.7 198.51.100.1 50123 443\r\n".to_vec(),
            b"PROXY TCP4 192.0.2.7".to_vec(),
            long,
            binary(0x21, 0x11, &[1, 2, 3, 4]),
            binary(0x21, 0x21, &[0; 35]),
            binary(0x11, 0x11, &[0; 12]),
            binary(0x22, 0x11, &[0; 12]),
            binary(0x21, 0x11, &[0; 3_000]),
            binary(0x21, 0x11, &[0; 12])[..20].to_vec(),
            Vec::new(),
        ] {
            let (read, _) = read_all(&wrong).await;
            assert!(read.is_err(), "{}", String::from_utf8_lossy(&wrong));
        }
    }
}
