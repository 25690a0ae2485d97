use std::collections::BTreeMap;
use std::fmt::Write as _;

use haetae_core::UnixTime;
use jiff::tz::TimeZone;

use super::text::{in_words, sorts, summary};
use super::{Counted, Counts, Differences, Group};
use crate::rules::page::{escaped, page};

const WIDTH: u64 = 720;
/// Where bars begin: names stand to the left.
const BARS: u64 = 250;
const ROW: u64 = 26;

/// The counts as a page of its own, with plots, which needs nothing from elsewhere.
pub fn html(counted: &Counted, at: UnixTime, zone: &TimeZone) -> String {
    let title = "Who changes with the new rules";
    let mut body = format!("<h1>{title}</h1><p>{}</p>{LEGEND}", escaped(&summary(counted, at, zone)));
    for (id, differences) in &counted.policies {
        let total = differences.total();
        let _always_works = write!(body, "<section><h2>{}</h2><p>{}</p>", escaped(id), in_words(total));
        if total.changed() > 0 {
            details(differences, &mut body);
        }
        body.push_str("</section>");
    }
    page(title, &body)
}

const LEGEND: &str = "<p><svg viewBox=\"0 0 720 22\" role=\"img\" aria-label=\"Legend\" width=\"720\" height=\"22\">\
<rect class=\"bar-lose\" x=\"0\" y=\"4\" width=\"14\" height=\"14\"/><text x=\"20\" y=\"16\">lose</text>\
<rect class=\"bar-gain\" x=\"90\" y=\"4\" width=\"14\" height=\"14\"/><text x=\"110\" y=\"16\">gain</text>\
<rect class=\"bar-other\" x=\"180\" y=\"4\" width=\"14\" height=\"14\"/><text x=\"200\" y=\"16\">another answer</text>\
<rect class=\"bar-same\" x=\"330\" y=\"4\" width=\"14\" height=\"14\"/><text x=\"350\" y=\"16\">no change</text></svg></p>";

fn details(differences: &Differences, body: &mut String) {
    body.push_str("<table><tr><th>old answer</th><th>new answer</th><th class=\"number\">people</th></tr>");
    for (change, people) in &differences.answers {
        let (old, new) = change.split_once(" > ").unwrap_or((change, ""));
        let _always_works = write!(
            body,
            "<tr><td>{}</td><td>{}</td><td class=\"number\">{people}</td></tr>",
            escaped(old),
            escaped(new)
        );
    }
    body.push_str("</table>");
    for (sort, groups) in sorts(differences) {
        let _always_works = write!(body, "<h3>By {sort}</h3>{}", plot(sort, groups));
        table(sort, groups, body);
    }
    if !differences.refused_by.is_empty() {
        body.push_str("<h3>Rules that those who lose it do not meet</h3><table><tr><th>rule</th><th class=\"number\">people</th></tr>");
        for (rule, people) in &differences.refused_by {
            let _always_works = write!(body, "<tr><td>{}</td><td class=\"number\">{people}</td></tr>", escaped(rule));
        }
        body.push_str("</table>");
    }
    if !differences.examples.is_empty() {
        body.push_str("<h3>Examples, for the operator only</h3><ul>");
        for (change, subjects) in &differences.examples {
            let _always_works =
                write!(body, "<li>{}: {}</li>", escaped(&change.replace(" > ", " → ")), escaped(&subjects.join(" ")));
        }
        body.push_str("</ul>");
    }
}

fn table(sort: &str, groups: &BTreeMap<Group, Counts>, body: &mut String) {
    let _always_works = write!(
        body,
        "<table><tr><th>{sort}</th><th class=\"number\">all</th><th class=\"number\">gain</th><th class=\"number\">lose</th>\
         <th class=\"number\">other</th></tr>"
    );
    for (group, counts) in groups {
        let Counts { gains, loses, other, .. } = counts;
        let _always_works = write!(
            body,
            "<tr><td>{}</td><td class=\"number\">{}</td><td class=\"number\">{gains}</td><td class=\"number\">{loses}</td>\
             <td class=\"number\">{other}</td></tr>",
            escaped(group.name()),
            counts.all()
        );
    }
    body.push_str("</table>");
}

/// A bar for each group, as long as its share of the largest one, in the parts that lose, gain, change otherwise and
/// stay.
fn plot(sort: &str, groups: &BTreeMap<Group, Counts>) -> String {
    let largest = groups.values().map(|counts| counts.all()).max().unwrap_or(1).max(1);
    let height = ROW * groups.len() as u64;
    let mut svg = format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" role=\"img\" \
         aria-label=\"People by {sort}; the table below has the numbers\">"
    );
    for (row, (group, counts)) in (0..).zip(groups) {
        let middle = ROW * row + 17;
        let _always_works = write!(
            svg,
            "<text x=\"{}\" y=\"{middle}\" text-anchor=\"end\">{}</text>",
            BARS - 10,
            escaped(group.name())
        );
        let mut before = 0;
        let parts = [("lose", counts.loses), ("gain", counts.gains), ("other", counts.other), ("same", counts.same)];
        for (class, people) in parts {
            // People times pixels: a nation times the width of a page is far below 2^64.
            let x = |people: u64| BARS + people.saturating_mul(WIDTH - BARS) / largest;
            let (begins, ends) = (x(before), x(before + people));
            if people > 0 {
                let _always_works = write!(
                    svg,
                    "<rect class=\"bar-{class}\" x=\"{begins}\" y=\"{}\" width=\"{}\" height=\"{}\"><title>{class}: {people}\
                     </title></rect>",
                    ROW * row + 3,
                    (ends - begins).max(1),
                    ROW - 6
                );
            }
            before += people;
        }
    }
    svg + "</svg>"
}
