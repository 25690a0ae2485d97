//! From what a source tells of a person to evidence, and from all evidence to what one pass carries.

use std::cmp::Reverse;

use haetae_core::{CivilDate, Doses, Evidence, EvidenceSet, MAX_EVIDENCE, Product, TestMethod, UnixTime};
use serde::{Deserialize, Serialize};

/// Positive tests within so many days of an infection's first belong to that infection.
const DAYS_OF_ONE_INFECTION: i32 = 90;

/// What a pass carries of a person's evidence: the first four, in this order.
///
/// 1. clearances, for each policy the one that lasts longest; the longest-lasting first,
/// 2. the exemption that lasts longest,
/// 3. the latest vaccination (of one day, the one with most doses),
/// 4. the latest recovery,
/// 5. negative tests, the latest first.
///
/// Clearances that end at or before `not_before` and exemptions that end before `day` are left out: they would say
/// nothing on the pass and take the place of what does. `None` if nothing is left. The order in which the evidence comes
/// does not matter.
pub fn pass_evidence(evidence: &[Evidence], day: CivilDate, not_before: UnixTime) -> Option<EvidenceSet> {
    let mut ranked: Vec<&Evidence> = evidence
        .iter()
        .filter(|piece| match piece {
            Evidence::Clearance { until, .. } => *until > not_before,
            Evidence::Exemption { until } => *until >= day,
            _ => true,
        })
        .collect();
    ranked.sort_by(|left, right| preference(left).cmp(&preference(right)));
    // Of equal rank only the first of a kind stays; of clearances the first for a policy, of tests every one.
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

/// Puts evidence into the order of [`pass_evidence`] and leaves out repetitions: the same evidence in any order is stored alike.
pub(super) fn in_order(mut evidence: Vec<Evidence>) -> Vec<Evidence> {
    evidence.sort_by(|left, right| preference(left).cmp(&preference(right)));
    evidence.dedup();
    evidence
}

/// The smaller, the sooner on a pass. No two different pieces are equal.
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

/// One dose, as a source that tells of doses one by one states it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Dose {
    /// The day on which it was given.
    pub(super) date: CivilDate,
    /// The product code.
    pub(super) product: String,
    /// Which dose it was, where the source says so.
    pub(super) number: Option<u8>,
}

/// One vaccination from doses: as many as there are days with a dose, or the largest number stated, 15 at most; date and
/// product of the last dose. Of two doses on a day, told by two sources, the one with the larger number counts.
pub(super) fn vaccination(mut doses: Vec<Dose>) -> Option<Evidence> {
    doses.sort_by(|left, right| {
        (left.date, left.number, &left.product).cmp(&(right.date, right.number, &right.product))
    });
    let stated = doses.iter().filter_map(|dose| dose.number).max().unwrap_or(0);
    let last = doses.last().cloned()?;
    doses.dedup_by_key(|dose| dose.date);
    let counted = u8::try_from(doses.len()).unwrap_or(u8::MAX);
    Some(Evidence::Vaccination {
        doses: Doses::new(counted.max(stated).min(15))?,
        date: last.date,
        product: Product::new(&last.product)?,
    })
}

/// One recovery for each infection, dated by its first positive test: positive tests within 90 days of it are the same infection.
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
