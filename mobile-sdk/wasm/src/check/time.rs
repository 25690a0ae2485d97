use haetae_core::UnixTime;

use crate::problem::Problem;

/// A time as JavaScript has it: seconds since 1970, fractions cut off.
pub(crate) fn time(seconds: f64) -> Result<UnixTime, Problem> {
    // Beyond what a UnixTime can be, and far below what a f64 holds exactly.
    const BEYOND: f64 = 1e15;
    if !(0.0..BEYOND).contains(&seconds) {
        return Err(Problem::Time);
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
    let whole = seconds as u64;
    UnixTime::new(whole).ok_or(Problem::Time)
}

/// A time as JavaScript has it.
#[cfg(feature = "present")]
#[expect(clippy::cast_precision_loss, reason = "the last second of year 9999 is far below 2^53")]
pub(crate) fn to_number(time: UnixTime) -> f64 {
    time.seconds() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_cut_to_the_second_and_refused_outside_their_range() {
        assert_eq!(time(0.0).map(UnixTime::seconds), Ok(0));
        assert_eq!(time(1_792_254_257.999).map(UnixTime::seconds), Ok(1_792_254_257));
        assert_eq!(time(253_402_300_799.0).map(UnixTime::seconds), Ok(253_402_300_799));
        for refused in [-1.0, 253_402_300_800.0, 1e300, f64::INFINITY, f64::NAN] {
            assert_eq!(time(refused), Err(Problem::Time));
        }
    }
}
