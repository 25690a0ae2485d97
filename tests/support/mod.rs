//! A whole service in a test: the real router, a real database in a folder of its own, keys from seeds, and a clock that stands
//! still.

pub(crate) mod answer;
pub(crate) mod assertion;
pub(crate) mod key_in_token;
pub(crate) mod phone;
pub(crate) mod process;
pub(crate) mod shaky_store;
pub(crate) mod signing;
#[path = "../../keys/tests/softhsm/token.rs"]
pub(crate) mod token;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use haetae::clock::ManualClock;
use haetae::http::{AppState, Contact, HttpSettings, Pages, TrustSource, operator_router, public_router};
use haetae::identity::AssertionVerifier;
use haetae::issuing::{Calendar, Issuer, IssuerConfig};
use haetae::model::{PartnerKey, Person, SubjectId, Uses};
use haetae::publishing::{Publisher, PublisherConfig};
use haetae::render::ErrorCorrection;
use haetae::runtime::{Intervals, Node, Runtime};
use haetae::signing::{CurrentSigning, Signing, StatusCiphers};
use haetae::store::{PartnerChange, SqliteStore, Store};
use haetae_core::{CivilDate, DisplayName, Doses, Evidence, Product, UnixTime};
use haetae_keys::{SerialBits, StatusKey, StatusKeys};
use jiff::tz::TimeZone;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use answer::Answer;
use assertion::PartnerSigner;
use shaky_store::ShakyStore;
use signing::Ceremony;

/// 2026-11-15, 17:00 in Seoul.
pub(crate) const NOW: u64 = 1_794_729_600;
pub(crate) const TODAY: &str = "2026-11-15";
pub(crate) const AUDIENCE: &str = "haetae-test";
pub(crate) const OPERATOR_TOKEN: &str = "operator-token-of-tests";

/// Somebody with a vaccination.
pub(crate) const CITIZEN: &str = "citizen-1";
/// Somebody with a vaccination.
pub(crate) const NEIGHBOUR: &str = "citizen-2";
/// Somebody on record without evidence.
pub(crate) const NEWCOMER: &str = "citizen-3";
/// Somebody whose exemption ends on [`EXEMPT_UNTIL`], and who has nothing else.
pub(crate) const EXEMPT: &str = "citizen-4";
pub(crate) const EXEMPT_UNTIL: &str = "2026-11-17";

/// A service and what moves it.
pub(crate) struct Harness {
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) store: Arc<ShakyStore>,
    pub(crate) node: Node,
    pub(crate) partner: PartnerSigner,
    pub(crate) ceremony: Ceremony,
    public: Router,
    operator: Router,
    folder: Arc<TempDir>,
}

impl Harness {
    /// A service that has published, with its citizens and one partner.
    pub(crate) async fn start() -> Self {
        let harness = Self::unpublished().await;
        harness.publish().await;
        harness
    }

    /// The same before it has published anything.
    pub(crate) async fn unpublished() -> Self {
        let folder = Arc::new(tempfile::tempdir().expect("a folder"));
        let harness = Self::on(folder, Ceremony::usual()).await;
        harness.node.store.import(&citizens()).await.expect("an import");
        harness.register("partner-1", &harness.partner, Uses { passes: true, paper: true }).await;
        harness
    }

    /// Another node on the same records with the same keys: after a restart, or beside this one.
    pub(crate) async fn second_node(&self) -> Self {
        let second = Self::on(Arc::clone(&self.folder), Ceremony::usual()).await;
        second.clock.set(haetae::clock::Clock::now(&*self.clock));
        second
    }

    /// The same records with other keys.
    pub(crate) async fn with_keys(&self, ceremony: Ceremony) -> Self {
        Self::on(Arc::clone(&self.folder), ceremony).await
    }

