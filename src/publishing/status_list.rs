//! Which days have a status list, and which revocations reach it.

use haetae_core::{MAX_DAYS_AHEAD, MAX_PAPER_DAYS, SECONDS_PER_DAY, StatusDay, UnixTime};

/// So many days before today have a list: paper passes of those days may still be valid.
const DAYS_BACK: u32 = MAX_PAPER_DAYS;
/// So many days after today have a list: passes are issued ahead.
pub const DAYS_AHEAD: u32 = MAX_DAYS_AHEAD;

/// How many days after a revocation the person's passes may begin; one more for a node whose clock is late.
const REACH_DAYS: u32 = DAYS_AHEAD + 1;

/// The days that have a list at `now`.
pub(super) fn days(now: UnixTime) -> impl Iterator<Item = StatusDay> {
    let today = now.status_day().0;
    (today.saturating_sub(DAYS_BACK)..=today.saturating_add(DAYS_AHEAD)).map(StatusDay)
}

/// The time of the earliest revocation that a list of `now` can still contain.
pub(super) fn earliest_revocation(now: UnixTime) -> UnixTime {
    now.saturating_sub(u64::from(DAYS_BACK + REACH_DAYS + 1) * SECONDS_PER_DAY)
}

/// Whether passes of `day` may have been issued before a revocation at `at`. For a given day the answer never changes.
pub(super) fn reaches(at: UnixTime, day: StatusDay) -> bool {
    at.status_day().0.saturating_add(REACH_DAYS) >= day.0
}

/// The end of the last pass of a day: a paper pass that begins in its last second.
pub(super) fn expires(day: StatusDay, paper_days: u32) -> UnixTime {
    StatusDay(day.0.saturating_add(1)).begins().saturating_add(u64::from(paper_days) * SECONDS_PER_DAY)
}
