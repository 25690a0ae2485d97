//! Notices when the sign-ins of a partner all grow old at once: after a launch everybody signed in on one day, and the
//! partner's identity provider does not take them again. Citizens are counted, not requests: somebody who asks again
//! and again counts once, and whoever signs in again counts as such.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use haetae_core::UnixTime;
use sha2::{Digest as _, Sha256};

use crate::config::LimitsSection;

const HOUR: u64 = 3_600;
/// So many citizens of a partner are remembered in an hour. Of more, those with the lowest hashes: an even choice.
const KEPT: usize = 1_024;

/// What came of a citizen's sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// It is recent enough.
    Good,
    /// It is old, and counts because the partner is or was on grace.
    OnGrace,
    /// It is too old.
    TooOld,
}

/// Most of a partner's citizens within an hour have sign-ins that are too old.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cliff {
    /// Of so many citizens that are remembered.
    pub of: u32,
    /// Those with a sign-in that is too old.
    pub too_old: u32,
}

/// The sign-ins of each partner that were seen in this hour.
#[derive(Debug, Default)]
pub(super) struct SignIns(Mutex<BTreeMap<String, Seen>>);

#[derive(Debug, Default)]
struct Seen {
    hour: u64,
    /// By the hash of the subject: whether the latest sign-in was too old.
    citizens: BTreeMap<u64, bool>,
    on_grace: u64,
    /// When the partner's grace is over for everybody.
    grace_ends: Option<UnixTime>,
}

/// The grace of a partner, as far as this node has seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartnerGrace {
    /// The partner.
    pub partner: String,
    /// When the last old sign-in stops counting; `None` if no grace has been given.
    pub ends: Option<UnixTime>,
    /// Requests with an old sign-in that counted, since this process began.
    pub counted: u64,
}

impl SignIns {
    /// Notes a sign-in, and when the partner's grace ends. Returns something if most of the partner's citizens have
    /// sign-ins that are too old, and this is one of them.
    pub(super) fn note(
        &self,
        partner: &str,
        subject: &str,
        sign_in: SignIn,
        grace_ends: Option<UnixTime>,
        now: Duration,
        settings: &LimitsSection,
    ) -> Option<Cliff> {
        let mut partners = self.partners();
        let seen = partners.entry(partner.to_owned()).or_default();
        seen.turn_to(now.as_secs() / HOUR);
        seen.grace_ends = grace_ends;
        seen.on_grace = seen.on_grace.saturating_add(u64::from(sign_in == SignIn::OnGrace));
        seen.citizens.insert(hash(subject), sign_in == SignIn::TooOld);
        if seen.citizens.len() > KEPT {
            seen.citizens.pop_last();
        }
        if sign_in == SignIn::TooOld { seen.cliff(settings) } else { None }
    }

    pub(super) fn graces(&self) -> Vec<PartnerGrace> {
        let of = |(partner, seen): (&String, &Seen)| PartnerGrace {
            partner: partner.clone(),
            ends: seen.grace_ends,
            counted: seen.on_grace,
        };
        self.partners().iter().map(of).collect()
    }

    fn partners(&self) -> MutexGuard<'_, BTreeMap<String, Seen>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seen {
    fn turn_to(&mut self, hour: u64) {
        if hour > self.hour {
            self.hour = hour;
            self.citizens.clear();
        }
    }

    fn cliff(&self, settings: &LimitsSection) -> Option<Cliff> {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let (of, too_old) = (count(self.citizens.len()), count(self.citizens.values().filter(|old| **old).count()));
        let is_most =
            settings.grace_percent > 0 && too_old.saturating_mul(100) >= of.saturating_mul(settings.grace_percent);
        // If no more are remembered, there are enough.
        let are_enough = too_old >= settings.grace_from || self.citizens.len() >= KEPT;
        (settings.grace_days > 0 && is_most && are_enough).then_some(Cliff { of, too_old })
    }
}

fn hash(subject: &str) -> u64 {
    let digest: [u8; 32] = Sha256::digest(subject).into();
    let [a, b, c, d, e, f, g, h, ..] = digest;
    u64::from_be_bytes([a, b, c, d, e, f, g, h])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> LimitsSection {
        LimitsSection { grace_days: 7, grace_percent: 50, grace_from: 100, ..LimitsSection::default() }
    }

    fn note(seen: &SignIns, subject: u32, sign_in: SignIn, at: u64) -> Option<Cliff> {
        seen.note("app", &format!("citizen-{subject}"), sign_in, None, Duration::from_secs(at), &settings())
    }

    #[test]
    fn it_is_noticed_when_most_citizens_of_an_hour_have_old_sign_ins_and_not_for_fewer() {
        let seen = SignIns::default();
        for number in 0..150 {
            assert_eq!(note(&seen, number, SignIn::Good, 10), None);
        }
        for number in 150..299 {
            assert_eq!(note(&seen, number, SignIn::TooOld, 20), None, "{number}: the others are more");
        }
        assert_eq!(note(&seen, 299, SignIn::TooOld, 30), Some(Cliff { of: 300, too_old: 150 }));
        assert_eq!(note(&seen, 0, SignIn::Good, 40), None, "who is let in notices nothing");
        // In the next hour they are counted anew.
        for number in 0..99 {
            assert_eq!(note(&seen, number, SignIn::TooOld, 3_600), None);
        }
        assert!(note(&seen, 99, SignIn::TooOld, 3_700).is_some());
    }

    #[test]
    fn somebody_who_asks_again_counts_once_and_whoever_signs_in_again_is_not_among_them() {
        let seen = SignIns::default();
        for turn in 0..10_000 {
            assert_eq!(note(&seen, turn % 99, SignIn::TooOld, 10), None, "99 citizens are not enough");
        }
        // Their provider works: each of them signs in again.
        for number in 0..1_000 {
            assert_eq!(note(&seen, number, SignIn::Good, 11), None);
            assert_eq!(note(&seen, number + 1_000, SignIn::TooOld, 11), None);
            assert_eq!(note(&seen, number + 1_000, SignIn::Good, 12), None);
        }
    }

    #[test]
    fn of_many_citizens_an_even_choice_is_remembered() {
        let seen = SignIns::default();
        for number in 0..50_000 {
            let sign_in = if number % 10 < 4 { SignIn::TooOld } else { SignIn::Good };
            let found = note(&seen, number, sign_in, 10);
            assert!(found.is_none() || number < 1_000, "{number}: two in five are not half: {found:?}");
        }
        assert_eq!(seen.partners()["app"].citizens.len(), KEPT);
        let found = (50_000..52_000).find_map(|number| note(&seen, number, SignIn::TooOld, 20));
        assert!(found.is_none(), "22 of 52 are not half: {found:?}");
        let found = (60_000..90_000).find_map(|number| note(&seen, number, SignIn::TooOld, 30));
        assert!(found.is_some_and(|cliff| cliff.of == 1_024), "{found:?}");
    }

    #[test]
    fn it_can_be_turned_off() {
        for off in [LimitsSection { grace_days: 0, ..settings() }, LimitsSection { grace_percent: 0, ..settings() }] {
            let seen = SignIns::default();
            for number in 0..500 {
                let subject = format!("citizen-{number}");
                let found = seen.note("app", &subject, SignIn::TooOld, None, Duration::ZERO, &off);
                assert_eq!(found, None);
            }
        }
    }
}
