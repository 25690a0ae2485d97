//! What `make bench` shows: two things measured in turns, so that a busy machine slows both, and a line for each pair
//! of them in one form, which `tests/bench/table` collects.
//!
//! A benchmark prints its lines first. With `-- --ratios` it prints nothing else, which takes seconds.

#[cfg(test)]
mod tests;
mod work;

use std::fmt;
use std::time::Duration;

pub use work::Work;

/// How many pairs of turns there are.
const TURNS: usize = 1_001;
/// About how long a turn takes: long for the clock, and so short that most turns are not interrupted on a busy machine.
const TURN: Duration = Duration::from_micros(200);

/// What the ratio should be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Aim {
    /// Of times, where less is better.
    AtMost(f64),
    /// Of rates, where more is better.
    AtLeast(f64),
}

/// A line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// What is measured.
    pub name: &'a str,
    /// What is compared with what: ours / theirs.
    pub with: &'a str,
    /// What is wanted.
    pub aim: Aim,
}

/// Whether only the lines of the table are asked for.
pub fn only_ratios() -> bool {
    std::env::args().any(|word| word == "--ratios")
}

/// Whether anything is to be measured: `cargo test --benches` only asks whether a benchmark starts.
pub fn are_wanted() -> bool {
    !std::env::args().any(|word| word == "--test" || word == "--list")
}

impl Row<'_> {
    /// Does both in turns and prints how long one takes of each, and the median of the ratios of all pairs of turns.
    pub fn measure(&self, mut ours: Work<'_>, mut theirs: Work<'_>) {
        if !are_wanted() {
            return;
        }
        let (often, often_theirs) = (ours.times_in(TURN), theirs.times_in(TURN));
        let turns: Vec<(f64, f64)> = (0..TURNS)
            .map(|turn| {
                // Each begins as often as the other: what comes first may find another machine.
                if turn % 2 == 0 {
                    let ours = ours.microseconds(often);
                    (ours, theirs.microseconds(often_theirs))
                } else {
                    let theirs = theirs.microseconds(often_theirs);
                    (ours.microseconds(often), theirs)
                }
            })
            .collect();
        println!("{}", self.line(&turns, |time| format!("{time:.2} us")));
    }

    /// Prints rates in a second that were measured in turns: ours, theirs.
    pub fn rates(&self, turns: &[(f64, f64)]) {
        println!("{}", self.line(turns, |rate| format!("{rate:.0} /s")));
    }

    fn line(&self, turns: &[(f64, f64)], written: impl Fn(f64) -> String) -> String {
        let of = |value: fn(&(f64, f64)) -> f64| median(turns.iter().map(value).collect());
        let (ours, theirs) = (written(of(|turn| turn.0)), written(of(|turn| turn.1)));
        let ratio = of(|(ours, theirs)| ours / theirs);
        format!("ratio: {} | {} | {ours} | {theirs} | {ratio:.3} | {}", self.name, self.with, self.aim)
    }
}

impl fmt::Display for Aim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(ratio) => write!(f, "at most {ratio:.2}"),
            Self::AtLeast(ratio) => write!(f, "at least {ratio:.2}"),
        }
    }
}

/// The value in the middle; 0 of none.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
