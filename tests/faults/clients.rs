//! Clients that issue, ask again, revoke, and fetch what scanners need, without a pause.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use haetae::clock::{Clock as _, SystemClock};
use haetae_core::{CivilDate, Manifest, UnixTime};
use haetae_testkit::faults::client::{Broken, Reply, exchange};
use haetae_testkit::faults::cluster::Cluster;
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::partner::PartnerSigner;
use haetae_testkit::service::process::{day_in_seoul, post};
use serde_json::{Value, json};

use crate::ledger::{Book, Ended, Issued, Kind, Leaver, Ledger};
use crate::scenario::Scenario;

/// What all clients share.
pub(crate) struct Fleet {
    public: Vec<SocketAddr>,
    operator: Vec<SocketAddr>,
    /// Nodes that have kept a client waiting in vain: the others are asked first.
    avoided: Vec<AtomicBool>,
    partner: PartnerSigner,
    /// How many assertions the partner has made.
    assertions: AtomicUsize,
    credential: String,
    patience: Duration,
    /// How many people come back again and again.
    staying: usize,
    /// How many others leave, once each.
    leaving: usize,
    pub(crate) ledger: Arc<Ledger>,
}

/// An answer, and how it was had.
struct Answer {
    reply: Reply,
    node: usize,
    /// Whether an earlier attempt may have had its effect.
    is_repeated: bool,
}

/// Somebody who comes back again and again.
pub(crate) fn staying(number: usize) -> String {
    format!("STAY-{number:05}")
}

/// Somebody who leaves once.
pub(crate) fn leaving(number: usize) -> String {
    format!("LEAVE-{number:05}")
}

impl Fleet {
    pub(crate) fn new(cluster: &Cluster, scenario: &Scenario, (staying, leaving): (usize, usize)) -> Self {
        let credential = std::fs::read_to_string(cluster.nodes[0].data.path("operator.token")).expect("a credential");
        Self {
            public: cluster.nodes.iter().map(|node| node.public.address()).collect(),
            operator: cluster.nodes.iter().map(|node| node.operator.address()).collect(),
            avoided: cluster.nodes.iter().map(|_| AtomicBool::new(false)).collect(),
            partner: PartnerSigner::new(1, "partner-1"),
            assertions: AtomicUsize::new(0),
            credential: credential.trim_end().to_owned(),
            patience: Duration::from_secs(scenario.patience),
            staying,
            leaving,
            ledger: Arc::new(Ledger::new(scenario.crowded)),
        }
    }

    pub(crate) const fn number_of_leavers(&self) -> usize {
        self.leaving
    }

    /// Asks all nodes again.
    pub(crate) fn avoid_nobody(&self) {
        self.avoided.iter().for_each(|node| node.store(false, Ordering::Relaxed));
    }

    /// The client of this number, until all is over.
    pub(crate) fn run(&self, number: usize) {
        let mut versions = vec![0; self.public.len()];
        let mut turn = number;
        while let Some(stage) = self.ledger.stage() {
            turn += 1;
            // Each client begins with something else.
            let (kind, ended) = match turn % 5 {
                0 => (Kind::Trust, self.follow(turn, &mut versions)),
                1 | 2 => self.leave(turn),
                3 => self.ask_again(turn),
                _ => (Kind::Pass, self.travel(turn)),
            };
            self.ledger.enter(kind, stage, &ended);
            if !matches!(ended, Ended::Answered) {
                self.ledger.come_back_later(stage);
            }
        }
    }

    /// A pass for another phone of somebody who stays.
    fn travel(&self, turn: usize) -> Ended {
        let day = day_in_seoul(SystemClock.now(), 1);
        self.issue(turn, staying(turn % self.staying), day, |book, issued| book.passes.push(issued))
    }

    /// Another node makes the same pass for the same request.
    fn ask_again(&self, turn: usize) -> (Kind, Ended) {
        let known = {
            let book = self.ledger.book();
            let count = book.passes.len();
            (count > 0).then(|| book.passes[turn.wrapping_mul(7_919) % count].clone())
        };
        let Some(known) = known else { return (Kind::Pass, self.travel(turn)) };
        let request = self.request(&known.subject, known.day, &known.holder);
        let ended = self.ask(&self.public, turn, &request).map_or_else(
            |ended| ended,
            |answer| {
                let pass = answer.reply.json()["passes"][0]["qr"].clone();
                if pass != known.pass.as_str() {
                    let said = String::from_utf8_lossy(&answer.reply.body).into_owned();
                    self.ledger
                        .violated(format!("node {} makes another pass for the same request: {said}", answer.node + 1));
                }
                Ended::Answered
            },
        );
        (Kind::Pass, ended)
    }

    /// Revokes somebody who has a pass of today, or gets a pass for somebody who is to leave.
    fn leave(&self, turn: usize) -> (Kind, Ended) {
        let (leaver, newcomer) = {
            let mut book = self.ledger.book();
            // Who waits for an answer comes first.
            let sent = book.leaving.iter().position(|leaver| leaver.sent);
            let place = sent.or_else(|| book.leaving.len().checked_sub(1).filter(|_| book.quota > 0 && turn % 5 == 1));
            let leaver = place.map(|place| book.leaving.swap_remove(place));
            if leaver.as_ref().is_some_and(|leaver| !leaver.sent) {
                book.quota -= 1;
            }
            let is_short = leaver.is_none() && book.left < self.leaving;
            book.left += usize::from(is_short);
            (leaver, is_short.then(|| leaving(book.left - 1)))
        };
        match (leaver, newcomer) {
            (Some(leaver), _) => (Kind::Revocation, self.revoke(turn, leaver)),
            (None, Some(subject)) => {
                let today = day_in_seoul(SystemClock.now(), 0);
                let keep = |book: &mut Book, issued| {
                    book.leaving.push(Leaver { issued, sent: false });
                };
                (Kind::Pass, self.issue(turn, subject, today, keep))
            }
            (None, None) => (Kind::Pass, self.travel(turn)),
        }
    }

