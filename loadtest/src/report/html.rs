use std::fmt::Write as _;

use super::svg::{COLOURS, drawing};
use super::{Comparison, Plot, Report, shown};

/// A report as one page that needs nothing else: no script, no font, no network.
pub fn page(report: &Report, comparison: Option<&Comparison>) -> String {
    let mut body = format!("<h1>{}</h1>\n<p class=\"story\">{}</p>\n", escaped(&report.name), escaped(&report.story));
    if let Some(why) = &report.invalid {
        add(&mut body, format_args!("<p class=\"invalid\"><b>This run is invalid.</b> {}</p>\n", escaped(why)));
    }
    list(&mut body, "What came out", &report.findings);
    if !report.targets.is_empty() {
        body.push_str("<h2>Targets</h2>\n<div class=\"wide\"><table><tr><th>promised</th><th>bound</th><th>measured</th><th></th></tr>\n");
        for target in &report.targets {
            let (class, word) = if target.held { ("held", "✓ held") } else { ("missed", "✗ missed") };
            let (name, bound, measured) = (escaped(&target.name), escaped(&target.bound), escaped(&target.measured));
            add(
                &mut body,
                format_args!(
                    "<tr><td>{name}</td><td>{bound}</td><td>{measured}</td><td class=\"{class}\">{word}</td></tr>\n"
                ),
            );
        }
        body.push_str("</table></div>\n");
    }
    if let Some(comparison) = comparison {
        compared(&mut body, comparison);
    }
    for section in &report.sections {
        add(
            &mut body,
            format_args!(
                "<h2>{}</h2>\n<p>{}</p>\n<div class=\"plots\">\n",
                escaped(&section.title),
                escaped(&section.text)
            ),
        );
        section.plots.iter().for_each(|plot| figure(&mut body, plot));
        body.push_str("</div>\n");
    }
    list(&mut body, "What was not tested", &report.not_tested);
    body.push_str("<h2>How it was run</h2>\n<div class=\"wide\"><table class=\"facts\">\n");
    for fact in &report.facts {
        add(&mut body, format_args!("<tr><th>{}</th><td>{}</td></tr>\n", escaped(&fact.name), escaped(&fact.value)));
    }
    body.push_str("</table></div>\n");
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n<style>\n{}</style>\n</head>\n\
         <body>\n<main>\n{body}</main>\n</body>\n</html>\n",
        escaped(&report.name),
        include_str!("page.css"),
    )
}

fn figure(body: &mut String, plot: &Plot) {
    add(
        body,
        format_args!(
            "<figure>\n<figcaption>{}</figcaption>\n{}\n<ul class=\"legend\">",
            escaped(&plot.title),
            drawing(plot)
        ),
    );
    for (number, series) in plot.series.iter().enumerate() {
        let (colour, dash) = (number % COLOURS, if number >= COLOURS { " class=\"dashed\"" } else { "" });
        let name = escaped(&series.name);
        add(body, format_args!("<li><i{dash} style=\"border-color:var(--line-{colour})\"></i>{name}</li>"));
    }
    for (number, mark) in plot.marks.iter().enumerate() {
        let (at, label) = (shown(mark.at), escaped(&mark.label));
        add(body, format_args!("<li class=\"mark\"><b>{}</b> at {at}: {label}</li>", number + 1));
    }
    body.push_str("</ul>\n</figure>\n");
}

fn compared(body: &mut String, comparison: &Comparison) {
    body.push_str(
        "<h2>Against the earlier run</h2>\n<div class=\"wide\"><table><tr><th></th><th>earlier</th><th>now</th></tr>\n",
    );
    for row in &comparison.rows {
        let (name, earlier, now) = (escaped(&row.name), escaped(&row.earlier), escaped(&row.now));
        let mark = if row.differs { " class=\"differs\"" } else { "" };
        add(body, format_args!("<tr{mark}><td>{name}</td><td>{earlier}</td><td>{now}</td></tr>\n"));
    }
    body.push_str("</table></div>\n");
}

fn list(body: &mut String, title: &str, items: &[String]) {
    if items.is_empty() {
        return;
    }
    add(body, format_args!("<h2>{title}</h2>\n<ul>\n"));
    for item in items {
        add(body, format_args!("<li>{}</li>\n", escaped(item)));
    }
    body.push_str("</ul>\n");
}

fn add(body: &mut String, text: std::fmt::Arguments<'_>) {
    body.write_fmt(text).expect("a text takes all");
}

/// A text as HTML shows it, in elements and in attributes.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
