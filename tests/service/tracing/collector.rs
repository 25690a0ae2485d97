//! A collector of traces: a small HTTP server that keeps what it is sent, and answers when the test wants it to.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::{KeyValue, any_value::Value};
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, Span};
use prost::Message as _;

/// Longer than anything here takes on the slowest machine: only a test that fails waits for it.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a service has sent.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    /// The head of the request, in lower case.
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

#[derive(Default)]
struct State {
    sent: Vec<Sent>,
    answers: bool,
    has_ended: bool,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

/// A collector that runs until it is dropped.
pub(super) struct Collector {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Collector {
    /// One that answers at once.
    pub(super) fn start() -> Self {
        Self::at(SocketAddr::from(([127, 0, 0, 1], 0)), true)
    }

    /// One that takes messages and does not answer.
    pub(super) fn hanging() -> Self {
        Self::at(SocketAddr::from(([127, 0, 0, 1], 0)), false)
    }

    /// At this address.
    pub(super) fn at(address: SocketAddr, answers: bool) -> Self {
        let listener = TcpListener::bind(address).expect("a port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared { state: Mutex::new(State { answers, ..State::default() }), ..Shared::default() });
        let serving = Arc::clone(&shared);
        std::thread::spawn(move || {
            for connection in listener.incoming().map_while(Result::ok) {
                if serving.state().has_ended {
                    return;
                }
                let shared = Arc::clone(&serving);
                std::thread::spawn(move || shared.serve(&connection));
            }
        });
        Self { address, shared }
    }

    /// What `tracing.endpoint` is for it.
    pub(super) fn endpoint(&self) -> String {
        format!("http://{}/v1/traces", self.address)
    }

    /// Waits until what was sent is as wanted.
    pub(super) fn wait_for(&self, is_wanted: impl Fn(&[Sent]) -> bool) -> Vec<Sent> {
        let mut state = self.shared.state();
        while !is_wanted(&state.sent) {
            let (waited, result) =
                self.shared.changed.wait_timeout(state, PATIENCE).unwrap_or_else(PoisonError::into_inner);
            assert!(!result.timed_out(), "it does not come: {:#?}", spans(&waited.sent));
            state = waited;
        }
        state.sent.clone()
    }

    /// All that was sent so far.
    pub(super) fn sent(&self) -> Vec<Sent> {
        self.shared.state().sent.clone()
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        self.shared.state().has_ended = true;
        self.shared.changed.notify_all();
        // The loop looks when somebody connects.
        let _ = TcpStream::connect(self.address);
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Requests on one connection, until the other side has enough.
    fn serve(&self, connection: &TcpStream) {
        let mut reader = BufReader::new(connection);
        while let Some(sent) = read(&mut reader) {
            let mut state = self.state();
            state.sent.push(sent);
            self.changed.notify_all();
            while !state.answers && !state.has_ended {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            drop(state);
            let mut to = connection;
            let answer = "HTTP/1.1 200 OK\r\ncontent-type: application/x-protobuf\r\ncontent-length: 0\r\n\r\n";
            if to.write_all(answer.as_bytes()).is_err() {
                return;
            }
        }
    }
}

fn read(reader: &mut BufReader<&TcpStream>) -> Option<Sent> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let head = head.to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "))?;
    let mut body = vec![0; length.parse().ok()?];
    reader.read_exact(&mut body).ok()?;
    Some(Sent { head, body })
}

/// The spans of messages, in the order in which they were sent.
pub(super) fn spans(sent: &[Sent]) -> Vec<Span> {
    let scopes = resources(sent).into_iter().flat_map(|resource| resource.scope_spans);
    scopes.flat_map(|scope| scope.spans).collect()
}

/// The services that have sent messages, with their spans.
pub(super) fn resources(sent: &[Sent]) -> Vec<ResourceSpans> {
    let messages = sent.iter().map(|sent| ExportTraceServiceRequest::decode(&*sent.body).expect("OTLP"));
    messages.flat_map(|message| message.resource_spans).collect()
}

/// An attribute as text.
pub(super) fn attribute(attributes: &[KeyValue], key: &str) -> Option<String> {
    let found = attributes.iter().find(|attribute| attribute.key == key)?;
    match found.value.clone()?.value? {
        Value::StringValue(text) => Some(text),
        Value::IntValue(number) => Some(number.to_string()),
        other => panic!("{key} is {other:?}"),
    }
}
