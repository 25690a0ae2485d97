//! The keys of an issuer, from seeds, and the trust list that they stand on.

use haetae_core::{IssuerName, IssuingConstraints, Kid, PublicKey, Role, RootSet, TrustList, TrustedKey, UnixTime};
use haetae_keys::{Custody as _, KeyRing};

use super::NOW;

const ROOT: [u8; 32] = [1; 32];
const PHONE: [u8; 32] = [2; 32];
const NEXT_PHONE: [u8; 32] = [3; 32];
const PAPER: [u8; 32] = [4; 32];
const STATUS: [u8; 32] = [5; 32];
const SPARE_PHONE: [u8; 32] = [6; 32];
const SPARE_STATUS: [u8; 32] = [7; 32];

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

    /// The usual keys, and cold spares of the first key for phones and of the one for status lists, which nobody holds.
    pub(crate) fn with_spares() -> Self {
        let usual = Self::usual();
        let window_of = |seed: &[u8; 32]| {
            let (_, key) = usual.list.keys().find(|(kid, _)| *kid == kid_of(seed)).expect("a key of the list");
            key.clone()
        };
        let spare = |seed: &[u8; 32], of: &[u8; 32]| TrustedKey { key: public(seed), ..window_of(of) };
        let spares = [spare(&SPARE_PHONE, &PHONE), spare(&SPARE_STATUS, &STATUS)];
        let keys = usual.list.keys().map(|(_, key)| key.clone()).chain(spares);
        Self::signed(1, usual.list.issued, keys, usual.held)
    }

    /// With these spares brought into use.
    pub(crate) fn holding_spares(&self) -> Self {
        let held = self.held.iter().copied().chain([SPARE_PHONE, SPARE_STATUS]).collect();
        Self { list: self.list.clone(), signed: self.signed.clone(), held }
    }

    /// The next list, issued at `issued`, without a key.
    pub(crate) fn without(&self, kid: Kid, issued: UnixTime) -> Self {
        let kept = self.list.keys().filter(|(known, _)| *known != kid).map(|(_, key)| key.clone());
        Self::signed(self.list.version + 1, issued, kept, self.held.clone())
    }

    /// The first key for phones' passes, as whoever has stolen it holds it.
    pub(crate) fn stolen_phone_key() -> KeyRing {
        KeyRing::from_seeds([&PHONE]).expect("a key")
    }

    /// The key for status lists and manifests, as whoever has stolen it holds it.
    pub(crate) fn stolen_status_key() -> KeyRing {
        KeyRing::from_seeds([&STATUS]).expect("a key")
    }

    /// The keys that the node holds.
    pub(crate) fn ring(&self) -> KeyRing {
        KeyRing::from_seeds(&self.held).expect("keys")
    }

    pub(crate) fn roots(&self) -> RootSet {
        self.list.roots.clone()
    }

    fn of(second_key_days: u64, held: Vec<[u8; 32]>) -> Self {
        let at = |days_from_now: i64| UnixTime::saturating_new(NOW.saturating_add_signed(days_from_now * DAY as i64));
        let last = i64::try_from(second_key_days).expect("days");
        let constraints = |longest_life| IssuingConstraints {
            kinds: None,
            issuer: IssuerName::new("Test Issuer").expect("a name"),
            specimen: false,
            longest_life,
        };
        let key = |seed: &[u8; 32], from, until, role| TrustedKey { key: public(seed), from, until, role };
        let keys = [
            key(&PHONE, at(-30), at(10), Role::PhonePasses(constraints(28 * 3_600))),
            key(&NEXT_PHONE, at(10), at(last), Role::PhonePasses(constraints(28 * 3_600))),
            key(&PAPER, at(-30), at(365), Role::PaperPasses(constraints(14 * DAY))),
            key(&STATUS, at(-30), at(365), Role::Status),
        ];
        Self::signed(1, at(-1), keys, held)
    }

    fn signed(version: u64, issued: UnixTime, keys: impl IntoIterator<Item = TrustedKey>, held: Vec<[u8; 32]>) -> Self {
        let root = KeyRing::from_seeds([&ROOT]).expect("a key");
        let root_kid = root.kids()[0];
        let roots = RootSet::new(1, root.public_key(root_kid)).expect("a root set");
        let expires = UnixTime::saturating_new(NOW + 365 * DAY);
        let list = TrustList::new(version, issued, expires, roots, keys).expect("a trust list");
        let prepared = list.prepare();
        let signature = root.sign(root_kid, &prepared.to_be_signed(root_kid)).expect("a signature");
        let signed = prepared.complete(&[(root_kid, signature)]).expect("a signed list");
        Self { list, signed, held }
    }
}

fn public(seed: &[u8; 32]) -> PublicKey {
    let ring = KeyRing::from_seeds([seed]).expect("a key");
    ring.public_key(ring.kids()[0]).expect("held")
}

fn kid_of(seed: &[u8; 32]) -> Kid {
    public(seed).kid()
}
