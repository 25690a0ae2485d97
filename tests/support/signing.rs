//! The keys of an issuer, from seeds, and the trust list that they stand on.

use haetae_core::{IssuerName, IssuingTerms, Role, RootSet, TrustList, TrustedKey, UnixTime};
use haetae_keys::{Custody as _, KeyRing};

use super::NOW;

const ROOT: [u8; 32] = [1; 32];
const PHONE: [u8; 32] = [2; 32];
const NEXT_PHONE: [u8; 32] = [3; 32];
const PAPER: [u8; 32] = [4; 32];
const STATUS: [u8; 32] = [5; 32];

const DAY: u64 = 86_400;

/// A trust list and the keys behind it.
pub(crate) struct Ceremony {
    pub(crate) list: TrustList,
    /// The list with the root's signature.
    pub(crate) signed: Vec<u8>,
    held: Vec<[u8; 32]>,
}

impl Ceremony {
    /// One key for phones' passes after the other, ten days from now; one for paper, one for status lists.
    pub(crate) fn usual() -> Self {
        Self::of(365, vec![PHONE, NEXT_PHONE, PAPER, STATUS])
    }

    /// The second key for phones' passes is used for so many days only.
    pub(crate) fn that_ends_after(days: u64) -> Self {
        Self::of(days, vec![PHONE, NEXT_PHONE, PAPER, STATUS])
    }

    /// A node without the keys for phones' passes.
    pub(crate) fn without_phone_keys() -> Self {
        Self::of(365, vec![PAPER, STATUS])
    }

    /// The keys that the node holds.
    pub(crate) fn ring(&self) -> KeyRing {
        KeyRing::from_seeds(&self.held).expect("keys")
    }

    pub(crate) fn roots(&self) -> RootSet {
        self.list.roots.clone()
    }

    fn of(second_key_days: u64, held: Vec<[u8; 32]>) -> Self {
        let root = KeyRing::from_seeds([&ROOT]).expect("a key");
        let root_kid = root.kids()[0];
        let roots = RootSet::new(1, root.public_key(root_kid)).expect("a root set");
        let at = |days_from_now: i64| UnixTime::saturating_new(NOW.saturating_add_signed(days_from_now * DAY as i64));
        let last = i64::try_from(second_key_days).expect("days");
        let terms = |longest_life| IssuingTerms {
            kinds: None,
            issuer: IssuerName::new("Test Issuer").expect("a name"),
            specimen: false,
            longest_life,
        };
        let key = |seed: &[u8; 32], from, until, role| {
            let ring = KeyRing::from_seeds([seed]).expect("a key");
            let key = ring.public_key(ring.kids()[0]).expect("held");
            TrustedKey { key, from, until, role }
        };
        let keys = [
            key(&PHONE, at(-30), at(10), Role::PhonePasses(terms(28 * 3_600))),
            key(&NEXT_PHONE, at(10), at(last), Role::PhonePasses(terms(28 * 3_600))),
            key(&PAPER, at(-30), at(365), Role::PaperPasses(terms(14 * DAY))),
            key(&STATUS, at(-30), at(365), Role::Status),
        ];
        let list = TrustList::new(1, at(-1), at(365), roots, keys).expect("a trust list");
        let prepared = list.prepare();
        let signature = root.sign(root_kid, &prepared.to_be_signed(root_kid)).expect("a signature");
        let signed = prepared.complete(&[(root_kid, signature)]).expect("a signed list");
        Self { list, signed, held }
    }
}
