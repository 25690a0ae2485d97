//! What a run of phones and tablets says.

use super::figures::{duration, fact, peak, per_second, percent, percent_of, plot, share, when, whole};
use super::situation::{Habits, Nation, Promise, Situation};
use super::tally::{BIN, Curve, Failure, Tally, What};
use super::world::{NEW_PHONE, NO_PASS, Sample};
use crate::report::{Mark, Report, Section, Target};

/// Verdicts that a wrong clock brings about.
const CLOCK: [&str; 3] = ["holder_proof_stale", "not_yet_valid", "clock_suspect"];

/// Somebody who must see the whole of a situation: both runs, where there are two.
pub(crate) struct Told<'a> {
    pub(crate) situation: &'a Situation,
    pub(crate) nation: &'a Nation,
    pub(crate) habits: &'a Habits,
    pub(crate) sample: Sample,
    pub(crate) run: &'a Tally,
    /// The same people with the same habits, and a centre that is never away.
    pub(crate) with_centre: Option<&'a Tally>,
}

impl Told<'_> {
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
                "The service: it answers every request at once unless it is away, whatever comes. What it would have to bear is what is plotted.".to_owned(),
                "Partners' sign-ins, the waiting room, and phones on which a person's first pass ever is issued.".to_owned(),
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
            "Requests for passes at the centre: {} a second on average (to within {}), at most {} a second in a quarter \
             of an hour, {}.",
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
            "Check-ins: {} a day, of which {} end at the door ({} are not admitted at the first try). Most of them: {}.",
            whole(visits / count(self.nation.days)),
            percent(share(failed, visits)),
            percent(share(self.run.sum(What::FirstCodeFailed), visits)),
            if most.is_empty() { "none".to_owned() } else { most.join(", ") }
        ));
    }

    /// What fails besides clocks: these are the failures that a centre could have something to do with.
    fn tell_outage(&self, with_centre: &Tally, findings: &mut Vec<String>, targets: &mut Vec<Target>) {
        let Some(outage) = self.nation.outage else { return };
        let (from, until) = (outage.from * 3_600, (outage.from + outage.hours) * 3_600);
        let is_lack = |failure: &Failure| !CLOCK.contains(&failure.0);
        let lack = |tally: &Tally, meant: &dyn Fn(&Failure) -> bool| {
            tally.failures_where(|failure| is_lack(failure) && meant(failure))
        };
        let during = |curve: &Curve| -> f64 { part(curve, from, until).iter().sum() };
        let more =
            |meant: &dyn Fn(&Failure) -> bool| during(&lack(self.run, meant)) - during(&lack(with_centre, meant));
        let visits = during(&self.run.curve(What::Visits));
        let all = more(&|_| true);
        let new_phones = more(&|failure| failure.1 == NEW_PHONE);
        let asleep: Vec<String> = self
            .habits
            .phones
            .iter()
            .map(|kind| format!("\"{}\" {}", kind.name, whole(more(&|failure| failure.1 == kind.name).max(0.0))))
            .collect();
        findings.push(format!(
            "During the {} without a centre, {} of {} check-ins fail that would not with one ({}): {} on phones that \
             were replaced and have no pass yet; of the others {}.",
            duration(count(outage.hours * 3_600)),
            whole(all.max(0.0)),
            whole(visits),
            percent(share(all.max(0.0), visits)),
            whole(new_phones.max(0.0)),
            asleep.join(", ")
        ));
        if self.nation.promise == Promise::NoCheckInFails {
            let target = |name: &str, value: f64| Target {
                name: name.to_owned(),
                bound: "none more than with a centre".to_owned(),
                measured: format!("{} of {}", whole(value.max(0.0)), whole(visits)),
                held: value < 0.5,
            };
            let woken = more(&|failure| self.is_used_weekly(&failure.1));
            targets.push(target(
                "check-ins that fail for lack of the centre, on phones that are used at least once a week",
                woken,
            ));
            targets.push(target("check-ins that fail for lack of the centre, on all phones", all));
        }
        let (lacking, ordinary) = (lack(self.run, &|_| true), lack(with_centre, &|_| true));
        let visits = self.run.curve(What::Visits);
        for limit in [0.001, 0.01, 0.1, 0.5] {
            let found = first_above(&lacking, &ordinary, &visits, from, until, limit);
            findings.push(match found {
                Some(since) => format!(
                    "From {} after the beginning of the outage on, more than {} of a day's check-ins fail for lack of it.",
                    duration(count(since)),
                    percent(limit)
                ),
                None => format!("At no time do {} of a day's check-ins fail for lack of it.", percent(limit)),
            });
        }
        let back = part(&self.run.curve(What::Requests), until, until + 86_400);
        let (most, at) = peak(&back);
        findings.push(format!(
            "When the centre is back, at most {} requests a second come in a quarter of an hour, {} later; it answers \
             all of them at once here.",
            whole(most),
            duration(count(at))
        ));
    }

    fn is_used_weekly(&self, whose: &str) -> bool {
        let kind = self.habits.phones.iter().find(|kind| kind.name == whose);
        kind.is_some_and(|kind| kind.visits_a_day + kind.wakes_a_day > 1.0 / 7.0)
    }

    fn tell_compromise(&self, findings: &mut Vec<String>) {
        let Some(compromise) = self.nation.compromise else { return };
        let from = compromise.at * 3_600;
        let withdrawn = self.run.failures_where(|failure| failure.0 == "key_withdrawn");
        let visits = self.run.curve(What::Visits);
        let failed: f64 = withdrawn.iter().sum();
        let last = withdrawn.iter().rposition(|value| *value > 0.0);
        let after = |hours: u64| {
            let (from, until) = (from, from + hours * 3_600);
            share(part(&self.run.curve(What::Requests), from, until).iter().sum(), count(self.habits.people))
        };
        findings.push(format!(
            "Honest people refused at the door with a pass of the stolen key: {} in all, {} of the check-ins of the day \
             that follows{}.",
            whole(failed),
            percent(share(failed, part(&visits, from, from + 86_400).iter().sum())),
            last.map_or_else(String::new, |last| {
                format!(", the last one {} after the theft was known", duration(count((last as u64 * BIN).saturating_sub(from))))
            })
        ));
        findings.push(format!(
            "Requests within an hour of the withdrawal: {} of all phones; within six {}; within a day {}.",
            percent(after(1)),
            percent(after(6)),
            percent(after(24))
        ));
    }

    fn tell_policy(&self, findings: &mut Vec<String>) {
        let Some(policy) = self.nation.policy else { return };
        let from = policy.from * 3_600;
        let refused = self.run.failures_where(|failure| failure.0 == "policy_not_met");
        let visits = self.run.curve(What::Visits);
        let rate = |from: u64, until: u64| {
            share(part(&refused, from, until).iter().sum(), part(&visits, from, until).iter().sum())
        };
        let lacking = self.run.failures_where(|failure| matches!(failure.0, "rules_missing" | "rule_failed"));
        findings.push(format!(
            "Of the check-ins {} do not meet the policy on the day before the change, {} in the first hour of the new one \
             and {} on its first day.",
            percent(rate(from - 86_400, from)),
            percent(rate(from, from + 3_600)),
            percent(rate(from, from + 86_400))
        ));
        let requests = self.run.curve(What::Requests);
        let sum = |from: u64| -> f64 { part(&requests, from, from + 6 * 3_600).iter().sum::<f64>() / (6.0 * 3_600.0) };
        findings.push(format!(
            "Requests at the centre in the six hours from the change on: {} a second; in the same hours of the day before \
             {}. Check-ins at tablets without rules that they can read: {}.",
            whole(sum(from)),
            whole(sum(from - 86_400)),
            whole(lacking.iter().sum())
        ));
    }

    fn centre(&self) -> Section {
        let of = |what| self.run.curve(what);
        let mut requests = vec![per_second("requests", &of(What::Requests))];
        if self.with_centre.is_some() {
            requests.push(per_second("of which nobody answered", &of(What::Unanswered)));
        }
        let mut plots = vec![
            plot("Requests for passes", "requests a second", requests),
            plot("Signatures", "signatures a second", vec![per_second("signatures", &of(What::Signatures))]),
            plot(
                "Phones that look for scanners' data",
                "looks a second",
                vec![per_second("looks", &of(What::PhoneLooks))],
            ),
        ];
        plots.iter_mut().for_each(|plot| plot.marks = self.marks());
        Section {
            title: "What comes upon the centre and the CDN?".to_owned(),
            text: "Each point is a quarter of an hour. Where few phones of the sample act, a curve is rough: one of n \
                   sampled events is off by a part of 1/sqrt(n)."
                .to_owned(),
            plots,
        }
    }

    fn doors(&self) -> Section {
        let visits = self.run.curve(What::Visits);
        let meant = |codes: &[&str]| self.run.failures_where(|failure| codes.contains(&failure.0));
        let others = self.run.failures_where(|(code, _)| {
            !CLOCK.contains(code) && ![NO_PASS, "trust_expired", "key_withdrawn", "policy_not_met"].contains(code)
        });
        let mut series = vec![
            percent_of("no pass to show", &meant(&[NO_PASS]), &visits),
            percent_of("a clock that is wrong", &meant(&CLOCK), &visits),
            percent_of("the tablet's data expired", &meant(&["trust_expired"]), &visits),
            percent_of("key withdrawn", &meant(&["key_withdrawn"]), &visits),
            percent_of("policy not met", &meant(&["policy_not_met"]), &visits),
            percent_of("anything else", &others, &visits),
        ];
        series.retain(|series| series.points.iter().any(|(_, value)| *value > 0.0));
        if let Some(with_centre) = self.with_centre {
            series.push(percent_of(
                "all, with a centre",
                &with_centre.curve(What::Failed),
                &with_centre.curve(What::Visits),
            ));
        }
        let mut failed = plot("Check-ins that end at the door, by why", "per cent of an hour's check-ins", series);
        let mut all = plot("Check-ins", "check-ins a second", vec![per_second("check-ins", &visits)]);
        (failed.marks, all.marks) = (self.marks(), self.marks());
        Section {
            title: "Who is not admitted?".to_owned(),
            text: "Each check-in of a sampled phone is a real code, checked by the core's scanner on a sampled tablet."
                .to_owned(),
            plots: vec![failed, all],
        }
    }

    fn marks(&self) -> Vec<Mark> {
        let mark = |hours: u64, label: &str| Mark { at: count(hours) / 24.0, label: label.to_owned() };
        let outage = self.nation.outage.into_iter().flat_map(|outage| {
            [mark(outage.from, "the centre is away"), mark(outage.from + outage.hours, "it is back")]
        });
        let compromise = self.nation.compromise.into_iter().flat_map(|compromise| {
            [mark(compromise.at, "withdrawn"), mark(compromise.at + compromise.refused_after, "refused from here on")]
        });
        let policy =
            self.nation.policy.into_iter().flat_map(|policy| {
                [mark(policy.published, "rules published"), mark(policy.from, "the policy changes")]
            });
        outage.chain(compromise).chain(policy).collect()
    }

    fn facts(&self) -> Vec<crate::report::Fact> {
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

/// How long after `from` the failures of a whole day first are more than so large a share of its check-ins above the
/// ordinary: the beginning of that day.
fn first_above(lacking: &Curve, ordinary: &Curve, visits: &Curve, from: u64, until: u64, limit: f64) -> Option<u64> {
    let sum = |curve: &Curve, from: u64| -> f64 { part(curve, from, from + 86_400).iter().sum() };
    (from..until.saturating_sub(86_399)).step_by(21_600).find_map(|day| {
        let more = sum(lacking, day) - sum(ordinary, day);
        (share(more, sum(visits, day)) > limit).then_some(day - from)
    })
}

fn seconds_of(curve: &Curve) -> f64 {
    count(curve.len() as u64 * BIN)
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
const fn count(number: u64) -> f64 {
    number as f64
}
