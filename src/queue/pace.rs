//! How many people a room lets in a second: more while issuing keeps up, fewer when it does not. Not all who are let in
//! come, so it is not the number of answers that is aimed at, but the most that puts no node under pressure.

/// The part by which the rate grows each second in which issuing keeps up: it doubles in 45 seconds, so that those who
/// were let in have come before it has grown much further.
const GROWTH: f64 = 1.0 / 64.0;
/// The same while few of those who were let in come, as when many join who never meant to: in three minutes.
const SLOW_GROWTH: f64 = 1.0 / 256.0;
/// What is left of it each second in which a node is under pressure.
const CUT: f64 = 0.98;

/// The least and the most people that are let in a second, unless an operator sets another number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// At least 1.
    pub least: f64,
    /// At least that.
    pub most: f64,
}

/// What issuing did lately, on all nodes together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measured {
    /// How many requests for passes were answered a second.
    pub answered: f64,
    /// Whether a node had no room for a request, or was slow.
    pub is_pressed: bool,
    /// Whether more people wait than are let in in a second.
    pub is_waited_for: bool,
}

/// The rate for the next second after `rate`.
pub(super) fn next(rate: f64, measured: Measured, bounds: Bounds) -> f64 {
    let next = if measured.is_pressed {
        rate * CUT
    } else if measured.answered * 2.0 >= rate {
        rate * (1.0 + GROWTH)
    } else if measured.is_waited_for {
        rate * (1.0 + SLOW_GROWTH)
    } else {
        rate
    };
    next.clamp(bounds.least, bounds.most.max(bounds.least))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds { least: 10.0, most: 5_000.0 };

    /// Lets people in for so many seconds, of whom a part comes some seconds later, to nodes that answer so many.
    fn run(seconds: usize, capacity: f64, part: f64) -> Vec<f64> {
        let mut rates = vec![BOUNDS.least];
        let mut pressed_until = 0;
        for second in 0..seconds {
            let come = second.checked_sub(15).map_or(0.0, |then| rates[then] * part);
            if come > capacity {
                pressed_until = second + 10;
            }
            let measured =
                Measured { answered: come.min(capacity), is_pressed: second < pressed_until, is_waited_for: true };
            rates.push(next(rates[second], measured, BOUNDS));
        }
        rates
    }

    #[test]
    fn the_rate_finds_what_issuing_can_take_and_stays_near_it() {
        for (capacity, part) in [(300.0, 1.0), (300.0, 0.6), (1_000.0, 0.9)] {
            let rates = run(3_000, capacity, part);
            let settled = &rates[1_000..];
            let (least, most) = settled.iter().fold((f64::MAX, 0_f64), |(a, b), rate| (a.min(*rate), b.max(*rate)));
            let enough = capacity / part;
            assert!(least > enough * 0.4 && most < enough * 1.5, "{capacity} {part}: {least} to {most}");
            let mean = settled.iter().sum::<f64>() / settled.len() as f64;
            assert!(mean > enough * 0.7 && mean < enough * 1.1, "{capacity} {part}: {mean}");
        }
    }

    #[test]
    fn the_rate_stays_within_its_bounds_and_where_nobody_comes() {
        let idle = Measured::default();
        assert_eq!(next(200.0, idle, BOUNDS).to_bits(), 200_f64.to_bits());
        let waited_for = Measured { is_waited_for: true, ..idle };
        assert!(next(200.0, waited_for, BOUNDS) > 200.0, "those who never come keep nobody out");
        let pressed = Measured { is_pressed: true, ..waited_for };
        assert_eq!(next(10.1, pressed, BOUNDS).to_bits(), 10_f64.to_bits());
        let busy = Measured { answered: 9_000.0, ..waited_for };
        assert_eq!(next(4_999.0, busy, BOUNDS).to_bits(), 5_000_f64.to_bits());
    }
}
