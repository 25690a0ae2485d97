use alloc::sync::Arc;
use alloc::vec::Vec;

use super::outcome::Outcome;
use crate::key::{Kid, Verifier};
use crate::manifest::MAX_FILE_BYTES;
use crate::trust_list::{Role, RootSet, SignedTrustList, TrustList, TrustedKey};

/// The roles whose signatures stand under files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SignerRole {
    Status,
    Rules,
}

/// The roots that a scanner holds, and the trust list that they signed, if it has one.
#[derive(Clone, Debug)]
pub(super) struct TrustedRoots {
    pinned: Arc<RootSet>,
    list: Option<Arc<ListInForce>>,
    /// The lists that changed the roots, oldest first: the way from the pinned roots to those that are held.
    links: Vec<Arc<ListInForce>>,
}

#[derive(Debug)]
struct ListInForce {
    bytes: Vec<u8>,
    list: TrustList,
    /// One for each key of the list, in its order: the points are decompressed once.
    verifiers: Vec<Option<Verifier>>,
}

impl TrustedRoots {
    pub(super) fn pinned(roots: RootSet) -> Self {
        Self { pinned: Arc::new(roots), list: None, links: Vec::new() }
    }

    pub(super) fn roots(&self) -> &RootSet {
        self.list().map_or(&self.pinned, |list| &list.roots)
    }

    pub(super) fn list(&self) -> Option<&TrustList> {
        self.list.as_deref().map(|in_force| &in_force.list)
    }

    /// The bytes of every list that one who begins with the pinned roots must take, in this order, to hold what is held
    /// here.
    pub(super) fn path(&self) -> impl Iterator<Item = &[u8]> {
        let last_link = self.links.last();
        let list = self.list.iter().filter(move |list| last_link.is_none_or(|link| !Arc::ptr_eq(link, list)));
        self.links.iter().chain(list).map(|in_force| in_force.bytes.as_slice())
    }

    /// The state after a trust list is taken. What speaks against it is tried in the order of section 5.
    pub(super) fn after(&self, bytes: &[u8]) -> Result<Self, Outcome> {
        if bytes.len() > MAX_FILE_BYTES {
            return Err(Outcome::Malformed);
        }
        let offered = SignedTrustList::decode(bytes).map_err(|_| Outcome::Malformed)?;
        if let Some(held) = &self.list {
            if offered.list.version < held.list.version {
                return Err(Outcome::Rollback);
            }
            if offered.list.version == held.list.version {
                return Err(if held.bytes == bytes { Outcome::Unchanged } else { Outcome::Conflict });
            }
        }
        let roots = self.roots();
        let changes_roots = offered.list.roots != *roots;
        let new_roots_agree = || !changes_roots || offered.is_signed_by(&offered.list.roots);
        if !offered.is_signed_by(roots) || !new_roots_agree() {
            return Err(Outcome::Unsigned);
        }
        let verifiers = offered.list.keys().map(|(_, key)| Verifier::new(&key.key)).collect();
        let list = Arc::new(ListInForce { bytes: bytes.to_vec(), list: offered.list, verifiers });
        let mut links = self.links.clone();
        if changes_roots {
            links.push(Arc::clone(&list));
        }
        Ok(Self { pinned: Arc::clone(&self.pinned), list: Some(list), links })
    }

    pub(super) fn key(&self, kid: Kid) -> Option<(&TrustedKey, Option<&Verifier>)> {
        let in_force = self.list.as_deref()?;
        let place = in_force.list.place(kid)?;
        let (_, key) = in_force.list.keys().nth(place)?;
        Some((key, in_force.verifiers.get(place).and_then(Option::as_ref)))
    }

    /// The key that may sign files of this kind, and what verifies its signatures.
    pub(super) fn signer(&self, kid: Kid, role: SignerRole) -> Option<(&TrustedKey, Option<&Verifier>)> {
        let found @ (key, _) = self.key(kid)?;
        let fits = match role {
            SignerRole::Status => key.role == Role::Status,
            SignerRole::Rules => key.role == Role::Rules,
        };
        fits.then_some(found)
    }
}
