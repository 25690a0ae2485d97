//! Makes synthetic citizens, for trials and tests. None of them exists: names are drawn from small tables, and every
//! subject id begins with `SYN-`. The same seed and day give the same citizens, and more of them begin with the same.

mod formats;
mod names;

use haetae_core::{CivilDate, Doses, Evidence, Product, SECONDS_PER_DAY, TestMethod, UnixTime};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

pub use formats::{SampleFormat, write};

/// Product codes, their CVX codes and how often of 100 they are drawn.
const VACCINES: [(&str, &str, u32); 5] = [
    ("BNT162B2", "208", 55),
    ("MRNA-1273", "207", 23),
    ("AZD1222", "210", 16),
    ("AD26.COV2.S", "212", 2),
    ("NVX-COV2373", "211", 4),
];

/// Days in which birth dates fall: 1930 to 2015.
const BORN: (i64, u32) = (-14_610, 31_411);

/// The age from which citizens may be vaccinated.
const VACCINATED_FROM_DAYS: i64 = 12 * 365;

/// Someone who does not exist. The name is not masked: that is the import's work.
#[derive(Clone, Debug)]
pub struct Citizen {
    /// `SYN-000001` and so on.
    pub subject: String,
    /// The family name.
    pub family: &'static str,
    /// The given name.
    pub given: String,
    /// The birth date.
    pub birth_date: CivilDate,
    /// The days of the doses in their order.
    doses: Vec<CivilDate>,
    vaccine: (&'static str, &'static str),
    test: Option<(UnixTime, TestMethod)>,
    recovered: Option<CivilDate>,
    exempt_until: Option<CivilDate>,
}

/// An endless iterator of random citizens.
#[derive(Debug)]
pub struct Citizens {
    random: ChaCha8Rng,
    today: CivilDate,
    drawn: u64,
}

impl Citizens {
    /// Citizens with evidence as of `today`.
    pub fn new(seed: u64, today: CivilDate) -> Self {
        Self { random: ChaCha8Rng::seed_from_u64(seed), today, drawn: 0 }
    }

    fn below(&mut self, bound: u32) -> u32 {
        // The bias of at most bound / 2^32 does not matter here.
        u32::try_from((u64::from(self.random.next_u32()) * u64::from(bound)) >> 32).unwrap_or(0)
    }

    fn of_100(&mut self, share: u32) -> bool {
        self.below(100) < share
    }

    fn pick<T: Copy>(&mut self, table: &[T], otherwise: T) -> T {
        let index = self.below(u32::try_from(table.len()).unwrap_or(u32::MAX));
        table.get(index as usize).copied().unwrap_or(otherwise)
    }

    fn days_ago(&self, days: u32) -> CivilDate {
        self.today.checked_add_days(-i64::from(days)).unwrap_or(CivilDate::MIN)
    }

    fn vaccine(&mut self) -> (&'static str, &'static str) {
        let mut drawn = self.below(100);
        for (product, cvx, share) in VACCINES {
            if drawn < share {
                return (product, cvx);
            }
            drawn -= share;
        }
        (VACCINES[0].0, VACCINES[0].1)
    }

    /// The days of one to four doses, the last of them two weeks to 200 days ago.
    fn doses(&mut self) -> Vec<CivilDate> {
        let count = 1 + self.below(4).min(self.below(4) + 1);
        let mut ago = 14 + self.below(186);
        let mut days = vec![self.days_ago(ago)];
        for _ in 1..count {
            ago += 21 + self.below(100);
            days.push(self.days_ago(ago));
        }
        days.reverse();
        days
    }

    fn test(&mut self) -> (UnixTime, TestMethod) {
        let ago = 1 + self.below(3);
        let day = i64::from(self.days_ago(ago).days());
        let second = u64::from(self.below(86_400));
        let time = UnixTime::saturating_new(u64::try_from(day).unwrap_or(0) * SECONDS_PER_DAY + second);
        (time, if self.of_100(70) { TestMethod::Naat } else { TestMethod::RapidAntigen })
    }
}

impl Iterator for Citizens {
    type Item = Citizen;

    fn next(&mut self) -> Option<Citizen> {
        self.drawn += 1;
        let (family, given) = self.name();
        let birth_date = CivilDate::from_days(BORN.0 + i64::from(self.below(BORN.1))).unwrap_or(CivilDate::MIN);
        let age = i64::from(self.today.days()) - i64::from(birth_date.days());
        let vaccinated = self.of_100(88) && age >= VACCINATED_FROM_DAYS;
        let doses = if vaccinated { self.doses() } else { Vec::new() };
        let vaccine = self.vaccine();
        let recovered = self.of_100(12).then(|| 11 + self.below(170)).map(|days| self.days_ago(days));
        let exempt_until = (!vaccinated && self.of_100(20)).then(|| 30 + self.below(300));
        let exempt_until = exempt_until.and_then(|days| self.today.checked_add_days(days.into()));
        // Everyone has evidence, so that everyone gets a pass.
        let nothing_yet = doses.is_empty() && recovered.is_none() && exempt_until.is_none();
        let test = (nothing_yet || self.of_100(15)).then(|| self.test());
        let subject = format!("SYN-{:06}", self.drawn);
        Some(Citizen { subject, family, given, birth_date, doses, vaccine, test, recovered, exempt_until })
    }
}

impl Citizen {
    /// The full name, as a source writes it.
    pub fn full_name(&self) -> String {
        if self.family.is_ascii() {
            format!("{} {}", self.given, self.family)
        } else {
            format!("{}{}", self.family, self.given)
        }
    }

    /// All evidence.
    pub fn evidence(&self) -> Vec<Evidence> {
        let vaccination = self.doses.last().and_then(|&date| {
            let doses = Doses::new(u8::try_from(self.doses.len()).ok()?)?;
            Some(Evidence::Vaccination { doses, date, product: Product::new(self.vaccine.0)? })
        });
        let exemption = self.exempt_until.map(|until| Evidence::Exemption { until });
        let recovery = self.recovered.map(|date| Evidence::Recovery { date });
        let test = self.test.map(|(sampled_at, method)| Evidence::Test { sampled_at, method });
        [exemption, vaccination, recovery, test].into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests;
