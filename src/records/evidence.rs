//! Combines what sources state about a person into evidence, and selects the evidence that a pass carries.

use std::cmp::Reverse;

use haetae_core::{CivilDate, Doses, Evidence, EvidenceSet, MAX_EVIDENCE, Product, TestMethod, UnixTime};
use serde::{Deserialize, Serialize};

use super::products::UNKNOWN;

/// Positive tests within this many days of an infection's first one belong to that infection.
const DAYS_OF_ONE_INFECTION: i32 = 90;

const SECONDS_PER_HOUR: u64 = 3_600;

/// Selects the evidence that a pass carries: the first four pieces, in this order.
///
/// 1. clearances, for each policy the one that lasts longest; the longest-lasting first,
/// 2. the exemption that lasts longest,
/// 3. the latest vaccination (of one day, the one with most doses),
/// 4. the latest recovery,
/// 5. negative tests, the latest first.
///
/// Clearances that end at or before `not_before` and exemptions that end before `day` are left out: they would mean
/// nothing on the pass and displace others. `None` if nothing is left. The order of the input does not matter.
///
/// Sample times are rounded down to the hour, unless they are `exact`: to the second they would name a person on all of
/// their passes. Rounding down never makes a test count for longer.
pub fn pass_evidence(evidence: &[Evidence], day: CivilDate, not_before: UnixTime, exact: bool) -> Option<EvidenceSet> {
    let evidence: Vec<Evidence> =
        evidence.iter().map(|piece| if exact { piece.clone() } else { to_the_hour(piece) }).collect();
    let mut ranked: Vec<&Evidence> = evidence
        .iter()
        .filter(|piece| match piece {
            Evidence::Clearance { until, .. } => *until > not_before,
            Evidence::Exemption { until } => *until >= day,
            _ => true,
        })
        .collect();
    ranked.sort_by(|left, right| preference(left).cmp(&preference(right)));
    // Only the first piece of a kind stays; of clearances, the first for each policy; of tests, all.
    let mut chosen: Vec<&Evidence> = Vec::with_capacity(MAX_EVIDENCE);
    for piece in ranked {
        let covered = chosen.iter().any(|other| match (piece, other) {
            (Evidence::Clearance { policy, .. }, Evidence::Clearance { policy: other, .. }) => policy == other,
            (Evidence::Test { .. }, Evidence::Test { .. }) => piece == *other,
            _ => piece.kind() == other.kind(),
        });
        if !covered && chosen.len() < MAX_EVIDENCE {
            chosen.push(piece);
        }
    }
    EvidenceSet::new(chosen.into_iter().cloned())
}

fn to_the_hour(piece: &Evidence) -> Evidence {
    match piece {
        Evidence::Test { sampled_at, method } => {
            let sampled_at = sampled_at.saturating_sub(sampled_at.seconds() % SECONDS_PER_HOUR);
            Evidence::Test { sampled_at, method: *method }
        }
        other => other.clone(),
    }
}

/// Puts evidence into the order of [`pass_evidence`] and leaves out repetitions: the same evidence in any order is
/// stored the same way.
pub(super) fn in_order(mut evidence: Vec<Evidence>) -> Vec<Evidence> {
    evidence.sort_by(|left, right| preference(left).cmp(&preference(right)));
    evidence.dedup();
    evidence
}

/// The `most` latest pieces of evidence: of each kind in turn the next one in the order of [`in_order`], so that many
/// of one kind displace none of another's first ones.
pub(super) fn latest(evidence: Vec<Evidence>, most: usize) -> Vec<Evidence> {
    let evidence = in_order(evidence);
    let mut of_kind = [0_usize; 5];
    let mut turns: Vec<(usize, Evidence)> = Vec::with_capacity(evidence.len());
    for piece in evidence {
        let turn = &mut of_kind[usize::from(preference(&piece).0)];
        turns.push((*turn, piece));
        *turn += 1;
    }
    turns.sort_by_key(|(turn, _)| *turn);
    turns.truncate(most);
    in_order(turns.into_iter().map(|(_, piece)| piece).collect())
}

/// Smaller ones come earlier on a pass. No two different pieces are equal.
fn preference(evidence: &Evidence) -> (u8, Reverse<i64>, Reverse<u8>, &str) {
    match evidence {
        Evidence::Clearance { policy, until } => (0, Reverse(seconds(*until)), Reverse(0), policy.as_str()),
        Evidence::Exemption { until } => (1, Reverse(until.days().into()), Reverse(0), ""),
        Evidence::Vaccination { doses, date, product } => {
            (2, Reverse(date.days().into()), Reverse(doses.number()), product.as_str())
        }
        Evidence::Recovery { date } => (3, Reverse(date.days().into()), Reverse(0), ""),
        Evidence::Test { sampled_at, method } => {
            (4, Reverse(seconds(*sampled_at)), Reverse(u8::from(*method == TestMethod::Naat)), "")
        }
    }
}

