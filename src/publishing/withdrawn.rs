//! The keys that a manifest withdraws (wire format, section 7, field 6): a quick reaction to a stolen issuing key.

use haetae_core::{Kid, TrustList, UnixTime};

use crate::model::WithdrawnKey;

/// The withdrawn keys whose passes scanners would still admit. A key that the roots have removed from the list is
/// unknown to scanners, and a key that issues no passes has none to refuse: neither is named.
pub(super) fn named(withdrawn: &[WithdrawnKey], list: &TrustList) -> Vec<(Kid, UnixTime)> {
    let issues = |kid: Kid| list.keys().any(|(known, key)| *known == kid && key.role.issuing_constraints().is_some());
    withdrawn.iter().filter(|key| issues(key.kid)).map(|key| (key.kid, key.refused_from)).collect()
}
