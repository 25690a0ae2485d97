use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::network::Network;
use super::problem::Violation;
use super::proxy_header::ProxyHeader;

/// How the paths of all routes begin.
pub const OWN_PATHS: [&str; 11] = [
    ".well-known",
    "demo",
    "docs",
    "healthz",
    "metrics",
    "openapi.json",
    "readyz",
    "sandbox",
    "scanner",
    "v1",
    "wallet",
];

/// `[service]`: listeners and their limits.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a section")]
pub struct ServiceSection {
    /// The address for citizens' phones, partners and scanners.
    pub public_listen: SocketAddr,
    /// The address for operators and metrics.
    pub operator_listen: SocketAddr,
    /// The time for a whole request, in seconds.
    pub request_timeout: u64,
    /// The time for the headers of a request, in seconds.
    pub header_timeout: u64,
    /// The longest body of a request, in bytes.
    pub body_limit: u64,
    /// The time between the signal to stop and the end of the listeners, in which the service reports itself not ready
    /// and still answers, in seconds.
    pub drain: u64,
    /// The time that requests under way have to end when the service stops, in seconds.
    pub shutdown_grace: u64,
    /// The most connections at a time to the public listener.
    pub max_connections: u32,
    /// The most of them from one IPv4 address or IPv6 /64 network, unless a trusted proxy has it.
    pub max_connections_per_address: u32,
    /// The proxies that are believed for whom they ask.
    pub trusted_proxies: Vec<Network>,
    /// The header in which they say it.
    pub proxy_header: ProxyHeader,
    /// Whether their connections to the public listener begin with the PROXY protocol.
    pub proxy_protocol: bool,
    /// The most requests at a time of one client behind them.
    pub max_requests_per_client: u32,
    /// The time that a client may take nothing of an answer, in seconds.
    pub write_timeout: u64,
    /// The least rate of bodies and answers, in bytes a second.
    pub min_rate: u32,
    /// The certificates of the public listener in PEM, the service's own first; without them it does not speak TLS.
    pub tls_certificate: Option<PathBuf>,
    /// Their private key in PEM.
    pub tls_key: Option<PathBuf>,
    /// Whether the operator listener speaks TLS with the same certificates.
    pub operator_tls: bool,
    /// The path under which a proxy shows the service to others: empty, or `/pass` for instance.
    pub path_prefix: String,
    /// Whether load tests may run against this service: `haetae-loadtest` refuses any other.
    pub load_test: bool,
}

impl Default for ServiceSection {
    fn default() -> Self {
        Self {
            public_listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8470),
            operator_listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8471),
            request_timeout: 10,
            header_timeout: 5,
            body_limit: 65_536,
            drain: 0,
            shutdown_grace: 20,
            max_connections: 4_096,
            max_connections_per_address: 256,
            trusted_proxies: Vec::new(),
            proxy_header: ProxyHeader::default(),
            proxy_protocol: false,
            max_requests_per_client: 64,
            write_timeout: 30,
            min_rate: 1_024,
            tls_certificate: None,
            tls_key: None,
            operator_tls: false,
            path_prefix: String::new(),
            load_test: false,
        }
    }
}

impl ServiceSection {
    pub(super) fn problems(&self) -> impl Iterator<Item = Violation> {
        let same = self.public_listen == self.operator_listen && self.public_listen.port() != 0;
        [
            Violation::unless(!same, "service.operator_listen", "it must differ from service.public_listen"),
            Violation::outside(1..=3_600, self.request_timeout, "service.request_timeout"),
            Violation::outside(1..=3_600, self.header_timeout, "service.header_timeout"),
            Violation::unless(
                self.header_timeout <= self.request_timeout,
                "service.header_timeout",
                "it must not be longer than service.request_timeout",
            ),
            // 28 holder keys and an assertion take about 8 KiB.
            Violation::outside(16_384..=16_777_216, self.body_limit, "service.body_limit"),
            Violation::outside(0..=600, self.drain, "service.drain"),
            Violation::outside(0..=3_600, self.shutdown_grace, "service.shutdown_grace"),
            Violation::outside(1..=1_000_000, self.max_connections, "service.max_connections"),
            Violation::outside(1..=1_000_000, self.max_connections_per_address, "service.max_connections_per_address"),
            Violation::outside(1..=1_000_000, self.max_requests_per_client, "service.max_requests_per_client"),
            Violation::outside(1..=3_600, self.write_timeout, "service.write_timeout"),
            Violation::outside(1..=1_000_000, self.min_rate, "service.min_rate"),
        ]
        .into_iter()
        .flatten()
        .chain(self.problems_of_the_edge())
    }

