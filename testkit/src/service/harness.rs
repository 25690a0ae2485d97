use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use haetae::clock::{Clock as _, ManualClock};
use haetae::config::Config;
use haetae::http::{AppState, HttpSettings, TrustSource, operator_router, public_router};
use haetae::issuing::{Calendar, IssuerConfig};
use haetae::model::{PartnerKey, Person, Uses};
use haetae::runtime::Node;
use haetae::store::{PartnerChange, SqliteStore, Store};
use haetae_keys::SerialBits;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use super::answer::Answer;
use super::ceremony::Ceremony;
use super::node::{issuer_config, node, runtime, settings, signing, signing_by};
use super::operators::add_usual;
use super::partner::PartnerSigner;
use super::shaky_store::ShakyStore;
use super::slow_custody::SlowCustody;
use super::{OPERATOR_TOKEN, citizens, now};
use crate::servers::postgres::Database;

/// A service and what moves it.
pub struct Harness {
    /// Its clock.
    pub clock: Arc<ManualClock>,
    /// Its store, which fails when a test says so.
    pub store: Arc<ShakyStore>,
    /// Its node.
    pub node: Node,
    /// The partner that vouches for its citizens.
    pub partner: PartnerSigner,
    /// Its keys and their list.
    pub ceremony: Ceremony,
    public: Router,
    operator: Router,
    home: Home,
}

/// Where a service keeps its records.
#[derive(Clone)]
enum Home {
    /// In a SQLite database in this folder.
    Folder(Arc<TempDir>),
    /// In this database of a server.
    Server(Database),
}

impl Home {
    fn new() -> Self {
        Self::Folder(Arc::new(tempfile::tempdir().expect("a folder")))
    }

    async fn store(&self) -> Arc<dyn Store> {
        let bits = SerialBits::MIN.number();
        match self {
            Self::Folder(folder) => {
                let database = folder.path().join("haetae.sqlite");
                Arc::new(SqliteStore::create(&database, bits).await.expect("a store"))
            }
            Self::Server(database) => {
                let setting = |key: &str, value: &str| (format!("storage.{key}"), value.to_owned());
                let settings = [
                    ("issuer.serial_bits".to_owned(), bits.to_string()),
                    setting("engine", "postgresql"),
                    setting("host", &database.host),
                    setting("port", &database.port.to_string()),
                    setting("name", &database.name),
                    setting("user", &database.user),
                    setting("acquire_timeout", "1"),
                ];
                let config = Config::load(Path::new("/nowhere"), [], settings).expect("a configuration");
                haetae::store::create(&config).await.expect("a store")
            }
        }
    }
}

impl Harness {
    /// A service that has published, with its citizens and one partner.
    pub async fn start() -> Self {
        let harness = Self::unpublished().await;
        harness.publish().await;
        harness
    }

    /// The same before it has published anything.
    pub async fn unpublished() -> Self {
        let home = Home::new();
        let harness = Self::on(home, Ceremony::usual()).await;
        harness.node.store.import(&citizens()).await.expect("an import");
        harness.register("partner-1", &harness.partner, Uses { passes: true, paper: true }).await;
        harness
    }

    /// A service on a database of a server, that has published, with its citizens and one partner.
    pub async fn on_server(database: Database) -> Self {
        let harness = Self::on(Home::Server(database), Ceremony::usual()).await;
        harness.node.store.import(&citizens()).await.expect("an import");
        harness.register("partner-1", &harness.partner, Uses { passes: true, paper: true }).await;
        // The clock of the server shows the real time, and disagrees with that of the tests.
        harness.node.store.accept_clock(now()).await.expect("an acceptance");
        harness.publish().await;
        harness
    }

    /// Another node on the same records with the same keys: after a restart, or beside this one.
    pub async fn second_node(&self) -> Self {
        let second = Self::on(self.home.clone(), Ceremony::usual()).await;
        second.clock.set(self.clock.now());
        second
    }

    /// The same records with other keys.
    pub async fn with_keys(&self, ceremony: Ceremony) -> Self {
        Self::on(self.home.clone(), ceremony).await
    }

    /// The same records and keys, with other civil days and another beginning of their passes.
    pub async fn with_calendar(&self, calendar: Calendar) -> Self {
        let issuing = IssuerConfig { calendar, ..issuer_config() };
        let other = Self::issuing(self.home.clone(), Ceremony::usual(), issuing, (0, 3_600)).await;
        other.clock.set(self.clock.now());
        other
    }

