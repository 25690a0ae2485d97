//! A node of tests, and its settings.

use std::sync::Arc;
use std::time::Duration;

use haetae::clock::{Clock as _, ManualClock};
use haetae::config::{LimitsSection, QueueSection};
use haetae::http::{Contact, HttpSettings, Pace, Pages, TrustedProxies};
use haetae::identity::AssertionVerifier;
use haetae::issuing::{Calendar, EligibilityGate, Issuer, IssuerConfig};
use haetae::limits::Limits;
use haetae::publishing::{Publisher, PublisherConfig};
use haetae::queue::WaitingRoom;
use haetae::render::ErrorCorrection;
use haetae::runtime::{Intervals, Node, Runtime};
use haetae::signing::{CurrentSigning, Signing, StatusCiphers};
use haetae::store::Store;
use haetae_core::StatusDay;
use haetae_keys::{Custody, SerialBits, StatusKey, StatusKeys};
use jiff::tz::TimeZone;

use super::ceremony::Ceremony;
use super::{AUDIENCE, now};

/// How the service answers.
pub fn settings() -> HttpSettings {
    let pace = Pace { grace: Duration::from_secs(30), bytes_per_second: 1 };
    HttpSettings {
        header_timeout: Duration::from_secs(30),
        body_timeout: Duration::from_secs(30),
        request_timeout: Duration::from_secs(60),
        body_limit: 65_536,
        shutdown_grace: Duration::from_secs(60),
        max_connections: 64,
        max_connections_per_address: 64,
        proxies: TrustedProxies::default(),
        max_requests_per_client: 64,
        body_pace: pace,
        write_timeout: pace.grace,
        answer_pace: pace,
        edge: haetae::http::Edge::default(),
        revocations_alone: None,
        error_correction: ErrorCorrection::M,
        contact: Some(contact()),
        security_contact: None,
        instance: *b"instance",
        pages: Pages::default(),
        demo: None,
        spans: None,
        load_test: false,
        surroundings: None,
    }
}

/// A running node that publishes only when a test says so.
pub fn runtime(node: Node) -> Runtime {
    let intervals = Intervals { poll: Duration::from_secs(3_600), lease: Duration::from_secs(30), clock_limit: 300 };
    Runtime::new(node, intervals, *b"instance")
}

/// Whom its people may ask.
pub fn contact() -> Contact {
    Contact { name: "질병관리청".to_owned(), telephone: Some("1339".to_owned()), page: None }
}

/// How passes are issued.
pub fn issuer_config() -> IssuerConfig {
    IssuerConfig {
        calendar: Calendar::new(TimeZone::get("Asia/Seoul").expect("a zone"), 4),
        days_ahead: 28,
        paper_days: 14,
        name_on_phone: false,
        birth_on_phone: false,
        exact_sample_times: false,
    }
}

/// What finds a pass's place in the status list.
pub fn ciphers() -> Arc<StatusCiphers> {
    let origin = StatusDay(now().status_day().0 - 30);
    Arc::new(StatusCiphers::new(StatusKeys::new(origin, StatusKey::new([9; 32])), SerialBits::MIN))
}

pub(super) fn signing(ceremony: &Ceremony) -> Signing {
    signing_by(ceremony, Arc::new(ceremony.ring()))
}

pub(super) fn signing_by(ceremony: &Ceremony, custody: Arc<dyn Custody>) -> Signing {
    Signing::new(ceremony.roots(), ceremony.signed.clone(), custody, ciphers()).expect("a trust list")
}

/// A node that publishes at most every so many seconds, and after so many others if nothing changes.
pub(super) fn node(
    ceremony: &Ceremony,
    clock: Arc<ManualClock>,
    store: Arc<dyn Store>,
    issuing: IssuerConfig,
    (interval, resign_after): (u64, u64),
) -> Node {
    let signing = Arc::new(CurrentSigning::fixed(signing(ceremony)));
    let day_pass_end = issuing.calendar.day_pass_end(clock.now());
    let issuer = Issuer::new(issuing, Arc::clone(&signing));
    let publishing = PublisherConfig {
        status_base: "https://pass.example".to_owned(),
        stale_after: 86_400,
        expires_after: 14 * 86_400,
        resign_after,
        interval,
        paper_days: 14,
        day_pass_end,
    };
    let queue = WaitingRoom::new(Arc::clone(&store) as _, Arc::clone(&signing), clock.clone(), QueueSection::default());
    let eligibility = EligibilityGate::new(Arc::clone(&store) as _, clock.clone());
    let publisher = Publisher::new(publishing, signing, Arc::clone(&store));
    Node {
        store,
        cache: None,
        queue: Arc::new(queue),
        eligibility: Arc::new(eligibility),
        issuer: Arc::new(issuer),
        assertions: AssertionVerifier::new(AUDIENCE, 31),
        limits: Arc::new(Limits::new(LimitsSection::unlimited(), clock.clone())),
        attestations: Arc::default(),
        publisher: Arc::new(publisher),
        journal: None,
        clock,
    }
}
