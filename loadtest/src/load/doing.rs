//! What is done when somebody's moment has come, and what they do next.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use haetae_core::UnixTime;
use haetae_core::queue::{Notice, Place, Seen, UnverifiedTicket, until_next_read};
use http_body_util::Full;
use hyper::Request;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng as _;

use super::check::{self, Checks};
use super::job::{Job, StreamJob};
use super::outcome::{Outcome, problem_code};
use super::partner::Partner;
use super::person::Person;
use super::pool::{Pool, Reply};
use super::requests::Requests;
use super::syncing;
use super::tally::Tally;
use super::visit::{Step, Visit};
use crate::clock::RunClock;
use crate::scenario::Act;

/// An assertion is used for so many microseconds after it was made; the service takes it for 300 seconds.
const ASSERTION_USE: u64 = 240_000_000;

/// What all visits of a worker share.
pub(super) struct Doing {
    pub(super) job: Job,
    pub(super) clock: RunClock,
    pub(super) pool: Pool,
    pub(super) requests: Requests,
    pub(super) partners: Vec<Arc<Partner>>,
    pub(super) people: Vec<Person>,
    pub(super) checks: Option<Checks>,
    pub(super) tally: Mutex<Tally>,
    pub(super) random: Mutex<ChaCha8Rng>,
    /// The waiting room's file as a cache in front has it, and since when, in microseconds after the start.
    pub(super) cache: tokio::sync::Mutex<Option<(u64, Notice)>>,
}

/// An answer that has been counted.
pub(super) struct Counted {
    pub(super) outcome: Outcome,
    reply: Option<Reply>,
    pub(super) end: u64,
}

impl Doing {
    /// Does what is due, and says what comes next; `None` if the person has done.
    pub(super) async fn visit(&self, visit: Visit) -> Option<Visit> {
        let stream = self.job.streams.get(visit.stream)?;
        match visit.step {
            Step::Manifest | Step::File(_) => {
                self.sync(stream, visit).await;
                None
            }
            Step::Read => self.read(stream, visit).await,
            Step::Join(room) => self.join(stream, visit, room).await,
            Step::Only | Step::Passes => {
                let request = self.request(stream, &visit)?;
                let counted = self.ask(stream, &visit, request).await;
                if visit.step == Step::Passes && counted.outcome == Outcome::Good {
                    self.count(|tally| tally.whole_wait.add(counted.end.saturating_sub(visit.arrived)));
                }
                let again = matches!(counted.outcome, Outcome::Shed(_) | Outcome::Failed(_));
                let again = again && visit.failures < stream.retries;
                again.then(|| self.later(visit, &counted, 1))
            }
        }
    }

    async fn read(&self, stream: &StreamJob, visit: Visit) -> Option<Visit> {
        let mut cache = self.cache.lock().await;
        let fresh = |since: u64| self.clock.micros() < since.saturating_add(u64::from(stream.cached) * 1_000_000);
        let kept = cache.clone().filter(|(since, _)| fresh(*since));
        let (since, notice) = match kept {
            Some(kept) => kept,
            None => {
                let counted = self.ask(stream, &visit, self.requests.get("/v1/queue")).await;
                let body = counted.reply.as_ref().filter(|_| counted.outcome == Outcome::Good);
                let Some(notice) = body.and_then(|reply| check::notice(&reply.body).ok()) else {
                    return Some(self.later(visit, &counted, 15));
                };
                *cache = Some((counted.end, notice.clone()));
                (counted.end, notice)
            }
        };
        drop(cache);
        let now = self.clock.micros();
        let ticket = visit.ticket.clone();
        let age = now.saturating_sub(since) / 1_000_000;
        let seen = Seen::of(&notice, ticket.as_ref().map(|ticket| &ticket.0), Some(age), visit.trail);
        let visit = Visit { trail: seen.trail, failures: 0, ..visit };
        let at_once = |step| Some(Visit { due: now, step, ..visit.clone() });
        match (seen.place, &notice.room) {
            (Place::NotNeeded | Place::Turn { .. }, _) => at_once(Step::Passes),
            (Place::Join | Place::OtherRoom | Place::Expired, Some(room)) => at_once(Step::Join(room.number)),
            _ => {
                let pause = until_next_read(notice.poll_after, 0, None, self.draw());
                Some(Visit { due: now.saturating_add(pause * 1_000), ..visit })
            }
        }
    }

