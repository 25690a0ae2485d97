//! For whom a trusted proxy asks.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, HeaderName, header};

use super::client::Client;
use crate::config::{Network, ProxyHeader};

/// The proxies in front of the service, and the header in which they name their clients.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies {
    /// Their addresses.
    pub networks: Vec<Network>,
    /// The header that they all write.
    pub header: ProxyHeader,
}

impl TrustedProxies {
    /// Whether a peer is one of them.
    pub(super) fn contain(&self, peer: IpAddr) -> bool {
        self.networks.iter().any(|network| network.contains(peer))
    }

    /// The client for whom `peer` asks. Each proxy adds the address that it saw at the end, so the header is read from
    /// its end, past further proxies; what stands before is the client's own claim. `None` if the peer is no trusted
    /// proxy, whose header means nothing, or if it names no address, as in a request of its own.
    pub(super) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> Option<Client> {
        if !self.contain(peer) {
            return None;
        }
        let (name, address): (HeaderName, fn(&str) -> Option<IpAddr>) = match self.header {
            ProxyHeader::Forwarded => (header::FORWARDED, forwarded_for),
            ProxyHeader::XForwardedFor => (HeaderName::from_static("x-forwarded-for"), node),
        };
        for line in headers.get_all(name).iter().rev() {
            // Not as one text: the client's part of it may be anything.
            for hop in line.as_bytes().rsplit(|byte| *byte == b',') {
                let address = std::str::from_utf8(hop).ok().and_then(|hop| address(hop.trim()))?;
                if !self.contain(address) {
                    return Some(Client::of(address));
                }
            }
        }
        None
    }
}

/// The address in an element of `Forwarded` (RFC 7239): `for="[2001:db8::1]:4711";proto=https`.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let pairs = element.split(';').filter_map(|pair| pair.trim().split_once('='));
    let value = pairs.into_iter().find_map(|(name, value)| name.eq_ignore_ascii_case("for").then_some(value))?;
    node(value.trim_matches('"'))
}

/// An address with or without a port.
fn node(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    bare.parse().ok().or_else(|| text.parse().ok().map(|address: SocketAddr| address.ip()))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    const PROXY: &str = "10.0.0.1";

    fn client(header: ProxyHeader, peer: &str, lines: &[&str]) -> Option<Client> {
        let networks = ["10.0.0.0/24", "2001:db8:99::/48"].map(|network| network.parse().expect("a network"));
        let proxies = TrustedProxies { networks: networks.to_vec(), header };
        let mut headers = HeaderMap::new();
        let name = match header {
            ProxyHeader::Forwarded => "forwarded",
            ProxyHeader::XForwardedFor => "x-forwarded-for",
        };
        for line in lines {
            headers.append(name, HeaderValue::from_bytes(line.as_bytes()).expect("a header"));
        }
        proxies.client(peer.parse().expect("an address"), &headers)
    }

    fn is(address: &str) -> Option<Client> {
        Some(Client::of(address.parse().expect("an address")))
    }

    #[test]
    fn the_last_address_that_is_no_proxy_is_the_client() {
        let client = |lines: &[&str]| client(ProxyHeader::XForwardedFor, PROXY, lines);
        assert_eq!(client(&["192.0.2.7"]), is("192.0.2.7"));
        assert_eq!(client(&["203.0.113.9, 192.0.2.7"]), is("192.0.2.7"), "the first is the client's own claim");
        assert_eq!(client(&["192.0.2.7, 10.0.0.2"]), is("192.0.2.7"));
        assert_eq!(client(&["10.0.0.9, 192.0.2.7 , 2001:db8:99::1"]), is("192.0.2.7"));
        assert_eq!(client(&["203.0.113.9", "192.0.2.7"]), is("192.0.2.7"), "the last line counts");
        assert_eq!(client(&["\u{e9}, 192.0.2.7"]), is("192.0.2.7"), "no text hides what the proxy adds");
        assert_eq!(client(&["192.0.2.7:50123"]), is("192.0.2.7"));
        assert_eq!(client(&["[2001:db8::7]:443"]), is("2001:db8::1"), "one network");
        assert_eq!(client(&["2001:db8::7"]), is("2001:db8::7"));
        assert_eq!(client(&["192.0.2.7, unknown"]), None, "what the proxy does not know, nobody else says");
        for nobody in [&[][..], &[""], &["10.0.0.2"]] {
            assert_eq!(client(nobody), None, "{nobody:?}");
        }
    }

    #[test]
    fn forwarded_names_it_in_the_same_order() {
        let client = |lines: &[&str]| client(ProxyHeader::Forwarded, PROXY, lines);
        assert_eq!(client(&["for=192.0.2.7;proto=https;by=10.0.0.1"]), is("192.0.2.7"));
        assert_eq!(client(&["proto=https; For=\"[2001:db8::7]:4711\""]), is("2001:db8::7"));
        assert_eq!(client(&["for=203.0.113.9, for=192.0.2.7, for=10.0.0.2"]), is("192.0.2.7"));
        // A quote that the client left open does not hide what the proxy adds.
        assert_eq!(client(&["for=\"203.0.113.9, for=192.0.2.7"]), is("192.0.2.7"));
        for nobody in ["for=_hidden", "for=unknown", "by=10.0.0.1", "192.0.2.7"] {
            assert_eq!(client(&[nobody]), None, "{nobody}");
        }
    }

    #[test]
    fn nobody_else_is_believed() {
        for header in [ProxyHeader::XForwardedFor, ProxyHeader::Forwarded] {
            assert_eq!(client(header, "192.0.2.1", &["192.0.2.7", "for=192.0.2.7"]), None);
        }
    }
}