    /// What does not fit of TLS, the PROXY protocol and the path.
    fn problems_of_the_edge(&self) -> impl Iterator<Item = Violation> {
        let has_tls = self.tls_certificate.is_some();
        [
            Violation::unless(
                !has_tls || self.tls_key.is_some(),
                "service.tls_certificate",
                "service.tls_key must name the private key of these certificates",
            ),
            Violation::unless(
                has_tls || self.tls_key.is_none(),
                "service.tls_key",
                "service.tls_certificate must name the certificates of this key",
            ),
            Violation::unless(
                has_tls || !self.operator_tls,
                "service.operator_tls",
                "it needs service.tls_certificate and service.tls_key",
            ),
            Violation::unless(
                !self.proxy_protocol || !self.trusted_proxies.is_empty(),
                "service.proxy_protocol",
                "service.trusted_proxies must name the proxies that speak it",
            ),
            Violation::unless(
                is_path_prefix(&self.path_prefix),
                "service.path_prefix",
                "it must be empty or a path like /pass, of letters, digits, - _ . ~, without a slash at its end",
            ),
            Violation::unless(
                !is_own_path(&self.path_prefix),
                "service.path_prefix",
                "the service has routes below this path itself: choose one like /pass",
            ),
        ]
        .into_iter()
        .flatten()
    }

    pub(super) fn warnings(&self, origin: &str) -> Vec<String> {
        let listen = self.operator_listen;
        let reachable = format!(
            "service.operator_listen is {listen}: other machines can reach the operator routes, and only a credential is \
             between them and every record. Use a loopback address, or a network that only operators are on."
        );
        let of_proxies = format!(
            "service.trusted_proxies is empty, but web.origin is {origin}: a proxy provides TLS, and all its clients \
             count as one with {} connections. Name the proxy's address.",
            self.max_connections_per_address
        );
        let has_tls = self.tls_certificate.is_some();
        let is_behind_one = origin.starts_with("https://") && self.trusted_proxies.is_empty() && !has_tls;
        let of_origin = format!(
            "service.tls_certificate is set, but web.origin is {origin}: the web apps and the links that set scanners up lead \
             browsers to a listener that only speaks TLS. Set web.origin to its https address."
        );
        let everyone = self.trusted_proxies.iter().filter(|network| network.is_everyone()).map(|network| {
            format!(
                "service.trusted_proxies has {network}: everyone is believed for whom they ask, so that limits of a client \
                 and the log's addresses mean nothing. Name only your proxies' addresses."
            )
        });
        let leads_astray = has_tls && origin.starts_with("http://");
        let of_load_tests =
            "service.load_test is true: load tests take this service for one that may be overloaded. Turn it \
             off before people depend on it."
                .to_owned();
        let applying = [
            (!listen.ip().is_loopback(), reachable),
            (is_behind_one, of_proxies),
            (leads_astray, of_origin),
            (self.load_test, of_load_tests),
        ];
        applying.into_iter().filter_map(|(applies, warning)| applies.then_some(warning)).chain(everyone).collect()
    }
}

fn is_path_prefix(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let is_name = |name: &str| !name.is_empty() && name != "." && name != ".." && name.bytes().all(fits);
    text.is_empty() || text.len() <= 255 && text.strip_prefix('/').is_some_and(|path| path.split('/').all(is_name))
}

/// Whether requests for routes of this service begin with this prefix: without it they would lead to other ones.
fn is_own_path(prefix: &str) -> bool {
    prefix.split('/').nth(1).is_some_and(|name| OWN_PATHS.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::{is_own_path, is_path_prefix};

    #[test]
    fn a_path_prefix_is_none_of_the_services_own_paths() {
        assert!(["/v1", "/v1/trust", "/wallet", "/healthz"].iter().all(|prefix| is_own_path(prefix)));
        assert!(["", "/pass", "/v1x", "/pass/v1"].iter().all(|prefix| !is_own_path(prefix)));
    }

    #[test]
    fn a_path_prefix_is_empty_or_a_path_without_a_slash_at_its_end() {
        for prefix in ["", "/pass", "/health/pass-2", "/a.b/~c_d"] {
            assert!(is_path_prefix(prefix), "{prefix}");
        }
        for other in ["/", "pass", "/pass/", "//pass", "/a/../b", "/./a", "/a b", "/a%20b", "/a?b", "https://a/b"] {
            assert!(!is_path_prefix(other), "{other}");
        }
    }
}