    /// A service with cold spares that publishes at most every `interval` seconds, and twice a day if nothing changes, with
    /// `people` besides its citizens.
    pub(crate) async fn with_spares(interval: u64, people: &[Person]) -> Self {
        let folder = Arc::new(tempfile::tempdir().expect("a folder"));
        let harness = Self::publishing(folder, Ceremony::with_spares(), (interval, 43_100)).await;
        harness.node.store.import(&[&citizens(), people].concat()).await.expect("an import");
        harness.register("partner-1", &harness.partner, Uses { passes: true, paper: true }).await;
        harness.publish().await;
        harness
    }

    /// Puts other keys and another list in force, as a running service does that finds its files changed.
    pub(crate) fn sign_with(&self, ceremony: &Ceremony) {
        self.node.publisher.signing().replace(signing(ceremony, SerialBits::MIN));
    }

    async fn on(folder: Arc<TempDir>, ceremony: Ceremony) -> Self {
        Self::publishing(folder, ceremony, (0, 3_600)).await
    }

    async fn publishing(folder: Arc<TempDir>, ceremony: Ceremony, pace: (u64, u64)) -> Self {
        let clock = Arc::new(ManualClock::new(now()));
        let bits = SerialBits::MIN;
        let sqlite = SqliteStore::open(&folder.path().join("haetae.sqlite"), bits.number()).await.expect("a store");
        let store = Arc::new(ShakyStore::new(sqlite));
        let node = node(&ceremony, Arc::clone(&clock), Arc::clone(&store) as Arc<dyn Store>, bits, pace);
        let service = Arc::new(AppState::new(&runtime(node.clone()), settings(), CancellationToken::new()));
        let (public, operator) = (public_router(Arc::clone(&service)), operator_router(service));
        let partner = PartnerSigner::new(1, "partner-1");
        Self { clock, store, node, partner, ceremony, public, operator, folder }
    }

    /// A service that checks codes against other trust data than its own.
    pub(crate) fn verifying(&self, trust: TrustSource) -> Router {
        let service = AppState::new(&runtime(self.node.clone()), settings(), CancellationToken::new());
        operator_router(Arc::new(service.with_trust(trust)))
    }

    /// The public listener of a service with these settings.
    pub(crate) fn public_with(&self, settings: HttpSettings) -> Router {
        public_router(Arc::new(AppState::new(&runtime(self.node.clone()), settings, CancellationToken::new())))
    }

    /// A service that is told to stop by `stop`.
    pub(crate) fn stoppable(&self, stop: &CancellationToken) -> Router {
        operator_router(Arc::new(AppState::new(&runtime(self.node.clone()), settings(), stop.clone())))
    }

    /// Publishes what is due.
    pub(crate) async fn publish(&self) -> bool {
        self.node.publisher.refresh(haetae::clock::Clock::now(&*self.clock)).await.expect("publishing works")
    }

    pub(crate) async fn register(&self, name: &str, signer: &PartnerSigner, uses: Uses) {
        let key = PartnerKey { id: signer.key_id.clone(), public: signer.public(), uses };
        let change = self.node.store.add_partner_key(name, &key).await.expect("the store answers");
        assert_eq!(change, PartnerChange::Done);
    }

    /// Sends a request to the public listener.
    pub(crate) async fn public(&self, request: Request<Body>) -> Answer {
        ask(self.public.clone(), request).await
    }

    /// Sends a request to the operator listener, with the token.
    pub(crate) async fn operator(&self, mut request: Request<Body>) -> Answer {
        let token = format!("Bearer {OPERATOR_TOKEN}").parse().expect("a header");
        request.headers_mut().entry("authorization").or_insert(token);
        ask(self.operator.clone(), request).await
    }

    /// Sends a request to the operator listener as it is.
    pub(crate) async fn operator_without_token(&self, request: Request<Body>) -> Answer {
        ask(self.operator.clone(), request).await
    }
}

/// Sends a request to a router.
pub(crate) async fn ask(router: Router, request: Request<Body>) -> Answer {
    Answer::read(router.oneshot(request).await.expect("routers always answer")).await
}

