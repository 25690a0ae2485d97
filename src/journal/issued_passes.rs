use std::collections::{BTreeMap, BTreeSet};

use haetae_core::{CivilDate, Kid, UnixTime};

use super::chain::Findings;
use super::entry::{Kind, Line};

/// Counts the passes that may be fraudulent after a key was stolen: collected while [`verify`](super::verify) reads the
/// journal.
#[derive(Clone, Debug)]
pub struct IssuedPasses {
    which: Which,
    today: CivilDate,
    paper_days: u32,
    partners: BTreeMap<String, IssuedThrough>,
}

#[derive(Clone, Debug)]
enum Which {
    /// Passes signed with the key of this id.
    Key(String),
    /// Passes issued through a partner since a time.
    Partner(String, UnixTime),
}

/// The passes that were issued through one partner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IssuedThrough {
    /// All passes.
    pub passes: u64,
    /// Passes that have not ended.
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

    /// The passes found, by partner.
    pub const fn partners(&self) -> &BTreeMap<String, IssuedThrough> {
        &self.partners
    }

    /// The passes found, of all partners together.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{Digest, ReadPass};

    const KID: Kid = Kid([7; 8]);

    fn date(text: &str) -> CivilDate {
        CivilDate::parse(text).expect("a date")
    }

    fn line(partner: &str, serial: u32, time: u64, kind: Kind, days: &[&str]) -> Line {
        let pass = |(day, kid): (&&str, Kid)| ReadPass { day: date(day), kid: kid.to_string(), holder: None };
        // The last pass is of another key.
        let kids = (1..=days.len()).map(|place| if place == days.len() { Kid([9; 8]) } else { KID });
        let passes = days.iter().zip(kids).map(pass).collect();
        let (time, partner) = (UnixTime::saturating_new(time), partner.to_owned());
        Line { n: 1, time, partner, key: None, serial, kind, passes, prev: Digest::default(), hash: Digest::default() }
    }

    fn walk(mut found: IssuedPasses) -> IssuedPasses {
        found.entry(&line("app", 1, 100, Kind::Phone, &["2026-11-21", "2026-11-22", "2026-11-23", "2026-11-24"]));
        found.entry(&line("app", 1, 200, Kind::Phone, &["2026-11-22", "2026-11-22"]));
        found.entry(&line("app", 2, 300, Kind::Phone, &["2026-11-20", "2026-11-21"]));
        found.entry(&line("clinic", 3, 400, Kind::Paper, &["2026-11-09", "2026-11-09"]));
        found.entry(&line("clinic", 4, 500, Kind::Paper, &["2026-11-08", "2026-11-08"]));
        found
    }

    #[test]
    fn passes_of_a_key_are_counted_by_partner_and_those_that_have_ended_affect_no_one() {
        let found = walk(IssuedPasses::of_key(KID, date("2026-11-22"), 14));
        let app = IssuedThrough {
            passes: 5,
            valid: 3,
            phones: BTreeSet::from([1]),
            paper: BTreeSet::new(),
            last_day: Some(date("2026-11-23")),
        };
        assert_eq!(found.partners()["app"], app);
        let (clinic, total) = (&found.partners()["clinic"], found.total());
        assert_eq!((clinic.passes, clinic.valid, &clinic.paper), (2, 1, &BTreeSet::from([3])));
        assert_eq!(clinic.last_day, Some(date("2026-11-22")), "the fourteenth day of a pass on paper");
        assert_eq!((total.passes, total.valid, total.last_day), (7, 4, Some(date("2026-11-23"))));
    }

    #[test]
    fn passes_through_a_partner_are_counted_from_a_time_on_whatever_their_key() {
        let found = walk(IssuedPasses::through("app", UnixTime::saturating_new(200), date("2026-11-21"), 14));
        assert_eq!(found.partners().keys().collect::<Vec<_>>(), ["app"]);
        let total = found.total();
        assert_eq!((total.passes, total.valid, total.phones), (4, 3, BTreeSet::from([1, 2])));
    }
}
