//! What a stolen key and another policy bring about.

use super::{Outcome, count, part};
use crate::nation::figures::{duration, percent, share, whole};
use crate::nation::tally::{BIN, What};

impl Outcome<'_> {
    pub(super) fn tell_compromise(&self, findings: &mut Vec<String>) {
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
            "Honest people refused at the door with a pass of the stolen key: {} in all, {} of the check-ins of \
             the day that follows{}.",
            whole(failed),
            percent(share(failed, part(&visits, from, from + 86_400).iter().sum())),
            last.map_or_else(String::new, |last| {
                let since = (last as u64 * BIN).saturating_sub(from);
                format!(", the last one {} after the theft was known", duration(count(since)))
            })
        ));
        findings.push(format!(
            "Requests within an hour of the withdrawal: {} of all phones; within six {}; within a day {}.",
            percent(after(1)),
            percent(after(6)),
            percent(after(24))
        ));
    }

    pub(super) fn tell_policy(&self, findings: &mut Vec<String>) {
        let Some(policy) = self.nation.policy else { return };
        let from = policy.from * 3_600;
        let refused = self.run.failures_where(|failure| failure.0 == "policy_not_met");
        let visits = self.run.curve(What::Visits);
        let rate = |from: u64, until: u64| {
            share(part(&refused, from, until).iter().sum(), part(&visits, from, until).iter().sum())
        };
        let lacking = self.run.failures_where(|failure| matches!(failure.0, "rules_missing" | "rule_failed"));
        findings.push(format!(
            "Of the check-ins {} do not meet the policy on the day before the change, {} in the first hour of \
             the new one and {} on its first day.",
            percent(rate(from - 86_400, from)),
            percent(rate(from, from + 3_600)),
            percent(rate(from, from + 86_400))
        ));
        let requests = self.run.curve(What::Requests);
        let sum = |from: u64| -> f64 { part(&requests, from, from + 6 * 3_600).iter().sum::<f64>() / (6.0 * 3_600.0) };
        findings.push(format!(
            "Requests at the centre in the six hours from the change on: {} a second; in the same hours of \
             the day before {}. Check-ins at tablets without rules that they can read: {}.",
            whole(sum(from)),
            whole(sum(from - 86_400)),
            whole(lacking.iter().sum())
        ));
    }
}
