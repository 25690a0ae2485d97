use alloc::vec::Vec;

use super::answer::PolicyAnswer;
use super::facts::Question;
use super::file::RulesFile;
use crate::evidence::Evidence;
use crate::time::{SECONDS_PER_DAY, UnixTime};

/// How far ahead is looked.
const DAYS: u64 = 60;

/// Until when evidence is good somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoodUntil {
    /// The first second at which the policy is not met; `None` where no end is in sight.
    pub until: Option<UnixTime>,
    /// What the policy says then; [`PolicyAnswer::Met`] where no end is in sight.
    pub why: PolicyAnswer,
}

impl RulesFile {
    /// Until when a pass with this evidence, made anew each day, meets the policy of this id, from `from` on and for 60
    /// days (section 8, `good_until`). Asks the rules, not what a scanner asks besides.
    pub fn good_until(&self, id: &str, evidence: &[Evidence], from: UnixTime) -> GoodUntil {
        let answer = |second: UnixTime| {
            let expires = second.saturating_add(SECONDS_PER_DAY);
            self.answer(id, &Question { evidence, paper: false, not_before: second, expires, now: second })
        };
        let is_met = |second: UnixTime| answer(second) == PolicyAnswer::Met;
        let mut last_met = None;
        for second in self.changes(id, from) {
            if is_met(second) {
                last_met = Some(second);
                continue;
            }
            let until = last_met.map_or(second, |met| first_unmet(met, second, is_met));
            return GoodUntil { until: Some(until), why: answer(until) };
        }
        GoodUntil { until: None, why: PolicyAnswer::Met }
    }

    /// The seconds at which the answer may change and is asked for, ascending.
    fn changes(&self, id: &str, from: UnixTime) -> Vec<UnixTime> {
        let last = from.saturating_add(DAYS.saturating_mul(SECONDS_PER_DAY));
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

/// The first second after `met` that is not, if there is only one change between the two.
fn first_unmet(met: UnixTime, unmet: UnixTime, is_met: impl Fn(UnixTime) -> bool) -> UnixTime {
    let (mut met, mut unmet) = (met, unmet);
    while unmet.seconds_since(met) > 1 {
        let middle = met.saturating_add(unmet.seconds_since(met) / 2);
        if is_met(middle) {
            met = middle;
        } else {
            unmet = middle;
        }
    }
    unmet
}
