//! A whole service in this process, for the targets that need one: a data folder as the command line makes it, the real
//! router, a clock that stands still.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use base64ct::{Base64UrlUnpadded, Encoding as _};
use clap::Parser as _;
use haetae::cli::{self, Arguments, Context};
use haetae::clock::ManualClock;
use haetae::config::Config;
use haetae::http::{AppState, HttpSettings, operator_router, public_router};
use haetae::runtime::{Intervals, Node, Runtime as NodeRuntime};
use haetae_core::{Jwk, PublicKey, UnixTime};
use haetae_keys::{Custody as _, KeyRing, RandomUnavailable};
use http_body_util::BodyExt as _;
use serde_json::json;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

/// 2026-11-15, 17:00 in Seoul.
pub(crate) const NOW: UnixTime = UnixTime::saturating_new(1_794_729_600);
pub(crate) const TODAY: &str = "2026-11-15";
/// A synthetic citizen with evidence.
pub(crate) const CITIZEN: &str = "SYN-000001";
/// The partner that vouches for synthetic citizens.
pub(crate) const PARTNER: &str = "demo";

/// A service that has published, with five citizens and a partner.
pub(crate) struct Service {
    pub(crate) node: Node,
    pub(crate) partner: Partner,
    pub(crate) operator_token: String,
    public: Router,
    operator: Router,
    runtime: Runtime,
    folder: TempDir,
}

/// The partner's key.
pub(crate) struct Partner {
    ring: KeyRing,
    pub(crate) public: PublicKey,
}

thread_local! {
    // Not a static: its folder is removed when the thread ends.
    static SERVICE: Service = Service::start();
}

impl Service {
    /// Does something with this thread's service.
    pub(crate) fn with<T>(work: impl FnOnce(&Self) -> T) -> T {
        SERVICE.with(work)
    }

    /// Waits for an answer.
    pub(crate) fn wait_for<T>(&self, answer: impl Future<Output = T>) -> T {
        self.runtime.block_on(answer)
    }

    /// The listener for everybody.
    pub(crate) fn public(&self) -> Router {
        self.public.clone()
    }

    /// The listener for operators.
    pub(crate) fn operator(&self) -> Router {
        self.operator.clone()
    }

    /// Its data folder.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Status and body of the answer to a request.
    pub(crate) fn ask(&self, router: Router, request: Request<Body>) -> (u16, String) {
        self.wait_for(async {
            let (head, body) = router.oneshot(request).await.expect("routers always answer").into_parts();
            let body = body.collect().await.expect("a body").to_bytes();
            (head.status.as_u16(), String::from_utf8_lossy(&body).into_owned())
        })
    }

    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("data");
        let people = folder.path().join("people.ndjson");
        let (data, people) = (data.to_str().expect("UTF-8"), people.to_str().expect("UTF-8"));
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        for arguments in [
            &["init", "--data", data, "--serial-bits", "20"][..],
            &["records", "--data", data, "sample", "--count", "5", "--out", people],
            &["records", "--data", data, "import", people],
            &["partner", "demo", "--data", data],
        ] {
            let command = Arguments::parse_from([&["haetae"][..], arguments].concat());
            assert_eq!(runtime.block_on(cli::run(command, context())), 0, "{arguments:?}");
        }
        let config = Config::load(Path::new(data), [], []).expect("a configuration");
        let node = runtime.block_on(async {
            let node = Node::open(&config, Arc::new(ManualClock::new(NOW))).await.expect("a node");
            node.publisher.refresh(NOW).await.expect("publishing works");
            node
        });
        let settings = HttpSettings::new(&config, *b"instance");
        let intervals =
            Intervals { poll: Duration::from_secs(3_600), lease: Duration::from_secs(30), clock_limit: 300 };
        let node_runtime = NodeRuntime::new(node.clone(), intervals, *b"instance");
        let state = Arc::new(AppState::new(&node_runtime, settings, CancellationToken::new()));
        let read = |path: &Path| std::fs::read_to_string(path).expect("a text").trim_end().to_owned();
        Self {
            partner: Partner::new(&read(&config.demo_key_path())),
            operator_token: read(&config.data_dir.join("operator.token")),
            public: public_router(Arc::clone(&state)),
            operator: operator_router(state),
            node,
            runtime,
            folder,
        }
    }
}

impl Partner {
    fn new(key: &str) -> Self {
        let mut seed = [0; 32];
        Base64UrlUnpadded::decode(key, &mut seed).expect("a key");
        let ring = KeyRing::from_seeds([&seed]).expect("a key");
        let public = ring.public_key(ring.kids()[0]).expect("a key");
        Self { ring, public }
    }

    /// An assertion of these claims, whatever they are.
    pub(crate) fn sign(&self, claims: &str) -> String {
        let encode = |bytes: &[u8]| Base64UrlUnpadded::encode_string(bytes);
        let header = json!({ "alg": "EdDSA", "typ": "JWT", "kid": encode(&Jwk::thumbprint(&self.public)) });
        let message = format!("{}.{}", encode(header.to_string().as_bytes()), encode(claims.as_bytes()));
        let signature = self.ring.sign(self.ring.kids()[0], message.as_bytes()).expect("a signature");
        format!("{message}.{}", encode(&signature))
    }
}

/// A clock that stands still, and numbers that are the same each time.
fn context() -> Context {
    let mut state = 1_u64;
    let random = move |bytes: &mut [u8]| -> Result<(), RandomUnavailable> {
        for byte in bytes {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            [*byte, ..] = state.to_be_bytes();
        }
        Ok(())
    };
    Context { clock: Arc::new(ManualClock::new(NOW)), random: Box::new(random), environment: Vec::new() }
}
