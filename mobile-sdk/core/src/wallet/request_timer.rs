#[cfg(test)]
mod tests;

use core::fmt;

use crate::jitter::Jitter;
use crate::time::{SECONDS_PER_DAY, UnixTime};

/// A retry costs so much. The budget is counted in seconds: time alone earns a retry in six hours.
const RETRY: u64 = 6 * 3_600;
/// The budget holds ten retries, and begins full.
const BUDGET: u64 = 10 * RETRY;
/// Eight of them are kept for the day on which there is no pass to show.
const RESERVE: u64 = 8 * RETRY;
/// An answer earns a tenth of a retry.
const ANSWER: u64 = RETRY / 10;
/// No service can ask for more time than this.
const LONGEST_RETRY_AFTER: u64 = SECONDS_PER_DAY;

/// When a phone may ask the service for a person's passes again. There is one for each person; it has no clock, and is
/// kept over restarts as text ([`RequestTimer::parse`]), which says nothing of the person.
///
/// **Pauses.** After a failure the phone waits, and twice as long after each further one in a row: 60 s to 6 h while
/// there is a pass to show, 5 s to 300 s while there is none, 1 h to 12 h after a decision of the issuer, which
/// changes only after people have acted. Each pause is spread at random over its second half. Where the service says
/// how long to wait (`Retry-After`, up to a day), the phone waits that long, plus a random part.
///
/// **Budget.** A request after one that was not answered well is a retry. In any window of time, whatever the service
/// does, a phone that asks only when [`RequestTimer::next`] says so sends at most 1.1 times the requests that are
/// answered well in it (all of which it sends on a good day too), and
///
/// - the one that has no answer yet,
/// - one retry for each six hours of the window,
/// - two retries more, or ten if there is no pass to show in it.
///
/// So the phones of a whole country cannot keep down a service that is coming back. Each time that the phone's clock
/// is set back may cost one request more: the phone does not wait for a time that is years away.
#[derive(Clone, Debug)]
pub struct RequestTimer {
    jitter: Jitter,
    last: Last,
    /// How many requests in a row were not answered well.
    failures: u64,
    /// What is left of the budget, at the time `counted`.
    budget: u64,
    counted: UnixTime,
    /// When the pause ends.
    due: UnixTime,
}

/// How the last request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    Answered,
    /// It is under way; or the phone was switched off meanwhile, and never learned.
    Sent,
    Failed,
    FailedUrgently,
    Refused,
}

/// The span of the first pause, in seconds, and of the longest.
struct Pauses {
    first: u64,
    longest: u64,
}

const BACKGROUND: Pauses = Pauses { first: 60, longest: 6 * 3_600 };
const URGENT: Pauses = Pauses { first: 5, longest: 300 };
const ISSUER: Pauses = Pauses { first: 3_600, longest: 12 * 3_600 };

impl RequestTimer {
    /// A timer of a phone that has not asked yet, with a full budget. The seed spreads what many phones do: any number
    /// will do that differs from one to the other.
    pub const fn new(seed: u64) -> Self {
        let never = UnixTime::saturating_new(0);
        let jitter = Jitter::new(seed);
        Self { jitter, last: Last::Answered, failures: 0, budget: BUDGET, counted: never, due: never }
    }

    /// The earliest time at which the phone may ask: `now`, or later. What its owner asks for does not wait for it.
    pub fn next(&self, now: UnixTime) -> UnixTime {
        // Under a clock that was set back, a pause might not end for years.
        if self.failures == 0 || now < self.counted {
            return now;
        }
        let needed = if self.last == Last::FailedUrgently { RETRY } else { RESERVE.saturating_add(RETRY) };
        let affordable = self.counted.saturating_add(needed.saturating_sub(self.budget));
        self.due.max(affordable).max(now)
    }

    /// A request leaves. Call it, and keep the text, before it does: if its end is never learned, it has failed.
    pub fn sent(&mut self, now: UnixTime) {
        self.earn(now);
        if self.failures > 0 {
            self.budget = self.budget.saturating_sub(RETRY);
        }
        self.end(Last::Sent, &BACKGROUND, None, now);
    }

