//! The keys of an issuer, from numbers, and the trust list that they stand on.

use haetae_core::{Kid, Role, RootSet, TrustList, TrustedKey, UnixTime};
use haetae_keys::KeyRing;

use super::NOW;
use crate::Signer;
use crate::authority::{DAY, issuing_constraints, list_without, sign_list};

const ROOT: u8 = 1;
const PHONE: u8 = 2;
const NEXT_PHONE: u8 = 3;
const PAPER: u8 = 4;
const STATUS: u8 = 5;
const SPARE_PHONE: u8 = 6;
const SPARE_STATUS: u8 = 7;
const RULES: u8 = 8;
const NEXT_RULES: u8 = 9;

/// A trust list and the keys behind it.
#[derive(Debug)]
pub struct Ceremony {
    /// The list.
    pub list: TrustList,
    /// The list with the root's signature.
    pub signed: Vec<u8>,
    held: Vec<u8>,
}

impl Ceremony {
    /// One key for phones' passes after the other, ten days from now; one for paper, one for status lists, two for
    /// rules, of which the first is due.
    pub fn usual() -> Self {
        Self::of(365, vec![PHONE, NEXT_PHONE, PAPER, STATUS, RULES, NEXT_RULES])
    }

    /// The second key for phones' passes is used for so many days only.
    pub fn that_ends_after(days: u64) -> Self {
        Self::of(days, vec![PHONE, NEXT_PHONE, PAPER, STATUS])
    }

    /// A node without the keys for phones' passes.
    pub fn without_phone_keys() -> Self {
        Self::of(365, vec![PAPER, STATUS])
    }

    /// The usual keys, and cold spares of the first key for phones and of the one for status lists, which nobody holds.
    pub fn with_spares() -> Self {
        let usual = Self::usual();
        let spare = |number: u8, of: u8| {
            let replaced = Signer::new(of).kid();
            let (_, key) = usual.list.keys().find(|(kid, _)| *kid == replaced).expect("a key of the list");
            TrustedKey { key: Signer::new(number).public, ..key.clone() }
        };
        let spares = [spare(SPARE_PHONE, PHONE), spare(SPARE_STATUS, STATUS)];
        let keys = usual.list.keys().map(|(_, key)| key.clone()).chain(spares);
        Self::signed(new_list(usual.list.issued, keys), usual.held)
    }

    /// With these spares brought into use.
    pub fn holding_spares(&self) -> Self {
        let held = self.held.iter().copied().chain([SPARE_PHONE, SPARE_STATUS]).collect();
        Self { list: self.list.clone(), signed: self.signed.clone(), held }
    }

    /// The next list, issued at `issued`, without a key.
    pub fn without(&self, kid: Kid, issued: UnixTime) -> Self {
        Self::signed(list_without(&self.list, self.list.version + 1, issued, kid), self.held.clone())
    }

    /// The first key for phones' passes, as whoever has stolen it holds it.
    pub fn stolen_phone_key() -> Signer {
        Signer::new(PHONE)
    }

    /// The key for status lists and manifests, as whoever has stolen it holds it.
    pub fn stolen_status_key() -> Signer {
        Signer::new(STATUS)
    }

    /// The key for rules, as whoever has stolen it holds it.
    pub fn stolen_rules_key() -> Signer {
        Signer::new(RULES)
    }

    /// The keys that the node holds.
    pub fn ring(&self) -> KeyRing {
        let seeds: Vec<[u8; 32]> = self.held.iter().map(|number| Signer::new(*number).seed()).collect();
        KeyRing::from_seeds(&seeds).expect("keys")
    }

    /// The root as scanners pin it.
    pub fn roots(&self) -> RootSet {
        self.list.roots.clone()
    }

    fn of(second_key_days: u64, held: Vec<u8>) -> Self {
        let at = |days_from_now: i64| UnixTime::saturating_new(NOW.saturating_add_signed(days_from_now * DAY as i64));
        let last = i64::try_from(second_key_days).expect("days");
        let constraints = |longest_life| issuing_constraints("Test Issuer", false, longest_life);
        let key = |number, from, until, role| TrustedKey { key: Signer::new(number).public, from, until, role };
        let keys = [
            key(PHONE, at(-30), at(10), Role::PhonePasses(constraints(28 * 3_600))),
            key(NEXT_PHONE, at(10), at(last), Role::PhonePasses(constraints(28 * 3_600))),
            key(PAPER, at(-30), at(365), Role::PaperPasses(constraints(14 * DAY))),
            key(STATUS, at(-30), at(365), Role::Status),
            key(RULES, at(-30), at(300), Role::Rules),
            key(NEXT_RULES, at(-30), at(365), Role::Rules),
        ];
        Self::signed(new_list(at(-1), keys), held)
    }

    fn signed(list: TrustList, held: Vec<u8>) -> Self {
        Self { signed: sign_list(&list, &[&Signer::new(ROOT)]), list, held }
    }
}

fn new_list(issued: UnixTime, keys: impl IntoIterator<Item = TrustedKey>) -> TrustList {
    let roots = RootSet::new(1, [Signer::new(ROOT).public]).expect("a root set");
    TrustList::new(1, issued, UnixTime::saturating_new(NOW + 365 * DAY), roots, keys).expect("a trust list")
}