fn seconds(time: UnixTime) -> i64 {
    i64::try_from(time.seconds()).unwrap_or(i64::MAX)
}

/// When a dose was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum DoseDate {
    /// The day.
    Day(CivilDate),
    /// Some day of a month or year.
    Within {
        /// Its first day.
        first: CivilDate,
        /// Its last day.
        last: CivilDate,
    },
}

/// One dose, from a source that lists doses one by one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Dose {
    /// When it was given.
    pub(super) date: DoseDate,
    /// The product code.
    pub(super) product: String,
    /// Which dose it was, if the source states it.
    pub(super) number: Option<u8>,
}

/// Combines doses into one vaccination: the number of doses given at different times, or the largest number stated, at
/// most 15; date and product of the last dose whose day is known. `None` if no day is known.
///
/// Doses of one day are one dose, reported by several sources, and so are doses of one product on two consecutive days,
/// of which the first counts. If they differ, a known product counts, and then the larger number. A dose known only to
/// the month or year also counts, once for each month or year, unless its number is that of a dose whose day is known.
pub(super) fn vaccination(doses: &[Dose]) -> Option<Evidence> {
    let (on_days, within) = apart(doses);
    let mut last: Vec<&Dose> = Vec::new();
    let (mut count, mut first_day) = (0_usize, None);
    for &(day, dose) in &on_days {
        let same = first_day.is_some_and(|first: CivilDate| {
            day == first || day.days() - first.days() == 1 && last.iter().all(|other| could_be_one(other, dose))
        });
        if !same {
            (count, first_day) = (count + 1, Some(day));
            last.clear();
        }
        last.push(dose);
    }
    last.sort_by(|one, other| known_first(one).cmp(&known_first(other)));
    let product = last.first()?.product.clone();
    let numbered = |dose: &Dose| on_days.iter().any(|(_, other)| other.number.is_some() && other.number == dose.number);
    let mut seen: Vec<(DoseDate, Option<u8>)> = Vec::new();
    for dose in within.into_iter().filter(|dose| !numbered(dose)) {
        if !seen.contains(&(dose.date, dose.number)) {
            seen.push((dose.date, dose.number));
        }
    }
    let counted = u8::try_from(count + seen.len()).unwrap_or(u8::MAX);
    let stated = doses.iter().filter_map(|dose| dose.number).max().unwrap_or(0);
    Some(Evidence::Vaccination {
        doses: Doses::new(counted.max(stated).min(15))?,
        date: first_day?,
        product: Product::new(&product)?,
    })
}

/// Of records of one dose, the most detailed one comes first.
fn known_first(dose: &Dose) -> (bool, Reverse<Option<u8>>, Reverse<&str>) {
    (dose.product == UNKNOWN, Reverse(dose.number), Reverse(dose.product.as_str()))
}

/// Doses whose day is known, in its order, and the others.
fn apart(doses: &[Dose]) -> (Vec<(CivilDate, &Dose)>, Vec<&Dose>) {
    let (mut on_days, mut within) = (Vec::new(), Vec::new());
    for dose in doses {
        match dose.date {
            DoseDate::Day(day) => on_days.push((day, dose)),
            DoseDate::Within { .. } => within.push(dose),
        }
    }
    on_days.sort_by_key(|(day, _)| *day);
    (on_days, within)
}

/// Whether two records a day apart can be of one dose.
fn could_be_one(one: &Dose, other: &Dose) -> bool {
    let same_number = one.number.is_none() || other.number.is_none() || one.number == other.number;
    let same_product = one.product == other.product || one.product == UNKNOWN || other.product == UNKNOWN;
    same_number && same_product
}

/// One recovery for each infection, dated by its first positive test: positive tests within 90 days of it are the same
/// infection.
pub(super) fn recoveries(mut positives: Vec<CivilDate>) -> Vec<Evidence> {
    positives.sort_unstable();
    let mut first_days: Vec<CivilDate> = Vec::new();
    for date in positives {
        if first_days.last().is_none_or(|first| date.days() - first.days() > DAYS_OF_ONE_INFECTION) {
            first_days.push(date);
        }
    }
    first_days.into_iter().map(|date| Evidence::Recovery { date }).collect()
}

#[cfg(test)]
mod tests;
