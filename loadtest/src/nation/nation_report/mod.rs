//! What a run of phones and tablets says.

mod changes;
mod outage;
mod plots;

use super::figures::{fact, peak, percent, share, when, whole};
use super::situation::{Habits, Nation, Situation};
use super::tally::{BIN, Curve, Failure, Tally, What};
use super::world::Sample;
use crate::report::{Fact, Report};

/// Verdicts that a wrong clock brings about.
const CLOCK: [&str; 3] = ["holder_proof_stale", "not_yet_valid", "clock_suspect"];

/// What a report is made from.
pub(crate) struct Outcome<'a> {
    pub(crate) situation: &'a Situation,
    pub(crate) nation: &'a Nation,
    pub(crate) habits: &'a Habits,
    pub(crate) sample: Sample,
    pub(crate) run: &'a Tally,
    /// The same people with the same habits, and a centre that is never away.
    pub(crate) with_centre: Option<&'a Tally>,
}

impl Outcome<'_> {
    pub(crate) fn report(&self) -> Report {
        let mut findings = Vec::new();
        let mut targets = Vec::new();
        if let Some(with_centre) = self.with_centre {
            self.tell_outage(with_centre, &mut findings, &mut targets);
        }
        if self.nation.compromise.is_some() {
            self.tell_compromise(&mut findings);
        }
        if self.nation.policy.is_some() {
            self.tell_policy(&mut findings);
        }
        self.tell_requests(&mut findings);
        self.tell_visits(&mut findings);
        Report {
            name: self.situation.name.clone(),
            story: self.situation.story.clone(),
            findings,
            invalid: None,
            targets,
            facts: self.facts(),
            not_tested: vec![
                "The service: it answers every request at once unless it is away, whatever comes. What it would have \
                 to bear is what is plotted."
                    .to_owned(),
                "Partners' sign-ins, the waiting room, and people who have never had a pass.".to_owned(),
                "Revoked people: nobody in the sample is.".to_owned(),
                "Networks beyond what the habits say: a fetch comes at once, or not at all.".to_owned(),
            ],
            sections: vec![self.centre(), self.doors()],
        }
    }

    fn tell_requests(&self, findings: &mut Vec<String>) {
        let (requests, signatures) = (self.run.curve(What::Requests), self.run.curve(What::Signatures));
        let ((most, at), (most_signed, _)) = (peak(&requests), peak(&signatures));
        let seconds = seconds_of(&requests);
        let events = self.run.events.get(&What::Requests).copied().unwrap_or_default();
        findings.push(format!(
            "Requests for passes at the centre: {} a second on average (to within {}), at most {} a second in a \
             quarter of an hour, {}.",
            whole(self.run.sum(What::Requests) / seconds),
            percent(2.0 / count(events).sqrt()),
            whole(most),
            when(at)
        ));
        findings.push(format!(
            "Signatures: {} a second on average, {} at most; {} passes an answer.",
            whole(self.run.sum(What::Signatures) / seconds),
            whole(most_signed),
            whole(share(self.run.sum(What::Signatures), self.run.sum(What::Requests) - self.run.sum(What::Unanswered)))
        ));
    }

    fn tell_visits(&self, findings: &mut Vec<String>) {
        let (visits, failed) = (self.run.sum(What::Visits), self.run.sum(What::Failed));
        let mut reasons: Vec<(&Failure, f64)> =
            self.run.failures.iter().map(|(failure, curve)| (failure, curve.iter().sum())).collect();
        reasons.sort_by(|left, right| right.1.total_cmp(&left.1));
        let most: Vec<String> = reasons
            .iter()
            .take(5)
            .map(|((code, whose), sum)| format!("{code} on phones \"{whose}\" {}", percent(share(*sum, visits))))
            .collect();
        findings.push(format!(
            "Check-ins: {} a day, of which {} end at the door ({} are not admitted at the first try). \
             Most of them: {}.",
            whole(visits / count(self.nation.days)),
            percent(share(failed, visits)),
            percent(share(self.run.sum(What::FirstCodeFailed), visits)),
            if most.is_empty() { "none".to_owned() } else { most.join(", ") }
        ));
    }

    fn facts(&self) -> Vec<Fact> {
        let events = |what| count(self.run.events.get(&what).copied().unwrap_or_default());
        vec![
            fact("seed", self.sample.seed.to_string()),
            fact("people, each with a phone", whole(count(self.habits.people))),
            fact("venues, each with a tablet", whole(count(self.habits.venues))),
            fact("sampled phones asked for", whole(count(self.sample.phones.min(self.habits.people)))),
            fact("sampled tablets asked for", whole(count(self.sample.tablets))),
            fact(
                "kinds of tablets",
                self.habits.tablets.iter().map(|kind| kind.name.as_str()).collect::<Vec<_>>().join(", "),
            ),
            fact("days", self.nation.days.to_string()),
            fact("check-ins in the sample", whole(events(What::Visits))),
            fact("requests in the sample", whole(events(What::Requests))),
        ]
    }
}

/// A part of a curve, by seconds since the beginning.
fn part(curve: &Curve, from: u64, until: u64) -> Curve {
    let bins = |seconds: u64| usize::try_from(seconds / BIN).unwrap_or(usize::MAX).min(curve.len());
    curve.get(bins(from)..bins(until)).map(<[f64]>::to_vec).unwrap_or_default()
}

fn seconds_of(curve: &Curve) -> f64 {
    count(curve.len() as u64 * BIN)
}

const fn count(number: u64) -> f64 {
    number as f64
}
