use std::fmt::Write as _;

use jiff::tz::TimeZone;

use super::text::{Heading, mark, standing};
use super::{Branch, Explanation, Holds};
use crate::rules::page::{escaped, page};

/// An explanation as a page of its own, which needs nothing from elsewhere.
pub fn html(explanation: &Explanation, zone: &TimeZone) -> String {
    let Heading { title, times, evidence, answer } = Heading::of(explanation, zone);
    let times: Vec<String> = times.iter().map(|line| escaped(line)).collect();
    let evidence: String = evidence.iter().map(|piece| format!("<li>{}</li>", escaped(piece))).collect();
    let mut body = format!(
        "<h1>{}</h1><p>{}</p><ul>{evidence}</ul><p class=\"answer\">{}</p>",
        escaped(&title),
        times.join("<br>"),
        escaped(&answer)
    );
    for rule in &explanation.rules {
        let _always_works = write!(
            body,
            "<section><h2><span class=\"{}\">{}</span> {} {}</h2><ul class=\"messages\">",
            class(rule.result),
            mark(rule.result),
            escaped(&rule.id),
            standing(rule.result)
        );
        for (language, text) in rule.message.iter() {
            let _always_works = write!(body, "<li lang=\"{}\">{}</li>", escaped(language), escaped(text));
        }
        body.push_str("</ul>");
        if let Some(branch) = &rule.logic {
            let _always_works = write!(body, "<ul class=\"tree\">{}</ul>", item(branch));
        }
        body.push_str("</section>");
    }
    page(&title, &body)
}

fn item(branch: &Branch) -> String {
    let statement =
        format!("<span class=\"{}\">{}</span> {}", class(branch.result), mark(branch.result), escaped(&branch.words));
    if branch.because.is_empty() {
        return format!("<li>{statement}</li>");
    }
    let inner: String = branch.because.iter().map(item).collect();
    format!("<li><details open><summary>{statement}</summary><ul>{inner}</ul></details></li>")
}

const fn class(holds: Holds) -> &'static str {
    match holds {
        Holds::Yes => "yes",
        Holds::No => "no",
        Holds::Failed => "failed",
        Holds::Neither => "value",
        Holds::Skipped => "skipped",
    }
}
