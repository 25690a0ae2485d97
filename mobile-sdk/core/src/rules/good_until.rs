use alloc::vec::Vec;

use super::answer::PolicyAnswer;
use super::file::RulesFile;
use super::planned_pass::PlannedPass;
use crate::evidence::Evidence;
use crate::time::{SECONDS_PER_DAY, UnixTime};

/// How many days ahead is looked where a pass is planned with.
pub const OUTLOOK_DAYS: u64 = 60;

/// Until when evidence is good somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoodUntil {
    /// The first second at which the policy is not met; `None` where no end is in sight.
    pub until: Option<UnixTime>,
    /// What the policy says then; [`PolicyAnswer::Met`] where no end is in sight.
    pub why: PolicyAnswer,
}

impl RulesFile {
    /// Until when a pass with this evidence, made anew each day, meets the policy of this id, from `from` on and for
    /// [`OUTLOOK_DAYS`] (section 8, `good_until`). Asks the rules, not what a scanner asks besides.
    pub fn good_until(&self, id: &str, evidence: &[Evidence], from: UnixTime) -> GoodUntil {
        self.planned_until(id, PlannedPass::Phone(evidence), from)
    }

    /// From when on such a pass meets the policy of this id, within [`OUTLOOK_DAYS`] of `from`; `None` where it does
    /// not within that time. `from` itself where it is met then.
    ///
    /// It is asked at the seconds at which [`RulesFile::good_until`] asks, ascending: `from`, each new civil date, the
    /// second at which a policy of that id begins or ends, and the last second of the time. Where b is the first at
    /// which it is met, and a the one before it, the interval is halved as there, and what is left of it is the result:
    /// a time that lasts less than a civil day, between two of these seconds, is not found.
    pub fn good_from(&self, id: &str, evidence: &[Evidence], from: UnixTime) -> Option<UnixTime> {
        self.planned_from(id, PlannedPass::Phone(evidence), from)
    }

    /// [`RulesFile::good_until`] for any pass. Where one ends by itself, that is not asked about.
    pub(super) fn planned_until(&self, id: &str, pass: PlannedPass<'_>, from: UnixTime) -> GoodUntil {
        let is_met = |second: UnixTime| self.answer(id, &pass.question(second)) == PolicyAnswer::Met;
        match self.first_change(id, pass, from, |second| !is_met(second)) {
            Some(until) => GoodUntil { until: Some(until), why: self.answer(id, &pass.question(until)) },
            None => GoodUntil { until: None, why: PolicyAnswer::Met },
        }
    }

    /// [`RulesFile::good_from`] for any pass.
    pub(super) fn planned_from(&self, id: &str, pass: PlannedPass<'_>, from: UnixTime) -> Option<UnixTime> {
        self.first_change(id, pass, from, |second| self.answer(id, &pass.question(second)) == PolicyAnswer::Met)
    }

    /// The first second from `from` on at which something holds, as far as it is found by asking at [`Self::changes`]
    /// and halving the interval before the first of them.
    fn first_change(
        &self,
        id: &str,
        pass: PlannedPass<'_>,
        from: UnixTime,
        holds: impl Fn(UnixTime) -> bool,
    ) -> Option<UnixTime> {
        let horizon = horizon(from);
        let last = pass.end().map_or(horizon, |end| end.saturating_sub(1).clamp(from, horizon));
        let mut before = None;
        for second in self.changes(id, from, last) {
            if holds(second) {
                return Some(before.map_or(second, |before| first_between(before, second, &holds)));
            }
            before = Some(second);
        }
        None
    }

    /// The seconds at which the answer may change and is asked for, ascending.
    fn changes(&self, id: &str, from: UnixTime, last: UnixTime) -> Vec<UnixTime> {
        let mut seconds: Vec<UnixTime> = [from, last].into();
        let of_id = self.policies.iter().filter(|policy| policy.id == id);
        let ends = of_id.flat_map(|policy| [Some(policy.from), policy.until]).flatten();
        seconds.extend(ends.filter(|second| (from..=last).contains(second)));
        seconds.extend(self.offsets.new_days(from, last));
        seconds.sort_unstable();
        seconds.dedup();
        seconds
    }
}

/// How far ahead is looked from a time on.
pub(super) const fn horizon(from: UnixTime) -> UnixTime {
    from.saturating_add(OUTLOOK_DAYS.saturating_mul(SECONDS_PER_DAY))
}

/// The first second after `before`, at which something does not hold yet, up to `then`, at which it does, if there is
/// only one change between the two.
fn first_between(before: UnixTime, then: UnixTime, holds: impl Fn(UnixTime) -> bool) -> UnixTime {
    let (mut before, mut then) = (before, then);
    while then.seconds_since(before) > 1 {
        let middle = before.saturating_add(then.seconds_since(before) / 2);
        if holds(middle) {
            then = middle;
        } else {
            before = middle;
        }
    }
    then
}
