//! What a centre that is away costs, beside the same people with a centre.

use super::{CLOCK, Outcome, count, part};
use crate::nation::figures::{duration, peak, percent, share, whole};
use crate::nation::situation::Promise;
use crate::nation::tally::{Curve, Failure, Tally, What};
use crate::nation::world::NEW_PHONE;
use crate::report::Target;

impl Outcome<'_> {
    /// What fails besides clocks: these are the failures that a centre could have something to do with.
    pub(super) fn tell_outage(&self, with_centre: &Tally, findings: &mut Vec<String>, targets: &mut Vec<Target>) {
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
        let by_kind: Vec<String> = self
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
            by_kind.join(", ")
        ));
        if self.nation.promise == Promise::NoCheckInFails {
            let target = |name: &str, value: f64| Target {
                name: name.to_owned(),
                bound: "none more than with a centre".to_owned(),
                measured: format!("{} of {}", whole(value.max(0.0)), whole(visits)),
                held: value < 0.5,
            };
            let woken = more(&|failure| self.is_woken(&failure.1));
            let whose = "check-ins that fail for lack of the centre, on phones whose app runs each day";
            targets.push(target(whose, woken));
            targets.push(target("check-ins that fail for lack of the centre, on all phones", all));
        }
        let (lacking, ordinary) = (lack(self.run, &|_| true), lack(with_centre, &|_| true));
        let visits = self.run.curve(What::Visits);
        for limit in [0.001, 0.01, 0.1, 0.5] {
            let found = first_above(&lacking, &ordinary, &visits, from, until, limit);
            findings.push(match found {
                Some(since) => format!(
                    "From {} after the beginning of the outage on, more than {} of a day's check-ins fail \
                     for lack of it.",
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

    fn is_woken(&self, whose: &str) -> bool {
        self.habits.phones.iter().any(|kind| kind.name == whose && kind.wakes_a_day > 0.0)
    }
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
