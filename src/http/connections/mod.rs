//! Connections: how many a client may have, which are closed when there is no room, how slow a peer may be, and what
//! comes before HTTP: the PROXY protocol and TLS.

mod answering;
mod client;
mod listener;
mod pace;
mod paced;
mod progress;
mod proxies;
mod proxy_protocol;
mod refusing;
mod register;
mod requests;
mod socket;
mod tied_body;
mod tls;
mod transport;

pub use pace::Pace;
pub use proxies::TrustedProxies;
pub use socket::listen;
pub use tls::{TlsCertificate, TlsError};

pub(super) use listener::Listener;
pub(super) use register::Register;
pub(super) use requests::{ClientRequests, count, peer};
