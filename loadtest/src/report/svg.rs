use std::fmt::Write as _;

use super::html::escaped;
use super::scale::Scale;
use super::{Plot, Series, shown};

const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 280.0;
const LEFT: f64 = 58.0;
const RIGHT: f64 = 14.0;
const TOP: f64 = 26.0;
const BOTTOM: f64 = 44.0;

/// How many colours the page has for lines; further lines have them again, dashed.
pub(super) const COLOURS: usize = 8;

/// A plot as SVG. Its colours are variables of the page; the legend is the page's.
pub(super) fn drawing(plot: &Plot) -> String {
    let (across, up) = (Scale::horizontal(plot), Scale::vertical(plot));
    let x = |number: f64| across.place(number).map(|part| LEFT + part * (WIDTH - LEFT - RIGHT));
    let y = |number: f64| up.place(number).map(|part| HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM));
    let (right, bottom) = (WIDTH - RIGHT, HEIGHT - BOTTOM);
    let title = escaped(&plot.title);
    let mut svg = format!(r#"<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}">"#);
    let mut add = |text: std::fmt::Arguments<'_>| svg.write_fmt(text).expect("a text takes all");
    for tick in up.ticks() {
        if let Some(at) = y(tick) {
            add(format_args!(r#"<path class="grid" d="M{LEFT} {at:.1}H{right}"/>"#));
            let (text, at) = (shown(tick), at + 4.0);
            add(format_args!(r#"<text x="{:.1}" y="{at:.1}" text-anchor="end">{text}</text>"#, LEFT - 6.0));
        }
    }
    for tick in across.ticks() {
        if let Some(at) = x(tick) {
            add(format_args!(r#"<path class="tick" d="M{at:.1} {bottom}v4"/>"#));
            let (text, below) = (shown(tick), bottom + 17.0);
            add(format_args!(r#"<text x="{at:.1}" y="{below:.1}" text-anchor="middle">{text}</text>"#));
        }
    }
    let (middle, foot) = (f64::midpoint(LEFT, right), HEIGHT - 8.0);
    add(format_args!(r#"<path class="axis" d="M{LEFT} {TOP}V{bottom}H{right}"/>"#));
    add(format_args!(r#"<text x="{middle}" y="{foot}" text-anchor="middle">{}</text>"#, escaped(&plot.x.label)));
    add(format_args!(r#"<text x="2" y="14">{}</text>"#, escaped(&plot.y.label)));
    for (number, mark) in plot.marks.iter().enumerate() {
        if let Some(at) = x(mark.at) {
            add(format_args!(r#"<path class="mark" d="M{at:.1} {TOP}V{bottom}"/>"#));
            let (label, height) = (number + 1, TOP + 9.0);
            add(format_args!(r#"<text class="mark" x="{:.1}" y="{height}">{label}</text>"#, at + 3.0));
        }
    }
    for (number, series) in plot.series.iter().enumerate() {
        add(format_args!("{}", line(series, number, gap(plot), x, y)));
    }
    svg.push_str("</svg>");
    svg
}

/// Where numbers of an axis lie; `None` if nowhere.
trait Place: Fn(f64) -> Option<f64> {}

impl<F: Fn(f64) -> Option<f64>> Place for F {}

/// A line, broken where it has no place and where points are missing; points that stand alone are dots.
fn line(series: &Series, number: usize, gap: f64, x: impl Place, y: impl Place) -> String {
    let (colour, dash) = (number % COLOURS, if number >= COLOURS { " dashed" } else { "" });
    let (mut path, mut dots) = (String::new(), String::new());
    let mut run: Vec<(f64, f64)> = Vec::new();
    let mut before = f64::NEG_INFINITY;
    let mut end = |run: &mut Vec<(f64, f64)>| {
        if let [(across, up)] = run.as_slice() {
            write!(dots, r#"<circle cx="{across:.1}" cy="{up:.1}" r="2" fill="var(--line-{colour})"/>"#)
                .expect("a text takes all");
        }
        for (place, (across, up)) in run.drain(..).enumerate() {
            write!(path, "{}{across:.1} {up:.1}", if place == 0 { 'M' } else { 'L' }).expect("a text takes all");
        }
    };
    for &(across, up) in &series.points {
        let place = x(across).zip(y(up));
        if place.is_none() || across - before > gap {
            end(&mut run);
        }
        run.extend(place);
        before = across;
    }
    end(&mut run);
    format!(r#"<path class="line{dash}" stroke="var(--line-{colour})" d="{path}"/>{dots}"#)
}

/// A step of more than this has no line: four times the usual one. On a logarithmic axis no steps are alike.
fn gap(plot: &Plot) -> f64 {
    let steps = |series: &Series| -> Vec<f64> { series.points.windows(2).map(|pair| pair[1].0 - pair[0].0).collect() };
    let mut steps: Vec<f64> = plot.series.iter().flat_map(steps).collect();
    steps.sort_by(f64::total_cmp);
    let usual = steps.get(steps.len() / 2).filter(|_| !plot.x.logarithmic);
    usual.map_or(f64::INFINITY, |usual| usual * 4.0)
}
