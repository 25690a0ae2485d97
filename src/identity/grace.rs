use haetae_core::{SECONDS_PER_DAY, UnixTime};
use sha2::{Digest as _, Sha256};

/// The longest grace that an operator gives at a time, in days. A sign-in that had been old for longer when a grace
/// ended does not come back.
const LONGEST: u64 = 31;

/// When old sign-ins of a partner count, because its identity provider is or was down.
///
/// Until `until`, the age of sign-ins is not looked at. Then, those that have grown old count for some days longer,
/// each for another time, so that not everybody has to sign in at once. A grace that begins by itself has its `until`
/// at that moment: all that it gives are these days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grace {
    /// Until when the age of sign-ins is not looked at.
    pub until: UnixTime,
    /// For how many days a sign-in counts longer, at most; 0: for none.
    pub days: u64,
}

impl Grace {
    /// Whether a sign-in of this subject, which grew old at `grew_old`, counts at `now`.
    pub fn covers(&self, subject: &str, grew_old: UnixTime, now: UnixTime) -> bool {
        now < self.until || self.counts_until(subject, grew_old).is_some_and(|until| now < until)
    }

    /// Until when a sign-in counts after the grace; `None` if it does not. Everybody has a day, if there are days, and
    /// the part of the others that follows from the subject.
    pub fn counts_until(&self, subject: &str, grew_old: UnixTime) -> Option<UnixTime> {
        let begin = self.until.saturating_sub(LONGEST * SECONDS_PER_DAY);
        if self.days == 0 || grew_old < begin || grew_old >= self.later(self.days) {
            return None;
        }
        let digest: [u8; 32] = Sha256::new().chain_update(b"haetae grace").chain_update(subject).finalize().into();
        let [a, b, c, d, ..] = digest;
        // A fraction of the days in 2^32 steps; the days are far below 2^32 seconds.
        let others = self.days.saturating_sub(1).saturating_mul(SECONDS_PER_DAY);
        let place = others.saturating_mul(u32::from_be_bytes([a, b, c, d]).into()) >> 32;
        Some(grew_old.max(self.until).saturating_add(SECONDS_PER_DAY.saturating_add(place)))
    }

    /// Whether it is too early for another one that begins by itself.
    pub fn is_given(&self, now: UnixTime) -> bool {
        now < self.later(self.days)
    }

    /// When no old sign-in counts any more.
    pub fn ends(&self) -> UnixTime {
        self.later(self.days.saturating_mul(2))
    }

    fn later(&self, days: u64) -> UnixTime {
        self.until.saturating_add(days.saturating_mul(SECONDS_PER_DAY))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DAY: u64 = SECONDS_PER_DAY;

    fn grace(days: u64) -> Grace {
        Grace { until: UnixTime::saturating_new(1_000 * DAY), days }
    }

    fn at(seconds: u64) -> UnixTime {
        UnixTime::saturating_new(1_000 * DAY + seconds)
    }

    #[test]
    fn a_hundred_thousand_who_signed_in_on_one_day_sign_in_again_evenly_over_the_days() {
        let grew_old = at(0);
        let mut hours = [0_u32; 6 * 24];
        for number in 0..100_000 {
            let until = grace(7).counts_until(&format!("citizen-{number}"), grew_old).expect("it counts");
            let after = until.seconds_since(at(DAY));
            hours[usize::try_from(after / 3_600).expect("within six days")] += 1;
        }
        let (mean, most) = (100_000 / (6 * 24), hours.iter().max().copied().unwrap_or_default());
        assert!(most * 10 < mean * 15, "{most} in an hour, {mean} in the mean");
    }

    #[test]
    fn without_days_everybody_is_asked_when_it_ends() {
        assert!(grace(0).covers("citizen-1", at(0), at(0).saturating_sub(1)));
        assert!(!grace(0).covers("citizen-1", at(0).saturating_sub(5), at(0)));
    }

    proptest! {
        #[test]
        fn it_is_bounded_and_never_ends_before_a_day(
            subject in "[a-z0-9]{1,20}", days in 1_u64..15, old in 0_u64..80 * DAY,
        ) {
            let (grace, grew_old) = (grace(days), UnixTime::saturating_new(960 * DAY + old));
            match grace.counts_until(&subject, grew_old) {
                Some(until) => {
                    prop_assert!(until >= grew_old.max(grace.until).saturating_add(DAY));
                    prop_assert!(until <= grew_old.max(grace.until).saturating_add(days * DAY));
                    prop_assert!(until <= grace.ends());
                    prop_assert!(until.seconds_since(grew_old) <= (31 + days) * DAY);
                }
                None => prop_assert!(grew_old < at(0).saturating_sub(31 * DAY) || grew_old >= at(days * DAY)),
            }
        }
    }
}
