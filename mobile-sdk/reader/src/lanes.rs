//! Eight greys at once, in one number of 64 bits: WebAssembly's vectors are missing on phones that are still in use.

/// Eight greys, the first in the lowest byte.
pub(crate) type Lanes = u64;

/// The highest bit of each byte.
const HIGH: Lanes = 0x8080_8080_8080_8080;
/// The lowest bit of each byte.
const LOW: Lanes = 0x0101_0101_0101_0101;

/// The smaller of each two bytes, and the larger.
#[inline]
pub(crate) fn ordered(left: Lanes, right: Lanes) -> (Lanes, Lanes) {
    let smaller = filled(at_most(left, right));
    (left & smaller | right & !smaller, right & smaller | left & !smaller)
}

/// Bit `n` is set where byte `n` is at most `limit`.
#[inline]
pub(crate) fn bits_at_most(greys: Lanes, limit: u8) -> u8 {
    // Each mark goes to its place in the highest byte, and no two marks meet on the way.
    let marks = (at_most(greys, LOW * Lanes::from(limit)) >> 7).wrapping_mul(0x0102_0408_1020_4080);
    marks.to_le_bytes()[7]
}

/// The highest bit of each byte in which `left` is at most `right`.
#[inline]
fn at_most(left: Lanes, right: Lanes) -> Lanes {
    let without_highest = (right | HIGH) - (left & !HIGH);
    (right & !left | !(left ^ right) & without_highest) & HIGH
}

/// All bits of each byte whose highest bit is set.
#[inline]
fn filled(marks: Lanes) -> Lanes {
    (marks >> 7) * 0xff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_pairs_are_ordered_in_every_lane() {
        for left in 0..=255_u8 {
            for right in 0..=255_u8 {
                for lane in 0..8 {
                    let (mut one, mut other) = ([left ^ 0xa5; 8], [right ^ 0x5a; 8]);
                    (one[lane], other[lane]) = (left, right);
                    let (smaller, larger) = ordered(Lanes::from_le_bytes(one), Lanes::from_le_bytes(other));
                    for at in 0..8 {
                        assert_eq!(smaller.to_le_bytes()[at], one[at].min(other[at]));
                        assert_eq!(larger.to_le_bytes()[at], one[at].max(other[at]));
                    }
                    let bits = bits_at_most(Lanes::from_le_bytes(one), right);
                    for (at, grey) in one.iter().enumerate() {
                        assert_eq!(bits >> at & 1 == 1, *grey <= right, "{one:?} {right}");
                    }
                }
            }
        }
    }
}
