use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::time::UnixTime;

/// A place in the order of a room: the second first, then the draw. It is also how far a room has come: everybody
/// whose rank is less has been let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rank {
    /// The second of arrival by the service's clock, and never before the room opens: all who came earlier share the
    /// second of the opening.
    pub second: UnixTime,
    /// The place within the second.
    pub draw: Draw,
}

impl Rank {
    /// Before everybody.
    pub const FIRST: Self = Self { second: UnixTime::saturating_new(0), draw: Draw(0) };

    /// The rank of somebody who came at `arrival` to a room that opens, or has opened, at `opens`.
    pub fn of(arrival: UnixTime, draw: Draw, opens: UnixTime) -> Self {
        Self { second: arrival.max(opens), draw }
    }

    /// Before everybody of a second.
    pub const fn beginning(second: UnixTime) -> Self {
        Self { second, draw: Draw(0) }
    }
}

/// The place within a second, evenly spread over all numbers of 64 bits. In JSON it is 16 hexadecimal digits:
/// JavaScript's numbers have only 53 bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Draw(pub u64);

impl Draw {
    /// 2 to the power of 64: how many there are.
    const ALL: f64 = 18_446_744_073_709_551_616.0;

    /// Which part of its second comes before it: from 0 up to but not including 1.
    pub fn part(self) -> f64 {
        // The nearest number below 1: rounding must not make the last ones the next second's.
        (self.0 as f64 / Self::ALL).min(1.0 - f64::EPSILON / 2.0)
    }

    /// Reads 16 hexadecimal digits in lower case; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        if fits { u64::from_str_radix(text, 16).ok().map(Self) } else { None }
    }

    /// The draw before which this part of a second comes; the last one from 1 on.
    pub fn at(part: f64) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is clamped, and `as` saturates"
        )]
        Self((part.clamp(0.0, 1.0) * Self::ALL) as u64)
    }
}

impl fmt::Display for Draw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl Serialize for Draw {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Draw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?)
            .ok_or_else(|| de::Error::custom("a draw is 16 hexadecimal digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(seconds: u64) -> UnixTime {
        UnixTime::saturating_new(seconds)
    }

    #[test]
    fn who_came_before_the_opening_shares_its_second_and_then_the_second_decides() {
        let opens = time(100);
        let rank = |second, draw| Rank::of(time(second), Draw(draw), opens);
        assert!(rank(1, 9) > rank(99, 8) && rank(100, 7) < rank(99, 8), "only the draw counts until the opening");
        assert!(rank(101, 0) > rank(5, u64::MAX) && rank(102, 0) > rank(101, u64::MAX));
        assert!(Rank::FIRST < rank(0, 0));
    }

    #[test]
    fn parts_and_draws_agree_and_never_reach_the_next_second() {
        for part in [0.0, 0.25, 0.5, 0.999_999] {
            assert!((Draw::at(part).part() - part).abs() < 1e-12, "{part}");
        }
        assert!(Draw(u64::MAX).part() < 1.0);
        assert_eq!((Draw::at(-1.0), Draw::at(1.0), Draw::at(7.0)), (Draw(0), Draw(u64::MAX), Draw(u64::MAX)));
    }

    #[test]
    fn a_draw_has_one_form() {
        let json = serde_json::to_string(&Draw(0x0123_4567_89ab_cdef)).expect("JSON");
        assert_eq!(json, "\"0123456789abcdef\"");
        assert_eq!(serde_json::from_str::<Draw>(&json).expect("a draw"), Draw(0x0123_4567_89ab_cdef));
        for wrong in ["\"0123456789ABCDEF\"", "\"123\"", "\"+123456789abcdef\"", "7", "\"00123456789abcdef\""] {
            assert!(serde_json::from_str::<Draw>(wrong).is_err(), "{wrong}");
        }
    }
}
