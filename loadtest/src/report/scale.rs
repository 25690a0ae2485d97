use super::{Axis, Plot};

/// Where numbers lie on an axis of a plot, as a part of its length from 0 to 1.
#[derive(Clone, Debug)]
pub(super) struct Scale {
    from: f64,
    to: f64,
    logarithmic: bool,
}

impl Scale {
    /// The scale of the horizontal axis.
    pub(super) fn horizontal(plot: &Plot) -> Self {
        let points = plot.series.iter().flat_map(|series| &series.points).map(|point| point.0);
        Self::over(&plot.x, points.chain(plot.marks.iter().map(|mark| mark.at)), false)
    }

    /// The scale of the vertical axis, from 0 on if it is not logarithmic.
    pub(super) fn vertical(plot: &Plot) -> Self {
        Self::over(&plot.y, plot.series.iter().flat_map(|series| &series.points).map(|point| point.1), true)
    }

    fn over(axis: &Axis, numbers: impl Iterator<Item = f64>, with_zero: bool) -> Self {
        let logarithmic = axis.logarithmic;
        let usable = numbers.filter(|number| number.is_finite() && (!logarithmic || *number > 0.0));
        let (mut from, mut to) = usable
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), number| (least.min(number), most.max(number)));
        if from > to {
            (from, to) = if logarithmic { (1.0, 10.0) } else { (0.0, 1.0) };
        }
        if logarithmic {
            // Whole decades above, and at least one.
            from = if with_zero { 10_f64.powf(from.log10().floor()) } else { from };
            to = if with_zero { 10_f64.powf(to.log10().ceil()) } else { to };
            to = to.max(from * 10.0);
        } else {
            if with_zero {
                from = from.min(0.0);
                to = if to > 0.0 { ceiling(to) } else { to };
            }
            to = if to > from { to } else { from + 1.0 };
        }
        Self { from, to, logarithmic }
    }

    /// Where a number lies; `None` if it lies nowhere, as 0 on a logarithmic axis.
    pub(super) fn place(&self, number: f64) -> Option<f64> {
        let place = if self.logarithmic {
            (number.log10() - self.from.log10()) / (self.to.log10() - self.from.log10())
        } else {
            (number - self.from) / (self.to - self.from)
        };
        place.is_finite().then(|| place.clamp(0.0, 1.0))
    }

    /// The numbers that are written at the axis.
    pub(super) fn ticks(&self) -> Vec<f64> {
        if self.logarithmic {
            let decades = (0..40).map(|power| 10_f64.powi(power - 12));
            return decades.filter(|tick| (self.from * 0.999..=self.to * 1.001).contains(tick)).collect();
        }
        let step = step((self.to - self.from) / 5.0);
        let first = (self.from / step).ceil();
        (0..12)
            .map(|count| (first + f64::from(count)) * step)
            .take_while(|tick| *tick <= self.to + step / 1e6)
            .collect()
    }
}

/// 1, 2, 2.5 or 5 times a power of ten: not less than `least`.
fn step(least: f64) -> f64 {
    let power = 10_f64.powf(least.log10().floor());
    [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|times| times * power)
        .find(|step| *step >= least)
        .unwrap_or(power * 10.0)
}

/// The first round number that is not below the greatest value.
fn ceiling(most: f64) -> f64 {
    let step = step(most / 5.0);
    (most / step).ceil() * step
}
