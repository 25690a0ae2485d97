//! Invented evidence around the limits that rules name.

use std::collections::BTreeSet;

use haetae_core::{
    CivilDate, Doses, Evidence, EvidenceKind, Policy, PolicyId, Product, SECONDS_PER_DAY, TestMethod, UnixTime,
};

use crate::rules::document::{Node, Value};

/// Ages in days that are tried whatever the rules say.
const DAYS: [i64; 9] = [-1, 0, 1, 14, 30, 90, 180, 400, 2_000];
/// Ages of samples in hours.
const HOURS: [i64; 6] = [-1, 0, 1, 24, 72, 1_000];
/// Numbers of rules above this are not days or hours.
const MOST_DAYS: i64 = 10_000;
const SECONDS_PER_HOUR: u64 = 3_600;
/// Pieces of which pairs are made.
const PAIRED: usize = 40;
/// Constants of one sort that are tried: a rule of 256 KiB must not make this endless.
const MOST_CONSTANTS: usize = 12;

/// What stands in logic and may be a limit.
#[derive(Debug, Default)]
pub(super) struct Constants {
    numbers: BTreeSet<i64>,
    texts: BTreeSet<String>,
}

impl Constants {
    /// All in this part of a document.
    pub(super) fn of(node: Option<&Node>) -> Self {
        let mut constants = Self::default();
        if let Some(node) = node {
            constants.add(node);
        }
        constants
    }

    fn add(&mut self, node: &Node) {
        match &node.value {
            Value::Number(Some(number)) => {
                self.numbers.insert(*number);
            }
            Value::Text(text) => {
                self.texts.insert(text.clone());
            }
            Value::Array(items) => items.iter().for_each(|item| self.add(item)),
            Value::Object(members) => members.iter().for_each(|member| self.add(&member.value)),
            Value::Number(None) | Value::Null | Value::Bool(_) => {}
        }
    }

    /// Each number and its neighbours.
    fn around(&self, range: std::ops::RangeInclusive<i64>) -> impl Iterator<Item = i64> {
        let numbers = self.numbers.iter().filter(move |number| range.contains(number)).take(MOST_CONSTANTS);
        numbers.flat_map(|number| [number - 1, *number, number + 1])
    }

    fn texts<T>(&self, read: fn(&str) -> Option<T>) -> impl Iterator<Item = T> {
        self.texts.iter().filter_map(move |text| read(text)).take(MOST_CONSTANTS)
    }

    fn dates(&self) -> impl Iterator<Item = CivilDate> {
        self.texts(|text| CivilDate::parse(text.get(..10)?))
    }
}

/// When a policy is asked: as it begins, in the middle of that day, long after, just before it ends, now, and at the
/// dates that stand in its rules.
pub(super) fn moments(policy: &Policy, now: UnixTime, constants: &Constants) -> Vec<UnixTime> {
    let from = policy.from;
    let later =
        [0, SECONDS_PER_DAY / 2, 30 * SECONDS_PER_DAY, 400 * SECONDS_PER_DAY].map(|after| from.saturating_add(after));
    let dates = constants.dates().flat_map(|date| {
        let begins = UnixTime::saturating_new(u64::try_from(date.days()).unwrap_or(0) * SECONDS_PER_DAY);
        [begins.saturating_sub(SECONDS_PER_DAY), begins, begins.saturating_add(SECONDS_PER_DAY)]
    });
    let end = policy.until.map(|until| until.saturating_sub(1));
    let mut moments: Vec<UnixTime> = Vec::new();
    for moment in later.into_iter().chain(end).chain([now]).chain(dates) {
        if policy.is_current(moment) && !moments.contains(&moment) {
            moments.push(moment);
        }
    }
    moments
}

/// One piece of evidence each: of all kinds, with all doses and products that the rules name, at ages around their
/// limits.
pub(super) fn singles(constants: &Constants, policy: &str, now: UnixTime) -> Vec<Evidence> {
    let today = CivilDate::from_days(i64::from(now.status_day().0)).unwrap_or(CivilDate::MAX);
    let ages: BTreeSet<i64> = DAYS.into_iter().chain(constants.around(0..=MOST_DAYS)).collect();
    let aged = ages.iter().filter_map(|age| today.checked_add_days(-age));
    let dates: BTreeSet<CivilDate> = aged.chain(constants.dates()).collect();
    let ahead: BTreeSet<CivilDate> =
        ages.iter().filter_map(|age| today.checked_add_days(*age)).chain(constants.dates()).collect();
    let hours: BTreeSet<i64> = HOURS.into_iter().chain(constants.around(0..=MOST_DAYS)).collect();
    let hour = |age: &i64| {
        let seconds = age.unsigned_abs().saturating_mul(SECONDS_PER_HOUR);
        if *age < 0 { now.saturating_add(seconds) } else { now.saturating_sub(seconds) }
    };
    let mut evidence = Vec::new();
    let doses: BTreeSet<i64> = [1, 2, 3, 15].into_iter().chain(constants.around(1..=15)).collect();
    let doses = doses.into_iter().filter_map(|doses| Doses::new(u8::try_from(doses).ok()?));
    let products: Vec<Product> = products(constants);
    for doses in doses {
        for product in &products {
            evidence.extend(dates.iter().map(|date| Evidence::Vaccination {
                doses,
                date: *date,
                product: product.clone(),
            }));
        }
    }
    for method in [TestMethod::Naat, TestMethod::RapidAntigen] {
        evidence.extend(hours.iter().map(|age| Evidence::Test { sampled_at: hour(age), method }));
    }
    evidence.extend(dates.iter().map(|date| Evidence::Recovery { date: *date }));
    evidence.extend(ahead.iter().map(|until| Evidence::Exemption { until: *until }));
    let ids = constants.texts(PolicyId::new).chain(PolicyId::new(policy)).chain(PolicyId::new("another"));
    for policy in ids {
        let until = [-1, 0, 1, 1_000].map(|age: i64| hour(&-age));
        evidence.extend(until.map(|until| Evidence::Clearance { policy: policy.clone(), until }));
    }
    evidence
}

fn products(constants: &Constants) -> Vec<Product> {
    let known = ["BNT162B2", "AD26.COV2.S", "X"].into_iter().filter_map(Product::new);
    // Words like `hour` are no products: those are capitals.
    let mut products: Vec<Product> = known.chain(constants.texts(Product::new)).collect();
    products.sort_by(|left, right| left.as_str().cmp(right.as_str()));
    products.dedup();
    products
}

/// Two pieces each, of a selection: some of each kind.
pub(super) fn pairs(singles: &[Evidence]) -> impl Iterator<Item = [Evidence; 2]> {
    let kinds = [
        EvidenceKind::Vaccination,
        EvidenceKind::Test,
        EvidenceKind::Recovery,
        EvidenceKind::Exemption,
        EvidenceKind::Clearance,
    ];
    let mut chosen: Vec<&Evidence> = Vec::new();
    for kind in kinds {
        let of_kind: Vec<&Evidence> = singles.iter().filter(|piece| piece.kind() == kind).collect();
        let share = PAIRED / kinds.len() * if kind == EvidenceKind::Vaccination { 3 } else { 1 };
        let step = (of_kind.len() / share).max(1);
        chosen.extend(of_kind.into_iter().step_by(step));
    }
    let pairs: Vec<[Evidence; 2]> = chosen
        .iter()
        .enumerate()
        .flat_map(|(index, left)| chosen.iter().skip(index + 1).map(move |right| [(*left).clone(), (*right).clone()]))
        .collect();
    pairs.into_iter()
}
