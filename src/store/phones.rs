use async_trait::async_trait;
use haetae_core::{CivilDate, UnixTime};

use super::StoreError;
use crate::model::Serial;

/// The bytes of a hash of a holder key: enough to tell the few keys of one person apart.
const HASH_BYTES: usize = 8;
const ENTRY_BYTES: usize = 4 + HASH_BYTES;

/// The most keys that are remembered of one person for one day. If there are more, the oldest is forgotten: its phone
/// then counts as another one.
const KEYS_KEPT: usize = 32;

/// A request for passes, as it is counted.
#[derive(Clone, Debug)]
pub struct PhoneRequest {
    /// The person's number.
    pub serial: Serial,
    /// The day of each pass, and the RFC 7638 thumbprint of its holder key.
    pub keys: Vec<(CivilDate, [u8; 32])>,
    /// The first day that passes are issued for: what is known of earlier ones is dropped.
    pub today: CivilDate,
    /// On how many phones the person has passes for one day without another sign-in.
    pub limit: u32,
    /// When the person signed in.
    pub signed_in: UnixTime,
    /// Whether that was just now.
    pub is_fresh: bool,
}

/// Whether the phone of a request may have its passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneCount {
    /// It may: it had them before, is within the limit, or the sign-in is fresh and was not used for another phone.
    Within,
    /// The person has passes for one of these days on as many phones as the limit says. Nothing was counted.
    SignInNeeded,
    /// Nobody has this serial any more: the record was read before it changed. Nothing was counted.
    SerialGone,
}

/// Counts the holder keys, and so the phones, that a person gets passes for.
#[async_trait]
pub trait PhoneStore: Send + Sync {
    /// Counts the holder keys of a request in one transaction. Keys that are known do not count. They are kept as
    /// hashes under a key of their day.
    async fn count_phones(&self, request: &PhoneRequest) -> Result<PhoneCount, StoreError>;

    /// Removes what is known of the days before `day`, and the keys of their hashes.
    async fn forget_phones(&self, day: CivilDate) -> Result<(), StoreError>;

    /// Whether a person has passes for `day` or a later one, as far as phones are counted.
    async fn has_passes(&self, serial: Serial, day: CivilDate) -> Result<bool, StoreError>;

    /// How many people have passes for one day on more than `limit` phones.
    async fn people_with_more_phones(&self, limit: u32) -> Result<u64, StoreError>;
}

/// What is known of one person's phones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct KnownPhones {
    /// The day, since 1970, and the hash of each key; the oldest first.
    keys: Vec<(i32, [u8; HASH_BYTES])>,
    /// The last sign-in by which a phone got its passes, in seconds since 1970.
    pub(super) signed_in: u64,
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Admission {
    /// All of its keys are known: nothing has changed.
    Known,
    /// Its keys have been added.
    Added,
    /// Another sign-in is needed: nothing has changed.
    SignInNeeded,
}

impl KnownPhones {
    /// From the form in which it is stored; `None` if it is damaged.
    pub(super) fn decode(bytes: &[u8], signed_in: u64) -> Option<Self> {
        let entries = bytes.chunks_exact(ENTRY_BYTES);
        if !entries.remainder().is_empty() {
            return None;
        }
        let entry = |entry: &[u8]| {
            let (day, hash) = entry.split_at_checked(4)?;
            Some((i32::from_be_bytes(day.try_into().ok()?), hash.try_into().ok()?))
        };
        Some(Self { keys: entries.map(entry).collect::<Option<_>>()?, signed_in })
    }

    /// The form in which it is stored.
    pub(super) fn encode(&self) -> Vec<u8> {
        self.keys.iter().flat_map(|(day, hash)| day.to_be_bytes().into_iter().chain(*hash)).collect()
    }

    /// The last of the days.
    pub(super) fn last_day(&self) -> i32 {
        self.keys.iter().map(|(day, _)| *day).max().unwrap_or_default()
    }

    /// The most phones that have passes for one day.
    pub(super) fn phones(&self) -> usize {
        self.keys.iter().map(|(day, _)| self.of_day(*day)).max().unwrap_or_default()
    }

    /// Adds the keys of a request. `hash` gives the hash of a key of a day.
    pub(super) fn admit(
        &mut self,
        request: &PhoneRequest,
        hash: impl Fn(CivilDate, &[u8; 32]) -> [u8; HASH_BYTES],
    ) -> Admission {
        let hashed = request.keys.iter().map(|(day, key)| (day.days(), hash(*day, key)));
        let new: Vec<_> = hashed.filter(|key| !self.keys.contains(key)).collect();
        if new.is_empty() {
            return Admission::Known;
        }
        let limit = usize::try_from(request.limit).unwrap_or(usize::MAX);
        let is_above = new.iter().any(|(day, _)| self.of_day(*day) >= limit);
        let signed_in = request.signed_in.seconds();
        if is_above && !(request.is_fresh && signed_in > self.signed_in) {
            return Admission::SignInNeeded;
        }
        self.keys.retain(|(day, _)| *day >= request.today.days());
        for (day, hash) in new {
            if self.of_day(day) >= KEYS_KEPT
                && let Some(oldest) = self.keys.iter().position(|(other, _)| *other == day)
            {
                self.keys.remove(oldest);
            }
            self.keys.push((day, hash));
        }
        self.signed_in = self.signed_in.max(signed_in);
        Admission::Added
    }

    fn of_day(&self, day: i32) -> usize {
        self.keys.iter().filter(|(other, _)| *other == day).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_survives_being_stored_and_has_an_end() {
        let day = CivilDate::parse("2026-11-16").expect("a date");
        let mut known = KnownPhones::default();
        for number in 1..=40u8 {
            let keys = vec![(day, [number; 32]), (day.checked_add_days(1).expect("a day"), [number; 32])];
            let signed_in = UnixTime::saturating_new(number.into());
            let request = PhoneRequest { serial: Serial(0), keys, today: day, limit: 3, signed_in, is_fresh: true };
            assert_eq!(known.admit(&request, |_, key| [key[0]; HASH_BYTES]), Admission::Added, "{number}");
            let stored = known.encode();
            assert_eq!(KnownPhones::decode(&stored, known.signed_in), Some(known.clone()));
            assert_eq!(KnownPhones::decode(&stored[1..], 0), None);
        }
        assert_eq!((known.phones(), known.last_day(), known.signed_in), (KEYS_KEPT, day.days() + 1, 40));
        assert_eq!(known.keys[0].1, [9; HASH_BYTES], "the oldest is forgotten first");
    }

    #[test]
    fn days_before_today_are_dropped() {
        let day = |ahead| CivilDate::parse("2026-11-16").and_then(|day| day.checked_add_days(ahead)).expect("a date");
        let mut known = KnownPhones::default();
        for ahead in [0, 1, 2] {
            let (keys, signed_in) = (vec![(day(ahead), [1; 32])], UnixTime::saturating_new(1));
            let request =
                PhoneRequest { serial: Serial(0), keys, today: day(ahead), limit: 3, signed_in, is_fresh: false };
            assert_eq!(known.admit(&request, |_, _| [0; HASH_BYTES]), Admission::Added);
            assert_eq!(known.keys.len(), 1);
        }
    }
}
