//! A server that answers as a test says, and jobs for it.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use haetae_core::CivilDate;
use haetae_loadtest::load::job::{Job, StreamJob};
use haetae_loadtest::scenario::{Act, Curve, Pacing, Shape};
use http_body_util::Full;
use hyper::{Request, Response, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::Mutex;

/// The waiting room's file of a service that has none.
pub(crate) const NOTICE: &str = r#"{"state":"none","made":"2026-11-15T08:00:00Z","poll_after":15}"#;

/// How it answers.
#[derive(Clone)]
pub(crate) struct Stub {
    /// The body of each answer.
    pub(crate) body: &'static str,
    /// After so many answers nothing is answered for as long.
    pub(crate) stall: Option<(u64, Duration)>,
    /// Each answer takes as long, one after the other.
    pub(crate) each: Duration,
}

impl Stub {
    /// Serves on loopback until the runtime ends.
    pub(crate) async fn serve(self) -> SocketAddr {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        // Whoever holds it may answer: a stall holds up all.
        let state = Arc::new((self, AtomicU64::new(0), Mutex::new(())));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let state = Arc::clone(&state);
                tokio::spawn(async move {
                    let answer = service_fn(|_: Request<Incoming>| answer(Arc::clone(&state)));
                    http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await
                });
            }
        });
        address
    }
}

async fn answer(state: Arc<(Stub, AtomicU64, Mutex<()>)>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (stub, answered, turn) = &*state;
    let held = turn.lock().await;
    let number = answered.fetch_add(1, Ordering::Relaxed);
    let stall = stub.stall.filter(|(after, _)| *after == number).map(|(_, stall)| stall);
    let pause = stall.unwrap_or(stub.each);
    if !pause.is_zero() {
        // Time itself is what the stub is about.
        haetae_loadtest::clock::until(haetae_loadtest::clock::now() + pause).await;
    }
    drop(held);
    Ok(Response::new(Full::new(Bytes::from_static(stub.body.as_bytes()))))
}

/// Readers of the waiting room's file: so many a second, evenly, for so many seconds.
pub(crate) fn readers(address: SocketAddr, rate: f64, seconds: u32, connections: u32) -> Job {
    let curve = Curve::of(&Shape::Constant { rate }, f64::from(seconds), std::path::Path::new(".")).expect("a curve");
    Job {
        worker: 0,
        workers: 1,
        address,
        seed: 1,
        seconds,
        span: 1,
        connections,
        timeout: 30,
        check_every: 1,
        roots: None,
        subjects: None,
        audience: "haetae".to_owned(),
        today: CivilDate::parse("2026-11-15").expect("a date"),
        partners: Vec::new(),
        streams: vec![StreamJob {
            name: "readers".to_owned(),
            act: Act::Queue,
            curve,
            pacing: Pacing::Even,
            partner: "load".to_owned(),
            days: 1,
            retries: 0,
            cached: 0,
        }],
    }
}
