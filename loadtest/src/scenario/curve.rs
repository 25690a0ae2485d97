use std::path::Path;

use anyhow::{Context as _, bail};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng as _;
use serde::{Deserialize, Serialize};

use crate::numbers::{float, micros};

/// No stream has more arrivals.
pub const MOST_ARRIVALS: u64 = 5_000_000;
/// No curve is higher, in arrivals a second.
const HIGHEST: f64 = 1_000_000.0;

/// How many come when, as a scenario says it. All rates are arrivals a second, before scaling.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "shape", rename_all = "snake_case", deny_unknown_fields)]
pub enum Shape {
    /// Always as many.
    Constant {
        /// So many.
        rate: f64,
    },
    /// Evenly more, or fewer, from the beginning to the end.
    Ramp {
        /// At the beginning.
        from: f64,
        /// At the end.
        to: f64,
    },
    /// As many as the last step says: pairs of a second and a rate.
    Step {
        /// The steps, the earliest first.
        steps: Vec<(f64, f64)>,
    },
    /// Always as many, and many more for a while.
    Spike {
        /// Outside the spike.
        base: f64,
        /// Within.
        peak: f64,
        /// When it begins, in seconds.
        at: f64,
        /// For how many seconds.
        width: f64,
    },
    /// Straight lines between pairs of a second and a rate.
    Lines {
        /// The pairs, the earliest first.
        points: Vec<(f64, f64)>,
    },
    /// The same from a file beside the scenario: a line has a second, a comma and a rate; `#` begins a remark.
    File {
        /// Its name.
        file: String,
    },
}

/// Pairs of a second and a rate with straight lines between, the earliest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curve(Vec<(f64, f64)>);

impl Curve {
    /// The curve of a shape over so many seconds; files are looked for in `folder`.
    ///
    /// # Errors
    ///
    /// What is wrong with the shape or its file, with the line of the file.
    pub fn of(shape: &Shape, seconds: f64, folder: &Path) -> anyhow::Result<Self> {
        let points = match shape {
            Shape::Constant { rate } => vec![(0.0, *rate), (seconds, *rate)],
            Shape::Ramp { from, to } => vec![(0.0, *from), (seconds, *to)],
            Shape::Step { steps } => {
                let ends = steps.iter().skip(1).map(|(at, _)| *at).chain([seconds]);
                steps.iter().zip(ends).flat_map(|((at, rate), end)| [(*at, *rate), (end.max(*at), *rate)]).collect()
            }
            Shape::Spike { base, peak, at, width } => {
                let end = at + width;
                vec![(0.0, *base), (*at, *base), (*at, *peak), (end, *peak), (end, *base), (seconds.max(end), *base)]
            }
            Shape::Lines { points } => points.clone(),
            Shape::File { file } => read_points(&folder.join(file))?,
        };
        if points.len() < 2 {
            bail!("a curve needs two points at least");
        }
        if let Some((at, rate)) = points.iter().find(|(at, rate)| !(*at >= 0.0 && (0.0..=HIGHEST).contains(rate))) {
            bail!(
                "second {at} with {rate} arrivals a second: both must not be negative, and the rate at most {HIGHEST}"
            );
        }
        if !points.is_sorted_by(|(left, _), (right, _)| left <= right) {
            bail!("the seconds of a curve must not go back");
        }
        Ok(Self(points))
    }

    /// The same with `factor` times as many arrivals.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        Self(self.0.iter().map(|(at, rate)| (*at, rate * factor)).collect())
    }

    /// When the arrivals are that come before `seconds`, in microseconds, in order and at most [`MOST_ARRIVALS`].
    ///
    /// Arrivals are evenly spaced along the curve, or of a Poisson process with `random`, whose gaps are exponential.
    pub fn arrivals(&self, seconds: f64, mut random: Option<&mut ChaCha8Rng>) -> Vec<u64> {
        let mut arrivals = Vec::new();
        // How many were expected until now, and at how many the next one comes.
        let mut expected = 0.0;
        let mut next = random.as_mut().map_or(0.5, |random| exponential(random));
        for pair in self.0.windows(2) {
            let &[(from, rate), (to, last)] = pair else { continue };
            let (length, slope) = (to - from, if to > from { (last - rate) / (to - from) } else { 0.0 });
            let mass = (rate + last) / 2.0 * length;
            while next <= expected + mass && float(arrivals.len() as u64) < float(MOST_ARRIVALS) {
                let part = next - expected;
                // Where rate * t + slope / 2 * t^2 = part, without a difference of near numbers.
                let root = (rate * rate + 2.0 * slope * part).max(0.0).sqrt();
                let at = from + if rate + root > 0.0 { (2.0 * part / (rate + root)).min(length) } else { 0.0 };
                if at >= seconds {
                    return arrivals;
                }
                arrivals.push(micros(at));
                next += random.as_mut().map_or(1.0, |random| exponential(random));
            }
            expected += mass;
        }
        arrivals
    }
}

/// A random number of mean 1, as gaps of a Poisson process are.
fn exponential(random: &mut ChaCha8Rng) -> f64 {
    let uniform = float(random.next_u64() >> 11) / float(1 << 53);
    -(1.0 - uniform).ln()
}

fn read_points(file: &Path) -> anyhow::Result<Vec<(f64, f64)>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let lines =
        text.lines().enumerate().map(|(number, line)| (number + 1, line.split('#').next().unwrap_or("").trim()));
    lines
        .filter(|(_, line)| !line.is_empty())
        .map(|(number, line)| {
            let pair =
                line.split_once(',').and_then(|(at, rate)| Some((at.trim().parse().ok()?, rate.trim().parse().ok()?)));
            pair.with_context(|| format!("{}, line {number}: a second, a comma and a rate are needed", file.display()))
        })
        .collect()
}
