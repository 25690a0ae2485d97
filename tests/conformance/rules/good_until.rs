use haetae_core::{Evidence, RulesFile, UnixTime};
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

#[test]
fn evidence_is_good_until_then() {
    let cases = read::<Rules>(FILE).good_until;
    let wrong: Vec<String> = cases.iter().filter_map(GoodUntilCase::wrong).collect();
    require_all_right(FILE, cases.len(), &wrong);
}