    /// A service with cold spares that publishes at most every `interval` seconds, and twice a day if nothing changes,
    /// with `people` besides its citizens.
    pub async fn with_spares(interval: u64, people: &[Person]) -> Self {
        let home = Home::new();
        let harness = Self::publishing(home, Ceremony::with_spares(), (interval, 43_100)).await;
        harness.node.store.import(&[&citizens(), people].concat()).await.expect("an import");
        harness.register("partner-1", &harness.partner, Uses { passes: true, paper: true }).await;
        harness.publish().await;
        harness
    }

    /// Puts other keys and another list in force, as a running service does that finds its files changed.
    pub fn sign_with(&self, ceremony: &Ceremony) {
        self.node.publisher.signing().replace(signing(ceremony));
    }

    /// Has the node sign as slowly as the test says.
    pub fn sign_slowly(&self) -> Arc<SlowCustody> {
        let custody = Arc::new(SlowCustody::new(self.ceremony.ring(), Arc::clone(&self.clock)));
        self.node.publisher.signing().replace(signing_by(&self.ceremony, Arc::clone(&custody) as _));
        custody
    }

    async fn on(home: Home, ceremony: Ceremony) -> Self {
        Self::publishing(home, ceremony, (0, 3_600)).await
    }

    async fn publishing(home: Home, ceremony: Ceremony, pace: (u64, u64)) -> Self {
        Self::issuing(home, ceremony, issuer_config(), pace).await
    }

    async fn issuing(home: Home, ceremony: Ceremony, issuing: IssuerConfig, pace: (u64, u64)) -> Self {
        let clock = Arc::new(ManualClock::new(now()));
        let store = Arc::new(ShakyStore::new(home.store().await));
        let node = node(&ceremony, Arc::clone(&clock), Arc::clone(&store) as Arc<dyn Store>, issuing, pace);
        add_usual(node.store.as_ref()).await;
        let service = Arc::new(AppState::new(&runtime(node.clone()), settings(), CancellationToken::new()));
        // So that operators are known when a test lets the store fail.
        service.gate().learn().await.expect("the store answers");
        // A running node knows it before the first request.
        node.queue.view().await.expect("the store answers");
        node.eligibility.refresh().await.expect("the store answers");
        let (public, operator) = (public_router(Arc::clone(&service)), operator_router(service));
        let partner = PartnerSigner::new(1, "partner-1");
        Self { clock, store, node, partner, ceremony, public, operator, home }
    }

    /// A service that checks codes against other trust data than its own.
    pub fn verifying(&self, trust: TrustSource) -> Router {
        let service = AppState::new(&runtime(self.node.clone()), settings(), CancellationToken::new());
        operator_router(Arc::new(service.with_trust(trust)))
    }

    /// The public listener of a service with these settings.
    pub fn public_with(&self, settings: HttpSettings) -> Router {
        public_router(Arc::new(AppState::new(&runtime(self.node.clone()), settings, CancellationToken::new())))
    }

    /// The operator listener of a service with these settings.
    pub fn operator_with(&self, settings: HttpSettings) -> Router {
        operator_router(Arc::new(AppState::new(&runtime(self.node.clone()), settings, CancellationToken::new())))
    }

    /// A service that `stop` stops.
    pub fn stoppable(&self, stop: &CancellationToken) -> Router {
        operator_router(Arc::new(AppState::new(&runtime(self.node.clone()), settings(), stop.clone())))
    }

    /// Publishes what is due.
    pub async fn publish(&self) -> bool {
        self.node.publisher.refresh(self.clock.now()).await.expect("publishing works")
    }

    /// Registers a partner's key.
    pub async fn register(&self, name: &str, signer: &PartnerSigner, uses: Uses) {
        let key = PartnerKey { id: signer.key_id.clone(), public: signer.public(), uses };
        let change = self.node.store.add_partner_key(name, &key).await.expect("the store answers");
        assert_eq!(change, PartnerChange::Done);
    }

    /// Sends a request to the public listener.
    pub async fn public(&self, request: Request<Body>) -> Answer {
        ask(self.public.clone(), request).await
    }

    /// Sends a request to the operator listener, with the token.
    pub async fn operator(&self, mut request: Request<Body>) -> Answer {
        let token = format!("Bearer {OPERATOR_TOKEN}").parse().expect("a header");
        request.headers_mut().entry("authorization").or_insert(token);
        ask(self.operator.clone(), request).await
    }

    /// Sends a request to the operator listener as it is.
    pub async fn operator_without_token(&self, request: Request<Body>) -> Answer {
        ask(self.operator.clone(), request).await
    }
}

/// Sends a request to a router.
pub async fn ask(router: Router, request: Request<Body>) -> Answer {
    Answer::read(router.oneshot(request).await.expect("routers always answer")).await
}