    async fn join(&self, stream: &StreamJob, visit: Visit, room: u32) -> Option<Visit> {
        let person = self.people.get(visit.person?)?;
        let counted = self.ask(stream, &visit, self.requests.join(room, &person.digest)).await;
        let text = counted.reply.as_ref().filter(|_| counted.outcome == Outcome::Good).and_then(|reply| {
            let answer: serde_json::Value = serde_json::from_slice(&reply.body).ok()?;
            answer["ticket"].as_str().map(str::to_owned)
        });
        let ticket = text.and_then(|text| Some((UnverifiedTicket::parse(&text).ok()?.claims, text)));
        match ticket {
            Some(ticket) => {
                let pause = until_next_read(15, 0, None, self.draw());
                let due = counted.end.saturating_add(pause * 1_000);
                Some(Visit { due, step: Step::Read, ticket: Some(Arc::new(ticket)), failures: 0, ..visit })
            }
            None => Some(self.later(visit, &counted, 2)),
        }
    }

    /// The same again after a pause, as wallets make it.
    fn later(&self, visit: Visit, counted: &Counted, pause: u64) -> Visit {
        let failures = visit.failures + 1;
        let asked = counted.reply.as_ref().and_then(|reply| reply.retry_after);
        let pause = until_next_read(pause, failures, asked, self.draw());
        Visit { due: counted.end.saturating_add(pause * 1_000), failures, ..visit }
    }

    fn request(&self, stream: &StreamJob, visit: &Visit) -> Option<Request<Full<Bytes>>> {
        let ticket = visit.ticket.as_ref().map(|ticket| ticket.1.as_str());
        let person = visit.person.and_then(|place| self.people.get(place));
        Some(match stream.act {
            Act::Manifest | Act::Sync => self.requests.get("/v1/trust/manifest"),
            Act::Bundle => self.requests.get("/v1/trust/bundle"),
            Act::Queue => self.requests.get("/v1/queue"),
            Act::Paper => self.requests.paper(&self.assertion(stream, visit)?),
            Act::Passes | Act::Renew | Act::Wait | Act::Forged => {
                self.requests.passes(person?, ticket, &self.assertion(stream, visit)?)
            }
        })
    }

    /// The assertion that was made beforehand, or a new one where that is too old or there is none.
    fn assertion(&self, stream: &StreamJob, visit: &Visit) -> Option<Arc<str>> {
        let now = self.clock.micros();
        let kept = visit.assertion.as_ref().filter(|(_, made)| now < made.saturating_add(ASSERTION_USE));
        kept.map(|(text, _)| Arc::clone(text)).or_else(|| self.sign(stream, visit, now))
    }

    /// An assertion as of so many microseconds after the start.
    pub(super) fn sign(&self, stream: &StreamJob, visit: &Visit, at: u64) -> Option<Arc<str>> {
        let partner = self.partners.iter().find(|partner| partner.name() == stream.partner)?;
        let person = self.people.get(visit.person?)?;
        let now = self.clock.unix_at(at);
        let text = match stream.act {
            Act::Paper => partner.for_paper(&person.subject, &format!("{}-{}", self.job.seed, visit.number), now),
            Act::Forged => {
                // Of other keys: the signature does not fit the claims then.
                let good = partner.for_passes(&person.subject, &person.digest, now);
                let other = partner.for_passes(&person.subject, &person.digest, now + 1);
                let ((claims, _), (_, signature)) = (good.rsplit_once('.')?, other.rsplit_once('.')?);
                format!("{claims}.{signature}")
            }
            _ => partner.for_passes(&person.subject, &person.digest, now),
        };
        Some(text.into())
    }