    /// The service has answered, with passes or with none that are new.
    pub fn answered(&mut self, now: UnixTime) {
        self.earn(now);
        self.budget = self.budget.saturating_add(ANSWER).min(BUDGET);
        (self.last, self.failures, self.due) = (Last::Answered, 0, now);
    }

    /// The service could not be reached, or could not answer, and said perhaps after how many seconds it wants to be
    /// asked again; or the phone failed before it could ask. `urgent` if there is no pass to show
    /// ([`Due::urgent`](crate::Due::urgent)).
    pub fn failed(&mut self, now: UnixTime, retry_after: Option<u64>, urgent: bool) {
        self.earn(now);
        let (last, pauses) = if urgent { (Last::FailedUrgently, &URGENT) } else { (Last::Failed, &BACKGROUND) };
        self.end(last, pauses, retry_after, now);
    }

    /// The issuer has decided about the person: revoked, without a record, to sign in anew.
    pub fn refused_by_issuer(&mut self, now: UnixTime) {
        self.earn(now);
        self.end(Last::Refused, &ISSUER, None, now);
    }

    /// What time has earned since it was counted last.
    fn earn(&mut self, now: UnixTime) {
        self.budget = self.budget.saturating_add(now.seconds_since(self.counted)).min(BUDGET);
        self.counted = now;
    }

    fn end(&mut self, last: Last, pauses: &Pauses, retry_after: Option<u64>, now: UnixTime) {
        // One that was sent is counted already.
        if self.last != Last::Sent || last == Last::Sent {
            self.failures = self.failures.saturating_add(1);
        }
        self.last = last;
        let pause = self.pause(pauses, retry_after);
        self.due = now.saturating_add(pause);
    }

    fn pause(&mut self, pauses: &Pauses, retry_after: Option<u64>) -> u64 {
        let doublings = u32::try_from(self.failures.saturating_sub(1)).unwrap_or(u32::MAX);
        let span = pauses.first.saturating_mul(2_u64.saturating_pow(doublings)).min(pauses.longest);
        let mut up_to = |seconds: u64| self.jitter.below(seconds.saturating_add(1));
        match retry_after.map(|asked| asked.min(LONGEST_RETRY_AFTER)) {
            Some(asked) => asked.saturating_add(up_to(span.max(asked / 2))),
            None => (span / 2).saturating_add(up_to(span.saturating_sub(span / 2))),
        }
    }

    /// Reads what a timer is as text; `None` where it is none. The seed is one as for [`RequestTimer::new`].
    pub fn parse(text: &str, seed: u64) -> Option<Self> {
        // A number may have a sign otherwise.
        if !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
            return None;
        }
        let (mut parts, mut numbers) = (text.split('-'), [0_u64; 5]);
        for number in &mut numbers {
            *number = parts.next()?.parse().ok()?;
        }
        let [last, failures, budget, counted, due] = numbers;
        let last = *Last::ALL.get(usize::try_from(last).ok()?)?;
        if parts.next().is_some() || budget > BUDGET || (last == Last::Answered) != (failures == 0) {
            return None;
        }
        let (counted, due) = (UnixTime::new(counted)?, UnixTime::new(due)?);
        // The same seed after each restart must not give the same pause.
        let jitter = Jitter::new(seed.wrapping_add(due.seconds().rotate_left(32)));
        Some(Self { jitter, last, failures, budget, counted, due })
    }
}

impl fmt::Display for RequestTimer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { last, failures, budget, counted, due, .. } = self;
        write!(f, "{}-{failures}-{budget}-{}-{}", *last as u64, counted.seconds(), due.seconds())
    }
}

impl Last {
    /// By their numbers in the text.
    const ALL: [Self; 5] = [Self::Answered, Self::Sent, Self::Failed, Self::FailedUrgently, Self::Refused];
}
