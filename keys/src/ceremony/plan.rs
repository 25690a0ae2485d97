use haetae_core::{
    IssuerName, IssuingTerms, Malformed, PublicKey, Role, RootSet, SECONDS_PER_DAY, StatusDay, TrustList, TrustedKey,
    UnixTime,
};

use crate::custody::Custody as _;
use crate::key_ring::KeyRing;

/// The first trust list expires this much after it was made, in seconds: 39 weeks.
const LIST_LIFE: u64 = 39 * 7 * SECONDS_PER_DAY;

/// The longest life of a paper pass, in seconds: 14 days.
const PAPER_LIFE: u64 = 14 * SECONDS_PER_DAY;

/// The windows begin this many UTC days before today: the strip of a civil day begins up to 28 hours before that day ends.
const DAYS_BACK: u32 = 2;

/// The status keys begin this many days before today, so that there are lists for paper passes that are 14 days old.
const STATUS_DAYS_BACK: u32 = 15;

/// Keys of the node that are there once: for paper passes, status lists and rules.
const SINGLE_KEYS: usize = 3;

/// What [`initialise`](super::initialise) is to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InitPlan {
    /// The present: when the trust list is issued, and what windows are counted from.
    pub now: UnixTime,
    /// How many root keys must sign a trust list.
    pub threshold: u64,
    /// How many root keys there are.
    pub roots: u8,
    /// The issuer, as people see it.
    pub issuer: IssuerName,
    /// How many keys issue passes to phones, one after the other.
    pub issuing_keys: u8,
    /// For how long each of them does, in days.
    pub window_days: u16,
    /// The longest life of a phone's pass, in seconds.
    pub longest_strip: u64,
}

impl InitPlan {
    /// The usual plan: two of three roots, four issuing keys of 91 days, strips of 28 hours.
    pub fn new(issuer: IssuerName, now: UnixTime) -> Self {
        Self { now, threshold: 2, roots: 3, issuer, issuing_keys: 4, window_days: 91, longest_strip: 28 * 3_600 }
    }

    /// How many keys a node gets.
    pub(super) fn node_keys(&self) -> usize {
        usize::from(self.issuing_keys).saturating_add(SINGLE_KEYS)
    }

    /// The first day that has a status key.
    pub(super) fn status_keys_from(&self) -> StatusDay {
        StatusDay(self.now.status_day().0.saturating_sub(STATUS_DAYS_BACK))
    }

    /// The trust list of these keys: one for paper, one for status lists, one for rules, the others for phones.
    pub(super) fn trust_list(&self, roots: RootSet, node: &KeyRing) -> Result<TrustList, Malformed> {
        let kids = node.kids();
        let mut public = kids.iter().filter_map(|kid| node.public_key(*kid));
        let mut next = || public.next().ok_or(Malformed("keys of which no two are alike"));
        let (paper, status, rules) = (next()?, next()?, next()?);
        let mut keys: Vec<TrustedKey> = public.zip(0..).map(|(key, place)| self.phone_key(key, place)).collect();
        if keys.len() != usize::from(self.issuing_keys) || keys.is_empty() {
            return Err(Malformed("at least one issuing key, and no two alike"));
        }
        let expires = self.now.saturating_add(LIST_LIFE);
        // A window cannot be made longer later, so these last as long as the issuing keys or the list.
        let until = keys.iter().map(|key| key.until).fold(expires, UnixTime::max);
        let once = |key, role| TrustedKey { key, from: self.window_begins(0), until, role };
        keys.push(once(paper, Role::PaperPasses(self.terms(PAPER_LIFE))));
        keys.push(once(status, Role::Status));
        keys.push(once(rules, Role::Rules));
        TrustList::new(1, self.now, expires, roots, keys)
    }

    fn phone_key(&self, key: PublicKey, place: u64) -> TrustedKey {
        let (from, until) = (self.window_begins(place), self.window_begins(place.saturating_add(1)));
        TrustedKey { key, from, until, role: Role::PhonePasses(self.terms(self.longest_strip)) }
    }

    /// When the issuing key at `place` takes over, from 0.
    fn window_begins(&self, place: u64) -> UnixTime {
        let first = StatusDay(self.now.status_day().0.saturating_sub(DAYS_BACK)).begins();
        let window = u64::from(self.window_days).saturating_mul(SECONDS_PER_DAY);
        first.saturating_add(window.saturating_mul(place))
    }

    fn terms(&self, longest_life: u64) -> IssuingTerms {
        IssuingTerms { kinds: None, issuer: self.issuer.clone(), specimen: false, longest_life }
    }
}
