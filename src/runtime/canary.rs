//! A pass and a manifest that nobody gets: whether this node could make them now.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use haetae_core::{
    Checker, CivilDate, DisplayName, Doses, Evidence, Product, PublicKey, ScannerState, TrustList, TrustStore, UnixTime,
};

use super::node::Node;
use crate::issuing::{HolderKey, IssueError, Issuer};
use crate::model::{Person, Record, Serial, SubjectId};
use crate::publishing::{PublishError, Publisher};
use crate::signing::Signing;

/// A result counts for so long: probes must not put a hardware module to work.
const COUNTS: Duration = Duration::from_secs(10);

/// The public key of the first test of RFC 8032, whose private key everybody knows.
const HOLDER: PublicKey = PublicKey::Ed25519([
    0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07, 0x3a, 0x0e, 0xe1, 0x72,
    0xf3, 0xda, 0xa6, 0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a,
]);

/// What a door says to a good pass that is shown without its phone.
const GOOD_WITHOUT_PHONE: &str = "holder_proof_missing";
/// What it says to a good pass of an installation that issues specimens only, such as a sandbox.
const GOOD_SPECIMEN: &str = "specimen";

/// Makes a pass of today for nobody and a manifest in memory, and checks both with the scanner's own code. Nothing is
/// stored or entered into the journal.
#[derive(Debug, Default)]
pub struct Canary {
    last: Arc<Mutex<Option<Attempt>>>,
}

#[derive(Clone, Debug)]
struct Attempt {
    /// By the monotonic clock.
    began: Duration,
    /// `None` until it has ended.
    result: Option<Tried>,
    /// The result of the attempt before.
    before: Option<Tried>,
}

/// The reason, if it failed.
type Tried = Result<(), String>;

/// Why a pass or a manifest could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CanaryFailure {
    /// The pass could not be made.
    #[error("no pass can be made: {0}")]
    Issue(#[from] IssueError),
    /// A scanner would not admit it.
    #[error("a scanner would not admit the passes of this node: {0}")]
    NotAdmitted(&'static str),
    /// The manifest could not be made.
    #[error("no manifest can be made: {0}")]
    Publish(#[from] PublishError),
    /// The clock shows a time for which there are no passes.
    #[error("the clock shows a time after year 9999")]
    Clock,
}

impl Canary {
    /// Whether this node could make a pass and a manifest. At most once in ten seconds it signs; in between, and while
    /// it signs for another caller, this is the last result. An attempt that does not end is a failure.
    ///
    /// # Errors
    ///
    /// The reason, if it could not.
    pub async fn check(&self, node: &Node) -> Result<(), String> {
        let began = node.clock.monotonic();
        if let Some(known) = self.begin(began) {
            return known;
        }
        let (issuer, publisher, now) = (Arc::clone(&node.issuer), Arc::clone(&node.publisher), node.clock.now());
        let last = Arc::clone(&self.last);
        // A task of its own: the attempt ends even if the caller has gone.
        let attempt = tokio::spawn(async move {
            let made = tokio::task::spawn_blocking(move || make(&issuer, &publisher, now)).await;
            let result = match made {
                Ok(made) => made.map_err(|failure| failure.to_string()),
                Err(error) => Err(format!("signing ended unexpectedly: {error}")),
            };
            let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(attempt) = last.as_mut() {
                if let (Err(reason), true) = (&result, attempt.before.as_ref() != Some(&result)) {
                    tracing::error!(reason, "this node could not make a pass or a manifest now");
                }
                attempt.result = Some(result.clone());
            }
            result
        });
        attempt.await.unwrap_or_else(|error| Err(format!("signing ended unexpectedly: {error}")))
    }

    /// Begins an attempt, or returns what is known.
    fn begin(&self, now: Duration) -> Option<Tried> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let before = match &*last {
            None => None,
            Some(attempt) => {
                let age = now.saturating_sub(attempt.began);
                match (&attempt.result, &attempt.before) {
                    (Some(result), _) if age < COUNTS => return Some(result.clone()),
                    (Some(result), _) => Some(result.clone()),
                    (None, Some(before)) if age < COUNTS => return Some(before.clone()),
                    (None, _) => return Some(Err(format!("signing has not ended after {} seconds", age.as_secs()))),
                }
            }
        };
        *last = Some(Attempt { began: now, result: None, before });
        None
    }
}

fn make(issuer: &Issuer, publisher: &Publisher, now: UnixTime) -> Result<(), CanaryFailure> {
    let today = issuer.config().calendar.day_of(now).ok_or(CanaryFailure::Clock)?;
    let request = issuer.request(vec![HolderKey::new(today, HOLDER)], now).map_err(IssueError::from)?;
    let record = nobody(today).ok_or(CanaryFailure::Clock)?;
    let issued = issuer.issue(&record, &request, now)?;
    let signing = publisher.signing().load();
    let (trust, good) = (scanner(&signing), good_answer(&signing.list));
    for pass in &issued.passes {
        let verdict = Checker::new(&trust).check(&pass.text, now, &mut ScannerState::new());
        if verdict.code() != good {
            return Err(CanaryFailure::NotAdmitted(verdict.code()));
        }
    }
    match publisher.rehearse(now) {
        // Another node may have one; how long this one's last is watched with everything that expires.
        Err(PublishError::NoStatusKey) | Ok(()) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// What a door says to a good pass: a list whose issuing keys are all for specimens is that of a sandbox.
fn good_answer(list: &TrustList) -> &'static str {
    let mut issuing = list.keys().filter_map(|(_, key)| key.role.issuing_constraints());
    if issuing.all(|constraints| constraints.specimen) { GOOD_SPECIMEN } else { GOOD_WITHOUT_PHONE }
}

/// A scanner that knows the trust list in force.
fn scanner(signing: &Signing) -> TrustStore {
    let mut scanner = TrustStore::new(signing.roots.clone());
    for earlier in &signing.earlier_lists {
        // A list that is not accepted is skipped, as scanners do.
        let _ = scanner.take_trust_list(&earlier.bytes);
    }
    let _ = scanner.take_trust_list(&signing.signed_list);
    scanner
}

/// A record with evidence of several kinds: a key may attest only some of them.
fn nobody(today: CivilDate) -> Option<Record> {
    let yesterday = today.checked_add_days(-1)?;
    let born = today.checked_add_days(-10_000)?;
    let evidence = vec![
        Evidence::Vaccination { doses: Doses::new(2)?, date: yesterday, product: Product::new("CANARY")? },
        Evidence::Recovery { date: yesterday },
        Evidence::Exemption { until: today.checked_add_days(1)? },
    ];
    let person = Person::new(SubjectId::new("canary")?, DisplayName::new("C*")?, born, evidence);
    Some(Record { serial: Serial(0), version: 1, person, revocation: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attempt_that_does_not_end_is_a_failure_and_no_other_begins() {
        let canary = Canary::default();
        let at = Duration::from_secs;
        assert_eq!(canary.begin(at(0)), None);
        assert_eq!(canary.begin(at(3)), Some(Err("signing has not ended after 3 seconds".to_owned())));
        canary.last.lock().expect("no panic").as_mut().expect("an attempt").result = Some(Ok(()));
        assert_eq!(canary.begin(at(9)), Some(Ok(())));
        assert_eq!(canary.begin(at(10)), None);
        assert_eq!(canary.begin(at(19)), Some(Ok(())), "it still may end");
        assert_eq!(canary.begin(at(20)), Some(Err("signing has not ended after 10 seconds".to_owned())));
    }
}
