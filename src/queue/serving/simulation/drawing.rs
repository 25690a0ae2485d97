//! The picture of estimates and truth in docs/queue.md, as SVG.

use std::fmt::Write as _;

/// Somebody, in seconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    /// Whether they came before the opening.
    pub(super) is_early: bool,
    /// How long they would wait, by the first estimate that they read.
    pub(super) estimate: f64,
    /// How long they waited.
    pub(super) waited: f64,
}

/// Where a panel is, and what its edges stand for: from the least to the most.
struct Panel {
    top: f64,
    height: f64,
    least: f64,
    most: f64,
}

const LEFT: f64 = 80.0;
const WIDTH: f64 = 760.0;
/// The minutes at the right edge.
const MINUTES: f64 = 140.0;
const WAITS: Panel = Panel { top: 70.0, height: 250.0, least: 0.0, most: MINUTES };
const ERRORS: Panel = Panel { top: 390.0, height: 130.0, least: -15.0, most: 15.0 };
/// One in so many estimates has a dot: more would not show more.
const STEP: usize = 6;

const HEAD: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 880 590" width="880" height="590" role="img" aria-labelledby="title description">
  <title id="title">What ten million people read of their wait, and how long they waited</title>
  <desc id="description">Above, how many minutes people read at first by how many minutes they waited: all dots lie on the line where both are the same. Below, the difference in seconds: fifteen at most, for who came before the opening and for who came after it.</desc>
  <style>
    .paper { fill: #ffffff }
    text { font-family: system-ui, "Segoe UI", Helvetica, Arial, sans-serif; font-size: 14px; fill: #1f2937 }
    .name { font-weight: 700 }
    .end { text-anchor: end }
    .middle { text-anchor: middle }
    .grid { stroke: #d1d5db; stroke-width: 1; fill: none }
    .truth { stroke: #1f2937; stroke-width: 2; fill: none }
    .early { fill: #1d4ed8 }
    .late { fill: #c2410c }
    @media (prefers-color-scheme: dark) {
      .paper { fill: #111827 }
      text { fill: #f3f4f6 }
      .grid { stroke: #374151 }
      .truth { stroke: #f3f4f6 }
      .early { fill: #93c5fd }
      .late { fill: #fb923c }
    }
  </style>
  <rect class="paper" width="880" height="590" rx="14"/>
"#;

/// The picture of these people.
pub(super) fn picture(points: &[Point]) -> String {
    let mut svg = HEAD.to_owned();
    WAITS.frame(&mut svg, "Read at first, in minutes", &[0.0, 20.0, 40.0, 60.0, 80.0, 100.0, 120.0, 140.0]);
    ERRORS.frame(&mut svg, "Read at first, less how long it was, in seconds", &[-15.0, 0.0, 15.0]);
    text(&mut svg, "middle", LEFT + WIDTH / 2.0, 568.0, "How long it was, in minutes");
    let (from, to) = (WAITS.up(0.0), WAITS.up(MINUTES));
    writeln!(svg, "  <path class=\"truth\" d=\"M{LEFT:.1} {from:.1}L{:.1} {to:.1}\"/>", LEFT + WIDTH).expect("text");
    for (is_early, x, name) in [(true, 480.0, "came before the opening"), (false, 690.0, "came after it")] {
        dot(&mut svg, is_early, x, 47.0);
        text(&mut svg, "", x + 10.0, 52.0, name);
    }
    for point in points.iter().step_by(STEP) {
        let x = across(point.waited / 60.0);
        dot(&mut svg, point.is_early, x, WAITS.up(point.estimate / 60.0));
        dot(&mut svg, point.is_early, x, ERRORS.up(point.estimate - point.waited));
    }
    svg.push_str("</svg>\n");
    svg
}

fn across(minutes: f64) -> f64 {
    LEFT + WIDTH * minutes / MINUTES
}

fn dot(svg: &mut String, is_early: bool, x: f64, y: f64) {
    let class = if is_early { "early" } else { "late" };
    writeln!(svg, "  <circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2\"/>").expect("text");
}

fn text(svg: &mut String, class: &str, x: f64, y: f64, text: &str) {
    writeln!(svg, "  <text class=\"{class}\" x=\"{x:.0}\" y=\"{y:.0}\">{text}</text>").expect("text");
}

impl Panel {
    fn up(&self, value: f64) -> f64 {
        self.top + self.height * (self.most - value) / (self.most - self.least)
    }

    /// The name, and lines with their numbers.
    fn frame(&self, svg: &mut String, name: &str, values: &[f64]) {
        text(svg, "name", LEFT, self.top - 18.0, name);
        for value in values {
            let y = self.up(*value);
            writeln!(svg, "  <path class=\"grid\" d=\"M{LEFT:.0} {y:.1}h{WIDTH:.0}\"/>").expect("text");
            text(svg, "end", LEFT - 10.0, y + 5.0, &format!("{value:.0}"));
        }
        for minutes in [0.0, 20.0, 40.0, 60.0, 80.0, 100.0, 120.0, 140.0] {
            let (x, height) = (across(minutes), self.height);
            writeln!(svg, "  <path class=\"grid\" d=\"M{x:.1} {:.0}v{height:.0}\"/>", self.top).expect("text");
            text(svg, "middle", x, self.top + height + 22.0, &format!("{minutes:.0}"));
        }
    }
}
