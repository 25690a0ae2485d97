use std::sync::Arc;
use std::time::Duration;

use super::connections::TlsCertificate;

/// How clients reach a service, besides HTTP itself. By default as directly as can be.
#[derive(Clone, Debug, Default)]
pub struct Edge {
    /// The certificate of the public listener; `None` if it does not speak TLS.
    pub tls: Option<Arc<TlsCertificate>>,
    /// Whether the operator listener has the same.
    pub operator_tls: bool,
    /// Whether connections of trusted proxies to the public listener begin with the PROXY protocol.
    pub proxy_protocol: bool,
    /// The path under which a proxy shows the service: empty, or `/pass` for instance.
    pub path_prefix: String,
    /// The time between the signal to stop and the end of the listeners, in which the service is not ready and still
    /// answers.
    pub drain: Duration,
}
