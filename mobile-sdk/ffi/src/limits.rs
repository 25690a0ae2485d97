use haetae_core as core;

/// The limits of the format that apps name or wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Limits {
    /// Seconds after which a phone makes the next live code.
    pub live_seconds: i64,
    /// Seconds for which a challenge may be answered.
    pub challenge_seconds: i64,
    /// The fewest random bytes of a challenge.
    pub min_challenge_bytes: u32,
    /// The most random bytes of a challenge.
    pub max_challenge_bytes: u32,
    /// Seconds after an admission for which the same pass is `seen_before`.
    pub seen_before_seconds: i64,
    /// From so many seconds of difference to the phones on, a scanner warns of its clock.
    pub clock_warning_seconds: i64,
    /// From so many seconds behind its trust data on, a scanner's clock is wrong.
    pub clock_behind_seconds: i64,
    /// From so many seconds on, a phone's clock counts as off.
    pub clock_off_seconds: i64,
    /// Seconds in a day.
    pub seconds_per_day: i64,
    /// A phone keeps the passes of so many days, today included, unless its app wants others.
    pub days_kept: u32,
    /// A pass may be asked for so many days ahead.
    pub max_days_ahead: u32,
    /// A paper pass lives for so many days at the most.
    pub max_paper_days: u32,
    /// The most bytes of an object in a code.
    pub max_code_bytes: u32,
    /// The most bytes of a bundle.
    pub max_bundle_bytes: i64,
    /// So many days ahead an outlook looks.
    pub outlook_days: u32,
}

/// The limits of the format.
#[uniffi::export]
pub fn limits() -> Limits {
    Limits {
        live_seconds: core::LIVE_SECONDS.cast_signed(),
        challenge_seconds: core::CHALLENGE_SECONDS.cast_signed(),
        min_challenge_bytes: small(core::MIN_CHALLENGE_BYTES),
        max_challenge_bytes: small(core::MAX_CHALLENGE_BYTES),
        seen_before_seconds: core::SEEN_BEFORE_SECONDS.cast_signed(),
        clock_warning_seconds: core::CLOCK_WARNING_SECONDS.cast_signed(),
        clock_behind_seconds: core::CLOCK_BEHIND_SECONDS.cast_signed(),
        clock_off_seconds: core::CLOCK_OFF_SECONDS.cast_signed(),
        seconds_per_day: core::SECONDS_PER_DAY.cast_signed(),
        days_kept: core::DAYS_KEPT,
        max_days_ahead: core::MAX_DAYS_AHEAD,
        max_paper_days: core::MAX_PAPER_DAYS,
        max_code_bytes: small(core::MAX_CODE_BYTES),
        max_bundle_bytes: i64::from(small(core::MAX_BUNDLE_BYTES)),
        outlook_days: small(usize::try_from(core::OUTLOOK_DAYS).unwrap_or(usize::MAX)),
    }
}

/// A constant of the core, all of which are below 2^32.
fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
