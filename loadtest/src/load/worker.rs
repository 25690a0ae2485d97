//! A worker: a process, or a test's own, that sends its part of the schedule.

use std::collections::BinaryHeap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context as _, bail};
use haetae_core::RootSet;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;
use serde::{Deserialize, Serialize};

use super::check::Checks;
use super::doing::Doing;
use super::job::Job;
use super::partner::Partner;
use super::plan::{Arrival, Plan};
use super::pool::Pool;
use super::requests::Requests;
use super::tally::Tally;
use super::visit::{Step, Visit};
use crate::clock::RunClock;
use crate::numbers::size;
use crate::scenario::Act;

/// What a worker says, a line each.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// It is prepared, with so many arrivals.
    Ready(u64),
    /// So many requests have been offered, were good, and had another end, until now.
    So(Progress),
    /// It has done.
    Done(Box<Tally>),
}

/// How far a worker is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Requests whose moment has come.
    pub offered: u64,
    /// Good answers.
    pub good: u64,
    /// Answers without room.
    pub shed: u64,
    /// All other ends.
    pub other: u64,
}

/// A worker that has made what can be made before the schedule begins.
#[derive(Debug)]
pub struct Prepared {
    pub(super) job: Job,
    pub(super) plan: Plan,
    pub(super) pool: Pool,
    pub(super) partners: Vec<Arc<Partner>>,
    checks: Option<Checks>,
}

impl Prepared {
    /// Makes keys, fetches the trust list, and gets the passes of those who will renew theirs.
    ///
    /// # Errors
    ///
    /// What is missing, or why the service did not answer.
    pub async fn new(job: Job) -> anyhow::Result<Self> {
        let plan = Plan::of(&job)?;
        let pool = Pool::new(job.address, size(u64::from(job.connections)));
        let requests = Requests::to(job.address);
        let read = |key| Partner::read(key, &job.audience).map(Arc::new);
        let partners = job.partners.iter().map(read).collect::<anyhow::Result<Vec<_>>>()?;
        for stream in job.streams.iter().filter(|stream| stream.act.needs_person()) {
            if !partners.iter().any(|partner| partner.name() == stream.partner) {
                bail!("there is no key of the partner {}, which {} needs", stream.partner, stream.name);
            }
        }
        if let Some(stream) = job.streams.iter().find(|stream| stream.act == Act::Sync && job.roots.is_none()) {
            bail!("{} needs the root keys: name their file with --roots", stream.name);
        }
        let deadline = crate::clock::now() + Duration::from_secs(u64::from(job.timeout));
        let checks = match &job.roots {
            None => None,
            Some(file) => {
                let text = std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
                let roots: RootSet = serde_json::from_slice(&text).context("no root keys")?;
                let reply = pool.ask(requests.get("/v1/trust/bundle"), deadline).await.reply;
                let reply = reply.map_err(|broken| anyhow::anyhow!("the bundle: {}", broken.as_str()))?;
                Some(Checks::new(roots, &reply.body)?)
            }
        };
        Self { job, plan, pool, partners, checks }.having_passes().await
    }

    /// How many arrivals it has.
    pub fn arrivals(&self) -> u64 {
        self.plan.arrivals.len() as u64
    }

    /// Sends its part of the schedule, which begins at `start`, microseconds since 1970, and says how far it is once a
    /// second.
    pub async fn run(self, start: u64, mut progress: impl FnMut(Progress)) -> Tally {
        let clock = RunClock::starting(start);
        let Self { job, plan, pool, partners, checks } = self;
        let end = u64::from(job.seconds) * 1_000_000;
        let mut random = ChaCha8Rng::seed_from_u64(job.seed);
        random.set_stream(1 << 63 | job.worker);
        let doing = Arc::new(Doing {
            requests: Requests::to(job.address),
            tally: Mutex::new(Tally::new(job.span)),
            random: Mutex::new(random),
            cache: tokio::sync::Mutex::default(),
            people: plan.people,
            job,
            clock,
            pool,
            partners,
            checks,
        });
        let mut due: BinaryHeap<Visit> = plan.arrivals.iter().map(|arrival| first(&doing, arrival)).collect();
        let (done, mut ended) = tokio::sync::mpsc::unbounded_channel();
        let (mut under_way, mut next_word) = (0_u64, 1_000_000);
        loop {
            let now = clock.micros();
            while due.peek().is_some_and(|visit| visit.due <= now) && clock.micros() > 0 {
                let Some(visit) = due.pop() else { break };
                let (doing, done) = (Arc::clone(&doing), done.clone());
                under_way += 1;
                tokio::spawn(async move {
                    let next = doing.visit(visit).await;
                    // Who receives it is there until all have ended.
                    done.send(next).is_ok()
                });
            }
            if due.is_empty() && under_way == 0 {
                break;
            }
            if now >= next_word {
                progress(so_far(&doing));
                next_word += 1_000_000;
            }
            let next = due.peek().map_or(next_word, |visit| visit.due.min(next_word));
            tokio::select! {
                Some(next) = ended.recv() => {
                    under_way -= 1;
                    match next {
                        Some(next) if next.due < end => due.push(next),
                        Some(_) => doing.count(|tally| tally.left_waiting += 1),
                        None => {}
                    }
                }
                () = crate::clock::until(clock.moment(next)) => {}
            }
        }
        progress(so_far(&doing));
        drop(done);
        doing.tally.lock().map_or_else(|poisoned| poisoned.into_inner().clone(), |tally| tally.clone())
    }
}

/// The first visit of an arrival, with the partner's assertion where its time is known.
fn first(doing: &Doing, arrival: &Arrival) -> Visit {
    let stream = doing.job.streams.get(arrival.stream);
    let act = stream.map(|stream| stream.act);
    let visit = Visit {
        due: arrival.due,
        arrived: arrival.due,
        stream: arrival.stream,
        number: arrival.number,
        person: arrival.person,
        step: match act {
            Some(Act::Wait) => Step::Read,
            Some(Act::Sync) => Step::Manifest,
            _ => Step::Only,
        },
        failures: 0,
        assertion: None,
        ticket: None,
        trail: None,
        sync: None,
    };
    let signed =
        stream.filter(|stream| stream.act != Act::Wait).and_then(|stream| doing.sign(stream, &visit, visit.due));
    Visit { assertion: signed.map(|text| (text, visit.due)), ..visit }
}

fn so_far(doing: &Doing) -> Progress {
    let mut progress = Progress::default();
    doing.count(|tally| {
        for counts in tally.of.values() {
            let (good, shed) = (counts.sum(|span| span.good), counts.sum(|span| span.shed));
            progress.offered += counts.sum(|span| span.offered);
            progress.good += good;
            progress.shed += shed;
            progress.other += counts.all.count() - good - shed;
        }
    });
    progress
}