pub(crate) fn now() -> UnixTime {
    UnixTime::saturating_new(NOW)
}

/// A civil day so many days after [`TODAY`].
pub(crate) fn day(ahead: i64) -> CivilDate {
    CivilDate::parse(TODAY).and_then(|today| today.checked_add_days(ahead)).expect("a date")
}

pub(crate) fn settings() -> HttpSettings {
    HttpSettings {
        header_timeout: Duration::from_secs(30),
        body_timeout: Duration::from_secs(30),
        request_timeout: Duration::from_secs(60),
        body_limit: 65_536,
        shutdown_grace: Duration::from_secs(60),
        max_connections: 64,
        operator_token: OPERATOR_TOKEN.into(),
        error_correction: ErrorCorrection::M,
        contact: Some(contact()),
        instance: *b"instance",
        pages: Pages::default(),
        demo: None,
    }
}

/// A node that publishes only when a test says so.
pub(crate) fn runtime(node: Node) -> Runtime {
    let intervals = Intervals { poll: Duration::from_secs(3_600), lease: Duration::from_secs(30) };
    Runtime::new(node, intervals, *b"instance")
}

/// Whom its people may ask.
pub(crate) fn contact() -> Contact {
    Contact { name: "질병관리청".to_owned(), telephone: Some("1339".to_owned()), page: None }
}

fn signing(ceremony: &Ceremony, bits: SerialBits) -> Signing {
    let origin = haetae_core::StatusDay(now().status_day().0 - 30);
    let ciphers = Arc::new(StatusCiphers::new(StatusKeys::new(origin, StatusKey::new([9; 32])), bits));
    let signing = Signing::new(ceremony.roots(), ceremony.signed.clone(), Arc::new(ceremony.ring()), ciphers);
    signing.expect("a trust list")
}

fn node(
    ceremony: &Ceremony,
    clock: Arc<ManualClock>,
    store: Arc<dyn Store>,
    bits: SerialBits,
    (interval, resign_after): (u64, u64),
) -> Node {
    let signing = Arc::new(CurrentSigning::fixed(signing(ceremony, bits)));
    let config = IssuerConfig {
        calendar: Calendar::new(TimeZone::get("Asia/Seoul").expect("a zone"), 4),
        days_ahead: 28,
        paper_days: 14,
        name_on_phone: false,
        birth_on_phone: false,
    };
    let issuer = Issuer::new(config, Arc::clone(&signing));
    let publishing = PublisherConfig {
        status_base: "https://pass.example".to_owned(),
        stale_after: 86_400,
        expires_after: 14 * 86_400,
        resign_after,
        interval,
        paper_days: 14,
    };
    let publisher = Publisher::new(publishing, signing, Arc::clone(&store));
    Node {
        clock,
        store,
        issuer: Arc::new(issuer),
        assertions: AssertionVerifier::new(AUDIENCE, 31),
        publisher: Arc::new(publisher),
        journal: None,
    }
}

pub(crate) fn citizens() -> Vec<Person> {
    let vaccination = Evidence::Vaccination {
        doses: Doses::new(2).expect("doses"),
        date: CivilDate::parse("2026-07-06").expect("a date"),
        product: Product::new("BNT162B2").expect("a product"),
    };
    let exemption = Evidence::Exemption { until: CivilDate::parse(EXEMPT_UNTIL).expect("a date") };
    vec![
        person(CITIZEN, "김*수", vec![vaccination.clone()]),
        person(NEIGHBOUR, "이*", vec![vaccination]),
        person(NEWCOMER, "박*", Vec::new()),
        person(EXEMPT, "남궁*수", vec![exemption]),
    ]
}

pub(crate) fn person(subject: &str, name: &str, evidence: Vec<Evidence>) -> Person {
    let (subject, name) = (SubjectId::new(subject).expect("a subject id"), DisplayName::new(name).expect("a name"));
    Person::new(subject, name, CivilDate::parse("1990-03-05").expect("a date"), evidence)
}
