use haetae_core::{CivilDate, UnixTime};
use jiff::civil::Date;
use jiff::tz::TimeZone;

#[cfg(test)]
mod tests;

/// From when until when a pass is valid; the end is excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// The first second.
    pub not_before: UnixTime,
    /// The end: the first second after the pass is valid.
    pub expires: UnixTime,
}

impl Validity {
    /// The same end, and a beginning so late that it lasts at most `longest` seconds.
    #[must_use]
    pub fn at_most(self, longest: u64) -> Self {
        Self { not_before: self.not_before.max(self.expires.saturating_sub(longest)), ..self }
    }
}

/// The issuer's civil days, and the day passes and paper passes that follow from them.
#[derive(Clone, Debug)]
pub struct Calendar {
    zone: TimeZone,
    lead_seconds: u64,
}

impl Calendar {
    /// Days in `zone`; a day pass begins this many hours before its day.
    pub fn new(zone: TimeZone, strip_lead_hours: u32) -> Self {
        Self { zone, lead_seconds: u64::from(strip_lead_hours) * 3_600 }
    }

    /// The zone of the civil days.
    pub const fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The civil day that a clock shows; `None` if the zone reaches beyond year 9999.
    pub fn day_of(&self, time: UnixTime) -> Option<CivilDate> {
        let timestamp = jiff::Timestamp::from_second(i64::try_from(time.seconds()).ok()?).ok()?;
        let date = self.zone.to_datetime(timestamp).date();
        CivilDate::from_ymd(date.year().into(), date.month().unsigned_abs(), date.day().unsigned_abs())
    }

    /// Whether the zone has no such day, as when Samoa crossed the date line: clocks went from the day before to the
    /// day after.
    pub fn skips(&self, day: CivilDate) -> bool {
        let begins = self.midnight(day);
        begins.is_some() && begins == day.checked_add_days(1).and_then(|next| self.midnight(next))
    }

    /// When the pass of `day` is valid: from some hours before the day, so that nothing expires at midnight, to its end
    /// (wire format, section 3). `None` if that is not a time that the format can express.
    pub fn day_pass(&self, day: CivilDate) -> Option<Validity> {
        let begins = self.midnight(day)?;
        let not_before = UnixTime::new(begins.seconds().checked_sub(self.lead_seconds)?)?;
        Some(Validity { not_before, expires: self.midnight(day.checked_add_days(1)?)? })
    }

    /// When a paper pass made on `day` is valid: that day and the days after it, `days` in all.
    pub fn paper(&self, day: CivilDate, days: u32) -> Option<Validity> {
        let not_before = self.midnight(day)?;
        let end = self.midnight(day.checked_add_days(days.into())?)?;
        // A day of 25 hours must not lengthen the pass beyond what its key allows.
        let longest = not_before.saturating_add(u64::from(days) * haetae_core::SECONDS_PER_DAY);
        Some(Validity { not_before, expires: end.min(longest) })
    }

    /// For how many seconds after the beginning of its status day a day pass may be valid at most, in the year before
    /// and the year after `now`: less than two days in most zones, and some hours more where the day passes begin late
    /// on the UTC day.
    pub fn day_pass_end(&self, now: UnixTime) -> u64 {
        let today = self.day_of(now);
        let days = (-366..=366).filter_map(|ahead| today?.checked_add_days(ahead));
        let passes = days.filter(|day| !self.skips(*day)).filter_map(|day| self.day_pass(day));
        let end = |pass: Validity| pass.expires.seconds_since(pass.not_before.status_day().begins());
        passes.map(end).max().unwrap_or(0)
    }

    fn midnight(&self, day: CivilDate) -> Option<UnixTime> {
        let (year, month, day) = day.ymd();
        let date = Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        // If midnight does not exist on that day, its first moment is used instead; if clocks show it twice, the first.
        let first = date.to_zoned(self.zone.clone()).ok()?.timestamp().as_second();
        UnixTime::new(u64::try_from(first).ok()?)
    }
}
