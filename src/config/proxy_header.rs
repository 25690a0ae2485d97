use serde::{Deserialize, Serialize};

/// The header in which trusted proxies name their clients. Only one is read: a proxy passes the other on as its client
/// wrote it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProxyHeader {
    /// `X-Forwarded-For`: addresses, the last one added by the last proxy.
    #[default]
    XForwardedFor,
    /// `Forwarded` (RFC 7239): the same in `for=`.
    Forwarded,
}
