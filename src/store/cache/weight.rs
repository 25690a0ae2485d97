//! How many bytes answers take, about: what they hold on the heap, counted once.

use std::sync::Arc;

use haetae_core::Evidence;

use crate::model::{Partner, PartnerKey, Record, SubjectId};

/// What the cache itself needs for an entry: its nodes, counters and pointers.
const ENTRY_BYTES: usize = 256;

/// The weight of an entry whose key and value take so many bytes.
pub(super) fn of_entry(bytes: usize) -> u32 {
    u32::try_from(bytes.saturating_add(ENTRY_BYTES)).unwrap_or(u32::MAX)
}

/// What a partner's name and the partner hold.
pub(super) fn partner(name: &str, partner: &Option<Arc<Partner>>) -> usize {
    let partner = partner.as_deref().map_or(0, |partner| {
        let keys = partner.keys.iter().map(|key| size_of::<PartnerKey>() + key.id.len());
        size_of::<Partner>() + partner.name.len() + keys.sum::<usize>()
    });
    name.len() + partner
}

/// What a subject id and the record hold.
pub(super) fn record(subject: &SubjectId, record: &Option<Arc<Record>>) -> usize {
    let record = record.as_deref().map_or(0, |record| {
        let person = &record.person;
        let reason = record.revocation.as_ref().and_then(|revocation| revocation.reason.as_ref());
        size_of::<Record>()
            + person.subject.as_str().len()
            + person.name.as_str().len()
            + person.system.as_deref().map_or(0, str::len)
            + person.evidence.len() * size_of::<Evidence>()
            + reason.map_or(0, |reason| reason.as_str().len())
    });
    subject.as_str().len() + record
}
