//! Numbers as they are shown, and parts of reports.

use super::tally::{BIN, Curve};
use crate::report::{Axis, Fact, Plot, Series};

/// `12,345,678`
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts of things are not below zero")]
pub(crate) fn whole(number: f64) -> String {
    let digits = (number.round() as u64).to_string();
    let grouped: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|part| str::from_utf8(part).ok()).collect();
    grouped.join(",")
}

/// A share as a percentage with three digits that say something.
pub(crate) fn percent(share: f64) -> String {
    match share * 100.0 {
        0.0 => "0 %".to_owned(),
        percent if percent >= 10.0 => format!("{percent:.1} %"),
        percent if percent >= 0.1 => format!("{percent:.2} %"),
        percent => format!("{percent:.4} %"),
    }
}

/// A part of a whole; 0 where there is no whole.
pub(crate) fn share(part: f64, all: f64) -> f64 {
    if all > 0.0 { part / all } else { 0.0 }
}

/// So many hours since the beginning, as a day and a time of day.
pub(crate) fn when(seconds: u64) -> String {
    const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let (day, of_day) = (seconds / 86_400, seconds % 86_400);
    let name = usize::try_from(day % 7).ok().and_then(|place| DAYS.get(place)).unwrap_or(&"");
    format!("{name} {:02}:{:02} (day {})", of_day / 3_600, of_day % 3_600 / 60, day + 1)
}

/// Days with one digit, or hours where it is less than two days.
pub(crate) fn duration(seconds: f64) -> String {
    match seconds {
        ..7_200.0 => format!("{:.0} minutes", seconds / 60.0),
        ..172_800.0 => format!("{:.1} hours", seconds / 3_600.0),
        _ => format!("{:.1} days", seconds / 86_400.0),
    }
}

/// The highest point of a curve, a second, and when: seconds since the beginning.
pub(crate) fn peak(curve: &Curve) -> (f64, u64) {
    let highest = curve.iter().enumerate().max_by(|left, right| left.1.total_cmp(right.1));
    highest.map_or((0.0, 0), |(place, value)| (value / BIN as f64, place as u64 * BIN))
}

/// A plot over days since the beginning.
pub(crate) fn plot(title: &str, y: &str, series: Vec<Series>) -> Plot {
    let axis = |label: &str| Axis { label: label.to_owned(), logarithmic: false };
    Plot { title: title.to_owned(), x: axis("days since the beginning"), y: axis(y), series, marks: Vec::new() }
}

/// A curve a second, over days.
pub(crate) fn per_second(name: &str, curve: &Curve) -> Series {
    over_days(name, curve.iter().map(|value| value / BIN as f64))
}

/// In each hour, which part of `all` these are, in per cent.
pub(crate) fn percent_of(name: &str, part: &Curve, all: &Curve) -> Series {
    let hours = part.chunks(4).zip(all.chunks(4)).flat_map(|(part, all)| {
        let percent = 100.0 * share(part.iter().sum(), all.iter().sum());
        std::iter::repeat_n(percent, all.len())
    });
    over_days(name, hours)
}

fn over_days(name: &str, values: impl Iterator<Item = f64>) -> Series {
    // More digits than a plot can show would only make the file large.
    let shown = |value: f64| (value * 1e4).round() / 1e4;
    let points =
        (0_u32..).zip(values).map(|(place, value)| (shown(f64::from(place) * BIN as f64 / 86_400.0), shown(value)));
    Series { name: name.to_owned(), points: points.collect() }
}

pub(crate) fn fact(name: &str, value: impl Into<String>) -> Fact {
    Fact { name: name.to_owned(), value: value.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_people_write_them() {
        assert_eq!([whole(0.4), whole(999.0), whole(51_000_000.0)], ["0", "999", "51,000,000"]);
        assert_eq!(
            [percent(0.0), percent(0.000_012), percent(0.0123), percent(0.5)],
            ["0 %", "0.0012 %", "1.23 %", "50.0 %"]
        );
        assert_eq!(when(86_400 * 9 + 3_600 * 8 + 60), "Wednesday 08:01 (day 10)");
    }
}
