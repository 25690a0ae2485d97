use std::collections::BTreeMap;
use std::fmt::Write as _;

use haetae_core::UnixTime;
use jiff::tz::TimeZone;

use super::text::{columns, in_words, number, sorts, summary};
use super::{Counted, Counts, Differences, Group, Words};
use crate::rules::page::{escaped, page};

/// How finely bars are drawn: a part is at least one of so many units of the longest.
const UNITS: u64 = 1_000;

/// The counts as a page of its own, with plots, which needs nothing from elsewhere.
pub fn html(counted: &Counted, at: UnixTime, zone: &TimeZone, words: &Words) -> String {
    let title = words.title;
    let mut body = format!("<h1>{title}</h1><p>{}</p>{LEGEND}", escaped(&summary(counted, at, zone, words)));
    for (id, differences) in &counted.policies {
        let total = differences.total();
        let _always_works = write!(body, "<section><h2>{}</h2><p>{}</p>", escaped(id), in_words(total));
        if total.changed() > 0 {
            details(differences, words, &mut body);
        }
        body.push_str("</section>");
    }
    page(title, &body)
}

const LEGEND: &str = "<ul class=\"legend\"><li><i class=\"bar-lose\"></i>lose</li><li><i class=\"bar-gain\"></i>gain</li>\
<li><i class=\"bar-other\"></i>another answer</li><li><i class=\"bar-same\"></i>no change</li></ul>";

fn details(differences: &Differences, words: &Words, body: &mut String) {
    body.push_str("<table><tr><th>old answer</th><th>new answer</th><th class=\"number\">people</th></tr>");
    for (change, people) in &differences.answers {
        let (old, new) = change.split_once(" > ").unwrap_or((change, ""));
        let _always_works = write!(
            body,
            "<tr><td>{}</td><td>{}</td><td class=\"number\">{}</td></tr>",
            escaped(old),
            escaped(new),
            number(*people)
        );
    }
    body.push_str("</table>");
    for (sort, groups) in sorts(differences) {
        let _always_works = write!(body, "<h3>By {sort}</h3>{}", plot(sort, groups));
        table(sort, groups, body);
    }
    if !differences.refused_by.is_empty() {
        let _always_works = write!(
            body,
            "<h3>Refused newly, by {}</h3><table><tr><th></th><th class=\"number\">people</th></tr>",
            words.refused_by
        );
        for (rule, people) in &differences.refused_by {
            let _always_works =
                write!(body, "<tr><td>{}</td><td class=\"number\">{}</td></tr>", escaped(rule), number(*people));
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
        "<table><tr><th>{sort}</th><th class=\"number\">all</th><th class=\"number\">lose</th><th class=\"number\">gain</th>\
         <th class=\"number\">other</th></tr>"
    );
    for (group, counts) in groups {
        let numbers = columns(*counts).map(|people| format!("<td class=\"number\">{}</td>", number(people)));
        let _always_works = write!(body, "<tr><td>{}</td>{}</tr>", escaped(group.name()), numbers.concat());
    }
    body.push_str("</table>");
}

/// A bar for each group, as long as its share of the largest one, in the parts that lose, gain, change otherwise and
/// stay. Names are text of the page, so that a narrow one makes bars shorter and no letters smaller.
fn plot(sort: &str, groups: &BTreeMap<Group, Counts>) -> String {
    let largest = groups.values().map(|counts| counts.all()).max().unwrap_or(1).max(1);
    let mut rows =
        format!("<div class=\"plot\" role=\"img\" aria-label=\"People by {sort}; the table below has the numbers\">");
    for (group, counts) in groups {
        let _always_works = write!(
            rows,
            "<span>{}</span><svg viewBox=\"0 0 {UNITS} 1\" preserveAspectRatio=\"none\">",
            escaped(group.name())
        );
        let mut before = 0;
        let parts = [("lose", counts.loses), ("gain", counts.gains), ("other", counts.other), ("same", counts.same)];
        for (class, people) in parts {
            // People times units: a nation times a thousand is far below 2^64.
            let x = |people: u64| people.saturating_mul(UNITS) / largest;
            let (begins, ends) = (x(before), x(before + people));
            if people > 0 {
                let _always_works = write!(
                    rows,
                    "<rect class=\"bar-{class}\" x=\"{begins}\" width=\"{}\" height=\"1\"><title>{class}: {}</title></rect>",
                    (ends - begins).max(1),
                    number(people)
                );
            }
            before += people;
        }
        rows.push_str("</svg>");
    }
    rows + "</div>"
}
