//! Which changes from one trust list to the next are allowed (wire format, section 5).

use std::collections::BTreeSet;

use haetae_core::{Kid, PublicKey, Role, TrustList, TrustedKey};

/// A change that no custodian signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadChange {
    /// Scanners would refuse it as a rollback or a conflict.
    #[error("its version {next} is not above the version {previous} that it follows")]
    Version {
        /// The version of the previous list.
        previous: u64,
        /// The version of the next list.
        next: u64,
    },
    /// Time went backwards.
    #[error("it was issued before the list that it follows")]
    IssuedBefore,
    /// A key's window may only become shorter at its end.
    #[error("the window of the key {0} ends later than before, and it may only end earlier")]
    WindowLonger(Kid),
    /// Nothing else of a kid may change.
    #[error("the key {0} changes in more than an earlier end of its window")]
    KeyChanged(Kid),
    /// No signature by such a key is ever valid.
    #[error("the key {0} is not a key that signatures can be verified with")]
    Unusable(Kid),
    /// A root key signs trust lists and nothing else.
    #[error("the key {0} is a root key and also has another role")]
    RootWithRole(Kid),
}

/// Refuses a list that must not follow `previous`.
pub(super) fn require_rules(next: &TrustList, previous: Option<&TrustList>) -> Result<(), BadChange> {
    let signers = next.keys().filter(|(_, key)| key.role != Role::Visits).map(|(kid, key)| (*kid, key.key));
    let roots = next.roots.keys().copied();
    if let Some((kid, _)) = roots.chain(signers).find(|(_, key)| !key.is_usable()) {
        return Err(BadChange::Unusable(kid));
    }
    let is_root = |kid: Kid| next.roots.keys().any(|(root, _)| *root == kid);
    if let Some((kid, _)) = next.keys().find(|(kid, _)| is_root(*kid)) {
        return Err(BadChange::RootWithRole(*kid));
    }
    let Some(previous) = previous else { return Ok(()) };
    if next.version <= previous.version {
        return Err(BadChange::Version { previous: previous.version, next: next.version });
    }
    if next.issued < previous.issued {
        return Err(BadChange::IssuedBefore);
    }
    for (kid, before, after) in in_both(previous, next) {
        if after.until > before.until {
            return Err(BadChange::WindowLonger(kid));
        }
        if (TrustedKey { until: after.until, ..before.clone() }) != *after {
            return Err(BadChange::KeyChanged(kid));
        }
    }
    Ok(())
}

/// Every key of a list, root keys too: what must not come back once it has left.
pub fn all_kids(list: &TrustList) -> BTreeSet<Kid> {
    list.keys().map(|(kid, _)| *kid).chain(list.roots.keys().map(|(kid, _)| *kid)).collect()
}

/// The keys that both lists have, before and after.
pub(super) fn in_both<'l>(
    previous: &'l TrustList,
    next: &'l TrustList,
) -> impl Iterator<Item = (Kid, &'l TrustedKey, &'l TrustedKey)> {
    next.keys().filter_map(|(kid, after)| Some((*kid, key_of(previous, *kid)?, after)))
}

/// The keys of a list that another does not have.
pub(super) fn only_in<'l>(list: &'l TrustList, other: &TrustList) -> Vec<&'l (Kid, TrustedKey)> {
    list.keys().filter(|(kid, _)| key_of(other, *kid).is_none()).collect()
}

/// The root keys that `roots` has and `others` has not.
pub(super) fn roots_only_in(list: &TrustList, other: &TrustList) -> Vec<(Kid, PublicKey)> {
    list.roots.keys().filter(|root| !other.roots.keys().any(|known| known == *root)).copied().collect()
}

fn key_of(list: &TrustList, kid: Kid) -> Option<&TrustedKey> {
    list.keys().find(|(known, _)| *known == kid).map(|(_, key)| key)
}
