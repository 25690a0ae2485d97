use haetae_core::{Evidence, OUTLOOK_DAYS, RulesFile, SECONDS_PER_DAY as DAY, UnixTime};
use serde::Deserialize;

use super::{FILE, Rules};
use crate::vectors::{read, require_all_right};

/// Until when evidence is good somewhere.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GoodUntilCase {
    name: String,
    /// The text of a rules file.
    file: String,
    policy: String,
    evidence: Vec<Evidence>,
    /// Seconds since 1970.
    from: u64,
    until: Option<u64>,
    why: Option<String>,
}

impl GoodUntilCase {
    fn wrong(&self) -> Option<String> {
        let file = RulesFile::read(self.file.as_bytes()).unwrap_or_else(|error| panic!("{}: {error}", self.name));
        let good = file.good_until(&self.policy, &self.evidence, UnixTime::new(self.from).expect("a time"));
        let until = good.until.map(UnixTime::seconds);
        let why = until.map(|_| good.why.code());
        let right = until == self.until && why == self.why.as_deref();
        (!right).then(|| format!("{}: {until:?} {why:?}, not {:?} {:?}", self.name, self.until, self.why))
    }
}

impl GoodUntilCase {
    /// From when on it is good, if it is planned so many days before: it is met then, not a second before, and at none
    /// of the hours asked between.
    fn wrong_beginning(&self, days_before: u64) -> Option<String> {
        let file = RulesFile::read(self.file.as_bytes()).unwrap_or_else(|error| panic!("{}: {error}", self.name));
        let start = self.from - days_before * DAY;
        let time = |seconds: u64| UnixTime::new(seconds).expect("a time");
        let is_met =
            |second: u64| file.good_until(&self.policy, &self.evidence, time(second)).until != Some(time(second));
        let from = file.good_from(&self.policy, &self.evidence, time(start)).map(UnixTime::seconds);
        let first_hour = (start..=start + OUTLOOK_DAYS * DAY).step_by(21_600).find(|second| is_met(*second));
        let right = match (from, first_hour) {
            (Some(from), _) if from == start => is_met(from),
            (Some(from), hour) => is_met(from) && !is_met(from - 1) && hour.is_none_or(|hour| from <= hour),
            (None, hour) => hour.is_none(),
        };
        (!right).then(|| format!("{}, {days_before} days before: {from:?}, by the hour {first_hour:?}", self.name))
    }
}

#[test]
fn evidence_is_good_from_the_first_second_at_which_the_policy_is_met() {
    let cases = read::<Rules>(FILE).good_until;
    let days = [0, 1, 3, 14, 40, 70];
    let begins = |case: &GoodUntilCase| days.map(|days| case.wrong_beginning(days));
    let wrong: Vec<String> = cases.iter().flat_map(begins).flatten().collect();
    require_all_right(FILE, cases.len() * days.len(), &wrong);
    // From some beginnings it is good later, from others at once or not at all.
    let later = |case: &GoodUntilCase, days: u64| {
        let file = RulesFile::read(case.file.as_bytes()).expect("rules");
        let start = UnixTime::new(case.from - days * DAY).expect("a time");
        file.good_from(&case.policy, &case.evidence, start).is_some_and(|from| from > start)
    };
    let found = cases.iter().flat_map(|case| days.map(|days| later(case, days))).filter(|later| *later).count();
    assert!(found >= 3, "{found}");
}

#[test]
fn evidence_is_good_until_then() {
    let cases = read::<Rules>(FILE).good_until;
    let wrong: Vec<String> = cases.iter().filter_map(GoodUntilCase::wrong).collect();
    require_all_right(FILE, cases.len(), &wrong);
}
