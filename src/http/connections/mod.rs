//! Connections: how many a client may have, which are closed when there is no room, and how slow a peer may be.

mod client;
mod listener;
mod pace;
mod paced;
mod progress;
mod proxies;
mod refusing;
mod register;
mod requests;
mod socket;
mod tied_body;

pub use pace::Pace;
pub use proxies::TrustedProxies;
pub use socket::listen;

pub(super) use listener::Listener;
pub(super) use register::Register;
pub(super) use requests::{ClientRequests, admit, peer};
