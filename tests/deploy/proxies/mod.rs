//! The samples for proxies, with the real programs in front of two real nodes of one installation.

mod haproxy;
mod nginx;
mod site;
mod waiting_room;

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use haetae::clock::{Clock as _, SystemClock};
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::CITIZEN;
use haetae_testkit::service::process::{DataFolder, Serving, post, send};
use rustix::process::{Signal, kill_process};
use rustls::{ClientConfig, ClientConnection, StreamOwned};
use serde_json::json;

use site::Site;

const MANIFEST: &str = "GET /v1/trust/manifest HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

/// Two nodes of one installation.
struct Nodes {
    folders: [DataFolder; 2],
    running: [Serving; 2],
    /// How many passes on paper have been asked for.
    papers: AtomicUsize,
}

impl Nodes {
    async fn start(drain: &str) -> Self {
        let mut first = DataFolder::new(crate::PROGRAM).await;
        first.environment.push(("HAETAE__SERVICE__TRUSTED_PROXIES", r#"["127.0.0.1"]"#.into()));
        first.environment.push(("HAETAE__SERVICE__DRAIN", drain.into()));
        let second = first.second_node();
        let running = [first.serve(), second.serve()];
        for node in &running {
            let ready = "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            while send(node.public, ready).is_none_or(|(status, _)| status != 200) {
                std::thread::yield_now();
            }
        }
        Self { folders: [first, second], running, papers: AtomicUsize::new(0) }
    }

    fn address(&self, node: usize) -> SocketAddr {
        self.running[node].public
    }

    /// A signal to stop.
    fn terminate(&self, node: usize) {
        kill_process(self.running[node].pid(), Signal::TERM).expect("a signal");
    }

    /// Stops a node's process where it is: connections stay open, and nothing is answered.
    fn hang(&self, node: usize) {
        kill_process(self.running[node].pid(), Signal::STOP).expect("a signal");
    }

    /// Lets it go on.
    fn go_on(&self, node: usize) {
        kill_process(self.running[node].pid(), Signal::CONT).expect("a signal");
    }

    /// Starts a node again that has been stopped, where it was before.
    fn start_again(&self, node: usize) -> Serving {
        while !self.running[node].log().contains("\"stopped\"") {
            std::thread::yield_now();
        }
        self.folders[node].serve_at(self.address(node))
    }

    /// A request for a pass, for a phone that no node has seen.
    fn request(&self) -> String {
        self.folders[0].request(&HolderPair::p256())
    }

    /// A request for a pass on paper, with an assertion of its own.
    fn paper_request(&self) -> String {
        let partner = &self.folders[0].partner;
        let mut claims = partner.claims_at(SystemClock.now().seconds(), CITIZEN, &[]);
        claims["use"] = json!("paper");
        claims["jti"] = json!(self.papers.fetch_add(1, Ordering::Relaxed).to_string());
        claims.as_object_mut().expect("claims").remove("keys");
        post("/v1/passes/paper", &partner.sign(&claims), &json!({}))
    }

    /// A request for a sign-in, which these nodes have turned off: they know nothing of it.
    fn demo_request(&self) -> String {
        post("/demo/assertion", "", &json!({ "subject": "SYN-000001", "keys": "" }))
    }
}

/// A free port of this machine, for a program that cannot choose one by itself.
fn free() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port")
}

/// A proxy that runs until it is dropped.
struct Proxy(Child);

impl Proxy {
    fn start(command: &mut Command) -> Self {
        let path = std::env::var("PATH").unwrap_or_default();
        command.env("PATH", format!("{path}:/usr/sbin:/sbin")).stdin(Stdio::null());
        Self(command.spawn().expect("the program starts: install nginx and haproxy"))
    }

    /// Waits until it answers.
    fn is_up(&mut self, at: SocketAddr) {
        while TcpStream::connect(at).is_err() {
            assert!(self.0.try_wait().expect("a process").is_none(), "the proxy has ended: its reason is above");
            std::thread::yield_now();
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // nginx's workers end with it: a kill would leave them.
        let _ = kill_process(rustix::process::Pid::from_child(&self.0), Signal::TERM);
        let _ = self.0.wait();
    }
}

/// The answer to a request under TLS: its status, its head and its body.
fn ask(at: SocketAddr, tls: &Arc<ClientConfig>, request: &str) -> Result<(u16, String, Vec<u8>), String> {
    let name = "localhost".try_into().expect("a name");
    let connection = ClientConnection::new(Arc::clone(tls), name).map_err(|error| error.to_string())?;
    let stream = TcpStream::connect(at).map_err(|error| error.to_string())?;
    let mut stream = StreamOwned::new(connection, stream);
    stream.write_all(request.as_bytes()).map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    // Servers that close a connection need not say goodbye in TLS.
    let _ = stream.read_to_end(&mut bytes);
    let end = bytes.windows(4).position(|part| part == b"\r\n\r\n").ok_or("no whole answer")?;
    let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
    let status = head.split(' ').nth(1).and_then(|text| text.parse().ok()).ok_or_else(|| head.clone())?;
    Ok((status, head, bytes[end + 4..].to_vec()))
}

/// The value of a header in a head.
fn header<'head>(head: &'head str, name: &str) -> Option<&'head str> {
    head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

/// Clients that ask for the manifest and for passes without a pause.
struct Clients<'nodes> {
    nodes: &'nodes Nodes,
    site: &'nodes Site,
    stop: AtomicBool,
    answered: AtomicUsize,
}

impl<'nodes> Clients<'nodes> {
    /// Has three clients ask while something happens, and returns how requests failed, and how many did not.
    /// What it returns, nodes that run for instance, outlives them.
    fn during<R>(nodes: &'nodes Nodes, site: &'nodes Site, happens: impl FnOnce(&Self) -> R) -> (Vec<String>, usize) {
        let clients = Self { nodes, site, stop: AtomicBool::new(false), answered: AtomicUsize::new(0) };
        let failed = std::thread::scope(|scope| {
            let clients = &clients;
            let ask = |turn| {
                scope.spawn(move || {
                    let failed = clients.run(turn);
                    // One that fails ends the test.
                    clients.stop.fetch_or(failed.is_some(), Ordering::Relaxed);
                    failed
                })
            };
            let asking = [ask(0), ask(1), ask(2)];
            let _outlives = happens(clients);
            clients.stop.store(true, Ordering::Relaxed);
            asking.into_iter().filter_map(|client| client.join().expect("no panic")).collect()
        });
        (failed, clients.answered.into_inner())
    }

    /// What the first request that failed came to.
    fn run(&self, turn: usize) -> Option<String> {
        let mut number = turn;
        while !self.stop.load(Ordering::Relaxed) {
            number += 1;
            let request = if number.is_multiple_of(2) { MANIFEST.to_owned() } else { self.nodes.request() };
            match ask(self.site.public, &self.site.tls, &request) {
                Ok((200, ..)) => {}
                Ok((status, head, body)) => {
                    return Some(format!("{status} {head}\n{}", String::from_utf8_lossy(&body)));
                }
                Err(error) => return Some(error),
            }
            self.answered.fetch_add(1, Ordering::Relaxed);
        }
        None
    }

    /// Waits until so many more requests have been answered.
    fn go_on(&self, more: usize) {
        let before = self.answered.load(Ordering::Relaxed);
        while self.answered.load(Ordering::Relaxed) < before + more && !self.stop.load(Ordering::Relaxed) {
            std::thread::yield_now();
        }
    }
}
