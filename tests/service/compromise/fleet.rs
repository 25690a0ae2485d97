//! Phones and scanners in simulated time: they talk to the real router, and act as their own state machines decide.

use std::cell::Cell;

use haetae::clock::Clock as _;
use haetae_core::{
    Checker, Fetch, Manifest, Outcome, PassClaims, Plan, Renewal, RootSet, ScannerState, Standing, TRUST_LIST,
    TrustStore, TrustSync, UnixTime, UnverifiedPass, pass_text,
};
use haetae_testkit::Signer;
use haetae_testkit::authority::claims;
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::answer::{bearing, get, post};
use haetae_testkit::service::{Harness, day};
use serde_json::{Value, json};

const DAY: u64 = 86_400;

/// A scanner that keeps itself up to date as its state machine says, unless it has no network.
pub(crate) struct Scanner {
    sync: TrustSync,
    /// Without a network until then.
    offline_until: UnixTime,
}

impl Scanner {
    pub(crate) fn new(roots: RootSet, seed: u64) -> Self {
        Self { sync: TrustSync::new(roots, seed), offline_until: UnixTime::saturating_new(0) }
    }

    /// Disconnects it from the network until some time.
    pub(crate) fn go_offline(&mut self, until: UnixTime) {
        self.offline_until = until;
    }

    /// Does everything that its plan requires now.
    pub(crate) async fn act(&mut self, harness: &Harness) {
        let now = harness.clock.now();
        if now < self.offline_until {
            return;
        }
        loop {
            match self.sync.next(now) {
                Plan::Idle { .. } => return,
                Plan::FetchManifest { .. } => {
                    let manifest = harness.public(get("/v1/trust/manifest")).await.body;
                    let _ = self.sync.manifest_arrived(&manifest, now);
                }
                Plan::FetchFile { sha256, .. } => {
                    let answer = harness.public(get(&format!("/v1/trust/files/{}", hex::encode(sha256)))).await;
                    if answer.status.is_success() {
                        let _ = self.sync.file_arrived(sha256, &answer.body, now);
                    } else {
                        self.sync.failed(Fetch::File(sha256), now);
                    }
                }
            }
        }
    }

    pub(crate) fn store(&self) -> &TrustStore {
        self.sync.store()
    }

    /// Its verdict on a code at `now`.
    pub(crate) fn verdict(&self, code: &str, now: UnixTime) -> &'static str {
        Checker::new(self.store()).check(code, now, &mut ScannerState::new()).code()
    }
}

/// A phone: passes of three days, a fetch of the trust data once a day, and its reaction.
pub(crate) struct Phone {
    subject: String,
    seed: u64,
    /// The key of each day from today on.
    keys: Vec<HolderPair>,
    passes: Vec<UnverifiedPass>,
    texts: Vec<String>,
    trust: TrustStore,
    next_look: UnixTime,
    planned: UnixTime,
    /// When it last had passes that nothing spoke against, after others that something did.
    pub(crate) renewed: Cell<Option<UnixTime>>,
}

impl Phone {
    /// The phone of a citizen that fetches its first passes now, and whose daily fetch is at its own time.
    pub(crate) async fn new(harness: &Harness, subject: &str, seed: u64) -> Self {
        let now = harness.clock.now();
        // Multiplying by an odd number spreads the looks over the day.
        let next_look = now.saturating_add(1 + seed.wrapping_mul(0x9e37_79b9) % DAY);
        let byte = |ahead: u64| u8::try_from((seed * 3 + ahead) % 251).expect("small");
        let mut phone = Self {
            subject: subject.to_owned(),
            seed,
            keys: (0..3).map(|ahead| HolderPair::ed25519(byte(ahead))).collect(),
            passes: Vec::new(),
            texts: Vec::new(),
            trust: TrustStore::new(harness.ceremony.roots()),
            next_look,
            planned: now.saturating_add(7 * DAY),
            renewed: Cell::new(None),
        };
        phone.fetch_passes(harness).await;
        phone
    }

    /// Looks and asks if either is due.
    pub(crate) async fn act(&mut self, harness: &Harness) {
        let now = harness.clock.now();
        if self.next_look <= now {
            self.next_look = self.next_look.saturating_add(DAY);
            self.look(harness).await;
        }
        if self.planned <= now {
            self.fetch_passes(harness).await;
            self.planned = now.saturating_add(7 * DAY);
            self.renewed.set(Some(now));
        }
    }

    /// The status of its passes that have not ended.
    pub(crate) fn standings(&self, now: UnixTime) -> Vec<Standing> {
        let mut standings = Renewal::of(&self.trust, &self.passes, self.planned, None, now, self.seed).standings;
        standings.retain(|standing| *standing != Standing::Ended);
        standings
    }

    /// The live code of the pass of a day.
    pub(crate) fn code(&self, ahead: usize, now: UnixTime) -> String {
        self.keys[ahead].present(&self.texts[ahead], now, None)
    }

    async fn look(&mut self, harness: &Harness) {
        let now = harness.clock.now();
        let bytes = harness.public(get("/v1/trust/manifest")).await.body;
        let manifest = Manifest::decode_unverified(&bytes).expect("a manifest");
        let list = manifest.files().iter().find(|file| file.name == TRUST_LIST).expect("a trust list").sha256;
        let list = harness.public(get(&format!("/v1/trust/files/{}", hex::encode(list)))).await.body;
        let outcome = self.trust.take_set(&bytes, &[&list]);
        assert!(matches!(outcome, Outcome::Taken | Outcome::Unchanged), "{outcome:?}");
        self.planned = Renewal::of(&self.trust, &self.passes, self.planned, None, now, self.seed).at;
    }

    /// Asks for passes of the days that are left, with the keys that it has.
    async fn fetch_passes(&mut self, harness: &Harness) {
        let now = harness.clock.now();
        let calendar = &harness.node.issuer.config().calendar;
        let first = calendar.day_of(now).expect("a day");
        let days: Vec<_> = (0..3).map(day).zip(&self.keys).filter(|(day, _)| *day >= first).collect();
        let public: Vec<_> = days.iter().map(|(_, pair)| pair.public()).collect();
        let mut claims = harness.partner.claims(&self.subject, &public);
        (claims["iat"], claims["exp"]) = (json!(now.seconds()), json!(now.seconds() + 200));
        let keys: Vec<Value> = days.iter().map(|(day, pair)| pair.for_day(*day)).collect();
        let request = bearing(post("/v1/passes", &json!({ "holder_keys": keys })), &harness.partner.sign(&claims));
        let body = harness.public(request).await.good();
        let texts = body["passes"].as_array().expect("passes").iter();
        let texts: Vec<String> = texts.map(|pass| pass["qr"].as_str().expect("a code").to_owned()).collect();
        assert_eq!(texts.len(), days.len(), "a pass for each day");
        self.passes = texts.iter().map(|text| UnverifiedPass::parse(text).expect("a pass")).collect();
        // Those of days that are over keep their place.
        self.texts.truncate(3 - texts.len());
        self.texts.extend(texts);
    }
}

/// A code that a thief makes of an honest pass of that day.
pub(crate) fn forged(thief: &Signer, holder: &HolderPair, harness: &Harness) -> String {
    let validity = harness.node.issuer.config().calendar.day_pass(day(1)).expect("a day pass");
    let (not_before, expires) = (validity.not_before, validity.expires);
    let claims = PassClaims { not_before, expires, ..claims(holder, 1_000) };
    pass_text(&thief.issue(&claims))
}
