use super::scale::Scale;
use super::{Axis, Comparison, Fact, Mark, Plot, Report, Section, Series, Target, page, shown, text};

fn axis(label: &str, logarithmic: bool) -> Axis {
    Axis { label: label.to_owned(), logarithmic }
}

fn report() -> Report {
    let plot = Plot {
        title: "A & B".to_owned(),
        x: axis("seconds", false),
        y: axis("ms", true),
        series: vec![Series { name: "<p99>".to_owned(), points: vec![(0.0, 1.0), (1.0, 0.0), (2.0, 100.0)] }],
        marks: vec![Mark { at: 1.0, label: "killed".to_owned() }],
    };
    Report {
        name: "trial".to_owned(),
        story: "What \"happens\".".to_owned(),
        findings: vec!["It holds.".to_owned()],
        invalid: None,
        targets: vec![Target {
            name: "p99 | ms".to_owned(),
            bound: "at most 250".to_owned(),
            measured: "12".to_owned(),
            held: true,
        }],
        facts: vec![Fact { name: "seed".to_owned(), value: "1".to_owned() }],
        not_tested: vec!["the network".to_owned()],
        sections: vec![Section { title: "When?".to_owned(), text: "Then.".to_owned(), plots: vec![plot] }],
    }
}

#[test]
fn a_page_needs_nothing_else_and_shows_texts_as_they_are() {
    let page = page(&report(), None);
    for fetching in ["<script", "<link", "<img", "url(", "@import", "http:", "https:"] {
        assert!(!page.contains(fetching), "{fetching}");
    }
    for part in ["A &amp; B", "&lt;p99&gt;", "What &quot;happens&quot;.", "✓ held", "at 1: killed", "the network"] {
        assert!(page.contains(part), "{part}");
    }
    assert!(page.contains("prefers-color-scheme: dark"));
    // 0 has no place on a logarithmic axis, so that each of the other points stands alone.
    assert_eq!(page.matches("<circle").count(), 2);
}

#[test]
fn an_invalid_run_says_so_first_and_is_not_good() {
    let invalid = Report { invalid: Some("too slow".to_owned()), ..report() };
    assert!(report().is_good() && !invalid.is_good());
    assert!(page(&invalid, None).contains("<b>This run is invalid.</b> too slow"));
    assert!(text(&invalid, None).contains("**This run is invalid.** too slow"));
}

#[test]
fn a_comparison_has_all_targets_and_the_facts_that_differ() {
    let mut earlier = report();
    earlier.facts.push(Fact { name: "commit".to_owned(), value: "a".to_owned() });
    let mut now = earlier.clone();
    now.facts[1].value = "b".to_owned();
    now.targets[0].held = false;
    let comparison = Comparison::of(&earlier, &now);
    let rows: Vec<_> = comparison.rows.iter().map(|row| (&*row.name, &*row.earlier, &*row.now, row.differs)).collect();
    assert_eq!(rows, [("p99 | ms", "12", "12 (missed)", true), ("commit", "a", "b", false)]);
    assert!(page(&now, Some(&comparison)).contains("Against the earlier run"));
    assert!(text(&now, Some(&comparison)).contains("| p99 \\| ms | 12 | 12 (missed) |"));
}

#[test]
fn a_report_that_was_written_can_be_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = report().write(&folder.path().join("new"), None).expect("written");
    assert_eq!(Report::read(&files[1]).expect("read"), report());
    assert!(Report::read(&files[0]).is_err());
}

#[test]
fn ticks_are_round_and_cover_the_axis() {
    let mut plot = report().sections.remove(0).plots.remove(0);
    assert_eq!(Scale::vertical(&plot).ticks(), [1.0, 10.0, 100.0]);
    plot.y.logarithmic = false;
    plot.series[0].points = vec![(0.0, 0.0), (60.0, 87.0)];
    assert_eq!(Scale::vertical(&plot).ticks(), [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
    assert_eq!(Scale::vertical(&plot).place(50.0), Some(0.5));
    plot.series.clear();
    plot.marks.clear();
    assert_eq!(Scale::horizontal(&plot).ticks().len(), 6);
}

#[test]
fn numbers_are_shown_as_people_read_them() {
    let cases = [
        (0.0, "0"),
        (0.25, "0.25"),
        (1.0, "1"),
        (1.234, "1.23"),
        (99.94, "99.9"),
        (123.4, "123"),
        (1_234.0, "1,234"),
        (1_234_567.8, "1,234,568"),
        (-2.5, "−2.5"),
    ];
    for (number, text) in cases {
        assert_eq!(shown(number), text);
    }
}
