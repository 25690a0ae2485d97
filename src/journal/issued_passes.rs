use std::collections::{BTreeMap, BTreeSet};

use haetae_core::{CivilDate, Kid, UnixTime};

use super::chain::Findings;
use super::entry::{Kind, Line};

/// What a journal tells of the passes that somebody else may have made or asked for: found on a walk with
/// [`verify`](super::verify).
#[derive(Clone, Debug)]
pub struct IssuedPasses {
    which: Which,
    today: CivilDate,
    paper_days: u32,
    partners: BTreeMap<String, IssuedThrough>,
}

#[derive(Clone, Debug)]
enum Which {
    /// Those of the key with this id.
    Key(String),
    /// Those that were issued through a partner since a time.
    Partner(String, UnixTime),
}

/// The passes that were issued through one partner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IssuedThrough {
    /// All of them.
    pub passes: u64,
    /// Those that have not ended.
    pub valid: u64,
    /// The serial numbers of the people who have passes on a phone that have not ended.
    pub phones: BTreeSet<u32>,
    /// The same of passes on paper.
    pub paper: BTreeSet<u32>,
    /// The last day of any of the passes that have not ended.
    pub last_day: Option<CivilDate>,
}

impl IssuedPasses {
    /// Looks for passes of the key `kid`. Passes on paper are valid for `paper_days` days.
    pub fn of_key(kid: Kid, today: CivilDate, paper_days: u32) -> Self {
        Self { which: Which::Key(kid.to_string()), today, paper_days, partners: BTreeMap::new() }
    }

    /// Looks for passes that were issued through `partner` at `since` or later.
    pub fn through(partner: &str, since: UnixTime, today: CivilDate, paper_days: u32) -> Self {
        Self { which: Which::Partner(partner.to_owned(), since), today, paper_days, partners: BTreeMap::new() }
    }

    /// What was found, by partner.
    pub const fn partners(&self) -> &BTreeMap<String, IssuedThrough> {
        &self.partners
    }

    /// What was found, of all partners together.
    pub fn total(&self) -> IssuedThrough {
        let mut total = IssuedThrough::default();
        for found in self.partners.values() {
            total.passes += found.passes;
            total.valid += found.valid;
            total.phones.extend(&found.phones);
            total.paper.extend(&found.paper);
            total.last_day = total.last_day.max(found.last_day);
        }
        total
    }

    /// The last day on which a pass is valid.
    fn last_day(&self, kind: Kind, day: CivilDate) -> CivilDate {
        let more = match kind {
            Kind::Phone => 0,
            Kind::Paper => self.paper_days.saturating_sub(1),
        };
        day.checked_add_days(more.into()).unwrap_or(CivilDate::MAX)
    }
}

impl Findings for IssuedPasses {
    fn entry(&mut self, line: &Line) {
        for pass in line.passes.iter().filter(|pass| self.which.is(line, &pass.kid)) {
            let last_day = self.last_day(line.kind, pass.day);
            let found = self.partners.entry(line.partner.clone()).or_default();
            found.passes += 1;
            if last_day < self.today {
                continue;
            }
            found.valid += 1;
            found.last_day = found.last_day.max(Some(last_day));
            match line.kind {
                Kind::Phone => found.phones.insert(line.serial),
                Kind::Paper => found.paper.insert(line.serial),
            };
        }
    }

    fn advance(&mut self, _: u64) {}
}

impl Which {
    fn is(&self, line: &Line, pass: &str) -> bool {
        match self {
            Self::Key(kid) => pass == kid,
            Self::Partner(name, since) => line.partner == *name && line.time >= *since,
        }
    }
}
