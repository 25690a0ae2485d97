//! A service on real sockets, and a client that sends exactly the given bytes.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use haetae::http::{Control, HttpSettings, Stopped, listen, serve};
use haetae_testkit::service::{Harness, runtime};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinHandle;

/// Longer than anything here takes on the slowest machine: only a test that fails waits for it. Shorter than the 30
/// seconds after which hyper by itself would give slow headers up.
const PATIENCE: Duration = Duration::from_secs(25);

/// A service that listens.
pub(crate) struct Running {
    pub(crate) public: SocketAddr,
    pub(crate) operator: SocketAddr,
    pub(crate) control: Control,
    serving: JoinHandle<std::io::Result<Stopped>>,
}

impl Running {
    pub(crate) async fn start(harness: &Harness, settings: HttpSettings) -> Self {
        let bind = || listen((Ipv4Addr::LOCALHOST, 0).into()).expect("a free port");
        let (public, operator) = (bind(), bind());
        let addresses = (public.local_addr().expect("an address"), operator.local_addr().expect("an address"));
        let control = Control::default();
        let (runtime, controlled) = (runtime(harness.node.clone()), control.clone());
        let serving = tokio::spawn(async move {
            let serving = serve(&runtime, settings, public, operator, controlled.clone());
            tokio::join!(serving, runtime.run(controlled.stop)).0
        });
        Self { public: addresses.0, operator: addresses.1, control, serving }
    }

    pub(crate) fn stop_gracefully(&self) {
        self.control.stop.cancel();
    }

    pub(crate) async fn stopped(self) -> Stopped {
        self.control.stop.cancel();
        patiently(self.serving).await.expect("no panic").expect("no error")
    }
}

/// A connection.
pub(crate) struct Client(TcpStream);

impl Client {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        Self(TcpStream::connect(address).await.expect("a connection"))
    }

    /// The same from another address of this machine: from another client. It has little room for what it does not
    /// read.
    pub(crate) async fn connect_from(source: Ipv4Addr, address: SocketAddr) -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(16 << 10).expect("a small buffer");
        socket.bind((source, 0).into()).expect("an address of this machine");
        Self(socket.connect(address).await.expect("a connection"))
    }

    pub(crate) async fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.expect("it takes what is sent");
    }

    /// Reads until `end` has come.
    pub(crate) async fn read_to(&mut self, end: &str) -> String {
        let mut text = String::new();
        while !text.ends_with(end) {
            let byte = patiently(self.0.read_u8()).await.unwrap_or_else(|error| panic!("{error} after {text:?}"));
            text.push(char::from(byte));
        }
        text
    }

    /// Whether the service still answers.
    pub(crate) async fn is_answered(&mut self, request: &str) -> bool {
        self.0.write_all(request.as_bytes()).await.is_ok() && patiently(self.0.read_u8()).await.is_ok()
    }

    /// Reads so many bytes.
    pub(crate) async fn read_exactly(&mut self, number: usize) {
        let mut bytes = vec![0; number];
        patiently(self.0.read_exact(&mut bytes)).await.expect("all of them come");
    }

    /// Reads until the service closes.
    pub(crate) async fn read_all(&mut self) -> String {
        let mut bytes = Vec::new();
        // A connection may end in a reset if the service did not read all that was sent.
        let _ = patiently(self.0.read_to_end(&mut bytes)).await;
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

pub(crate) async fn patiently<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(PATIENCE, future).await.expect("it comes to an end")
}