    fn revoke(&self, turn: usize, mut leaver: Leaver) -> Ended {
        let subject = &leaver.issued.subject;
        let request = post("/v1/revocations", &self.credential, &json!({ "subject": subject }));
        let request = request.replacen("\r\n", &format!("\r\nIdempotency-Key: leave-{subject}\r\n"), 1);
        match self.ask(&self.operator, turn, &request) {
            Ok(answer) => {
                let status = answer.reply.json()["status"].clone();
                // A node may die between the effect and the memory of its answer.
                let is_done =
                    status == "revoked" || (status == "already_revoked" && (leaver.sent || answer.is_repeated));
                if !is_done {
                    let said = String::from_utf8_lossy(&answer.reply.body).into_owned();
                    self.ledger.violated(format!("a first revocation got {}: {said}", answer.reply.status));
                }
                let mut book = self.ledger.book();
                book.unanswered -= usize::from(leaver.sent);
                book.revoked.push(leaver.issued);
                Ended::Answered
            }
            Err(ended) => {
                let mut book = self.ledger.book();
                book.unanswered += usize::from(!leaver.sent);
                leaver.sent = true;
                book.leaving.push(leaver);
                ended
            }
        }
    }

    /// The manifest of a node never goes back.
    fn follow(&self, turn: usize, versions: &mut [u64]) -> Ended {
        let request = "GET /v1/trust/manifest HTTP/1.1\r\nHost: haetae\r\nConnection: close\r\n\r\n";
        self.ask(&self.public, turn, request).map_or_else(
            |ended| ended,
            |answer| {
                match Manifest::decode_unverified(&answer.reply.body) {
                    Ok(manifest) if manifest.version >= versions[answer.node] => {
                        versions[answer.node] = manifest.version;
                    }
                    Ok(manifest) => self.ledger.violated(format!(
                        "node {} went back from version {} to {}",
                        answer.node + 1,
                        versions[answer.node],
                        manifest.version
                    )),
                    Err(error) => {
                        self.ledger.violated(format!("node {} serves no manifest: {error:?}", answer.node + 1));
                    }
                }
                Ended::Answered
            },
        )
    }

    /// Gets a pass, and keeps it.
    fn issue(&self, turn: usize, subject: String, day: CivilDate, keep: impl FnOnce(&mut Book, Issued)) -> Ended {
        let holder = Arc::new(HolderPair::p256());
        let request = self.request(&subject, day, &holder);
        self.ask(&self.public, turn, &request).map_or_else(
            |ended| ended,
            |answer| {
                let made = &answer.reply.json()["passes"][0];
                let time = |name: &str| UnixTime::parse_rfc3339(made[name].as_str()?);
                let issued = made["qr"].as_str().and_then(|pass| {
                    let (not_before, expires) = (time("not_before")?, time("expires")?);
                    Some(Issued { subject, day, holder, pass: pass.to_owned(), not_before, expires })
                });
                match issued {
                    Some(issued) => keep(&mut self.ledger.book(), issued),
                    // It was asked for before midnight.
                    None if day < day_in_seoul(SystemClock.now(), 0)
                        && answer.reply.json()["code"] == "day_out_of_reach" => {}
                    None => {
                        let said = String::from_utf8_lossy(&answer.reply.body).into_owned();
                        self.ledger.violated(format!("a request for a pass got {}: {said}", answer.reply.status));
                    }
                }
                Ended::Answered
            },
        )
    }

    pub(crate) fn request(&self, subject: &str, day: CivilDate, holder: &HolderPair) -> String {
        let mut claims: Value = self.partner.claims_at(SystemClock.now().seconds(), subject, &[holder.public()]);
        // Also within a second each request has one of its own: the same one counts as sent again, and has a limit.
        claims["jti"] = json!(self.assertions.fetch_add(1, Ordering::Relaxed).to_string());
        post("/v1/passes", &self.partner.sign(&claims), &json!({ "holder_keys": [holder.for_day(day)] }))
    }

    /// Asks one node after the other, as a load balancer does: until one answers, or two say "not now".
    fn ask(&self, nodes: &[SocketAddr], turn: usize, request: &str) -> Result<Answer, Ended> {
        let (mut refused, mut last, mut is_repeated) = (None, Broken::Refused, false);
        for attempt in 0..2 * nodes.len() {
            let node = (turn + attempt) % nodes.len();
            let is_avoided = |node: usize| self.avoided[node].load(Ordering::Relaxed);
            if is_avoided(node) && !(0..nodes.len()).all(is_avoided) {
                continue;
            }
            match exchange(nodes[node], request, self.patience) {
                Ok(reply) if reply.is_not_now() => {
                    let code = reply.json()["code"].as_str().unwrap_or_default().to_owned();
                    if refused.is_some() || nodes.len() == 1 {
                        return Err(Ended::NotNow(code));
                    }
                    refused = Some(code);
                }
                Ok(reply) => return Ok(Answer { reply, node, is_repeated }),
                Err(broken) => {
                    self.ledger.cut(broken);
                    if broken == Broken::Silent {
                        self.avoided[node].store(true, Ordering::Relaxed);
                    }
                    (last, is_repeated) = (broken, true);
                }
            }
        }
        Err(refused.map_or(Ended::Nobody(last), Ended::NotNow))
    }
}
