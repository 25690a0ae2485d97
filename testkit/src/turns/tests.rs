use std::cell::Cell;
use std::time::Duration;

use super::{Aim, Row, Work, median};

#[test]
fn a_line_has_the_medians_and_the_median_of_the_ratios() {
    let row = Row { name: "check", with: "ours / a bare one", aim: Aim::AtMost(1.05) };
    // The second pair was slowed down, and both alike.
    let turns = [(10.0, 10.0), (90.0, 60.0), (12.0, 10.0)];
    let line = row.line(&turns, |time| format!("{time:.1} us"));
    assert_eq!(line, "ratio: check | ours / a bare one | 12.0 us | 10.0 us | 1.200 | at most 1.05");
    let row = Row { aim: Aim::AtLeast(0.7), ..row };
    assert!(row.line(&turns, |rate| format!("{rate} /s")).ends_with("| 1.200 | at least 0.70"));
}

#[test]
fn a_median_is_in_the_middle() {
    assert_eq!(median(vec![3.0, 1.0, 2.0]).to_bits(), 2.0_f64.to_bits());
    assert_eq!(median(Vec::new()).to_bits(), 0.0_f64.to_bits());
}

#[test]
fn each_time_has_a_state_of_its_own() {
    let (prepared, ran) = (Cell::new(0), Cell::new(0));
    let mut work = Work::prepared(
        || {
            prepared.set(prepared.get() + 1);
            0
        },
        |state| {
            *state += 1;
            ran.set(ran.get() + *state);
        },
    );
    assert!(work.microseconds(7) >= 0.0);
    assert_eq!((prepared.get(), ran.get()), (7, 7));
    assert!(work.times_in(Duration::ZERO) == 1, "once is enough for no time");
}
