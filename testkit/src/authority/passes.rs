use haetae_core::{CivilDate, Evidence, EvidenceSet, PassClaims};

use super::{NOW, at};
use crate::phone::HolderPair;

/// A good pass of the day of [`NOW`] for a phone.
pub fn claims(phone: &HolderPair, index: u32) -> PassClaims {
    let evidence = Evidence::Recovery { date: CivilDate::from_days(20_700).expect("a date") };
    PassClaims {
        not_before: at(NOW - 20_000),
        expires: at(NOW + 40_000),
        holder_key: Some(phone.public()),
        evidence: EvidenceSet::new([evidence]).expect("evidence"),
        status_index: index,
        name: None,
        birth: None,
    }
}