    /// Sends a request, looks into the answer and counts it.
    pub(super) async fn ask(&self, stream: &StreamJob, visit: &Visit, request: Request<Full<Bytes>>) -> Counted {
        let key = visit.step.key(&stream.name);
        let began = self.clock.micros();
        self.count(|tally| {
            tally.offer(&key, visit.due);
            tally.lateness.add(began.saturating_sub(visit.due));
        });
        let deadline = self.clock.moment(visit.due) + Duration::from_secs(u64::from(self.job.timeout));
        let exchange = self.pool.ask(request, deadline).await;
        let end = self.clock.micros();
        let mut outcome = Outcome::of(&exchange.reply);
        if stream.act == Act::Forged {
            outcome = match (outcome, exchange.reply.as_ref().ok().and_then(|reply| problem_code(&reply.body))) {
                (Outcome::Refused(_), Some(code)) if code == "assertion_invalid" => Outcome::Good,
                (Outcome::Good, _) => Outcome::Wrong("a forged assertion was taken".to_owned()),
                (other, _) => other,
            };
        }
        let reply = exchange.reply.ok();
        if let (Outcome::Good, Some(reply), true) = (&outcome, &reply, self.is_sampled(visit))
            && let Some(Err(why)) = self.checked(stream, visit, reply, end).await
        {
            outcome = Outcome::Wrong(why);
        }
        self.count(|tally| {
            if let Some(waited) = exchange.waited {
                tally.waited.add(u64::try_from(waited.as_micros()).unwrap_or(u64::MAX));
            }
            tally.end(&key, visit.due, end, &outcome);
        });
        Counted { outcome, reply, end }
    }

    fn is_sampled(&self, visit: &Visit) -> bool {
        // What a scanner fetches next follows from what it took.
        visit.sync.is_some() || visit.number.is_multiple_of(u64::from(self.job.check_every.max(1)))
    }

    /// Whether the core takes the answer; `None` if there is nothing in it to check.
    async fn checked(&self, stream: &StreamJob, visit: &Visit, reply: &Reply, end: u64) -> Option<Result<(), String>> {
        let now = UnixTime::saturating_new(self.clock.unix_at(end));
        let (body, act, step) = (reply.body.clone(), stream.act, visit.step);
        let person = visit.person.and_then(|place| self.people.get(place)).cloned();
        let (checks, sync) = (self.checks.clone(), visit.sync.clone());
        // In another thread: the next requests do not wait for it.
        let checking = tokio::task::spawn_blocking(move || {
            if let Some(sync) = sync {
                return Some(syncing::taken(&sync, step, &body, now));
            }
            Some(match (act, step, checks, person) {
                (Act::Queue, ..) | (_, Step::Read, ..) => check::notice(&body).map(|_| ()),
                // That it was refused for the right reason is known already.
                (Act::Forged, ..) => Ok(()),
                (_, Step::Join(_), ..) => return None,
                (Act::Manifest, _, Some(checks), _) => checks.manifest(&body),
                (Act::Bundle, _, Some(checks), _) => checks.bundle(&body),
                (Act::Paper, _, Some(checks), _) => checks.paper(&body, now),
                (_, _, Some(checks), Some(person)) => checks.passes(&person, &body, now),
                _ => return None,
            })
        });
        let checked = checking.await.unwrap_or_else(|_| Some(Err("the check broke down".to_owned())));
        if checked.is_some() {
            let key = visit.step.key(&stream.name);
            self.count(|tally| tally.checked(&key));
        }
        checked
    }

    fn draw(&self) -> u64 {
        self.random.lock().map_or(0, |mut random| random.next_u64())
    }

    pub(super) fn count(&self, counting: impl FnOnce(&mut Tally)) {
        // Nothing panics while it counts.
        if let Ok(mut tally) = self.tally.lock() {
            counting(&mut tally);
        }
    }
}
