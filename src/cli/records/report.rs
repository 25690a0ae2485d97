//! Summarises an import at its end: for people, and as JSON.

use indicatif::HumanCount;
use serde_json::json;

use crate::records::import::{LeftAlone, Summary};

/// The closing message. The first line is short; the next lines say what needs attention.
pub(super) fn in_words(summary: &Summary, dry_run: bool) -> String {
    let people = &summary.imported;
    let mut lines = vec![format!(
        "{}{} added, {} changed, {} unchanged; {} rejected",
        if dry_run { "Nothing is stored. An import would give: " } else { "" },
        HumanCount(people.added),
        HumanCount(people.changed),
        HumanCount(people.unchanged),
        HumanCount(summary.rejected),
    )];
    if summary.people_left_alone > 0 {
        lines[0] += &format!("; {} left alone", HumanCount(summary.people_left_alone));
    }
    let read = if summary.read == 1 { "row" } else { "rows" };
    lines.push(format!("{} {read} read: {}", HumanCount(summary.read), rows(summary)));
    if !summary.rejects.is_empty() {
        lines.push("Rejected, by code:".to_owned());
    }
    for (code, tally) in &summary.rejects {
        lines.push(format!("  {} {}", code.as_str(), HumanCount(tally.count)));
        lines.extend(tally.examples.iter().map(|example| format!("    {example}")));
        lines.extend(more(tally.count, tally.examples.len()));
    }
    if summary.people_left_alone > 0 {
        lines.push("Left unchanged, because one of their rows was rejected:".to_owned());
        lines.extend(
            summary
                .left_alone_examples
                .iter()
                .map(|LeftAlone { subject, file, line }| format!("    {} ({file}:{line})", subject.as_str())),
        );
        lines.extend(more(summary.people_left_alone, summary.left_alone_examples.len()));
    }
    if summary.people_with_evidence_left_out > 0 {
        let left_out = &summary.evidence_left_out;
        lines.push(format!("Left out, older evidence than a record keeps: {} pieces", HumanCount(left_out.count)));
        lines.extend(left_out.examples.iter().map(|example| format!("    {example}")));
        lines.extend(more(summary.people_with_evidence_left_out, left_out.examples.len()));
    }
    lines.extend(summary.notes.iter().map(|note| format!("Note: {note}")));
    lines.join("\n")
}

/// What happened to the rows; the numbers add up.
fn rows(summary: &Summary) -> String {
    let mut parts = vec![format!("{} used", HumanCount(summary.used))];
    for (count, what) in [
        (summary.rejected, "rejected"),
        (summary.left_alone, "of people left alone"),
        (summary.superseded, "superseded by later ones of the same person"),
    ] {
        if count > 0 {
            parts.push(format!("{} {what}", HumanCount(count)));
        }
    }
    parts.extend(
        summary
            .passed_over
            .iter()
            .map(|(kind, count)| format!("{} {} passed over", HumanCount(*count), kind.words(*count))),
    );
    parts.join(", ")
}

fn more(count: u64, shown: usize) -> Option<String> {
    let more = count.saturating_sub(shown as u64);
    (more > 0).then(|| format!("    and {} more", HumanCount(more)))
}

/// The closing summary for programs.
pub(super) fn in_json(summary: &Summary, dry_run: bool) -> String {
    let left_alone: Vec<_> = summary
        .left_alone_examples
        .iter()
        .map(|left| json!({ "subject": left.subject.as_str(), "file": left.file, "line": left.line }))
        .collect();
    json!({
        "dry_run": dry_run,
        "people": {
            "added": summary.imported.added,
            "changed": summary.imported.changed,
            "unchanged": summary.imported.unchanged,
            "left_alone": summary.people_left_alone,
        },
        "rows": {
            "read": summary.read,
            "used": summary.used,
            "rejected": summary.rejected,
            "left_alone": summary.left_alone,
            "superseded": summary.superseded,
            "passed_over": summary.ignored(),
        },
        "rejected": summary.rejects,
        "passed_over": summary.passed_over,
        "left_alone_examples": left_alone,
        "evidence_left_out": {
            "people": summary.people_with_evidence_left_out,
            "count": summary.evidence_left_out.count,
            "examples": summary.evidence_left_out.examples,
        },
        "notes": summary.notes,
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SubjectId;
    use crate::records::import::{PassedOver, RejectCode, Tally};
    use crate::store::Imported;

    fn summary() -> Summary {
        let left = LeftAlone { subject: SubjectId::new("KR-1").unwrap(), file: "a.csv".to_owned(), line: 3 };
        let tally = Tally { count: 7, examples: vec!["a.csv:3: no date".to_owned()] };
        Summary {
            imported: Imported { added: 1_200, changed: 3, ..Imported::default() },
            read: 1_218,
            used: 1_203,
            superseded: 1,
            rejected: 7,
            left_alone: 3,
            rejects: [(RejectCode::BirthDate, tally)].into(),
            passed_over: [(PassedOver::EmptyRow, 4)].into(),
            people_left_alone: 1,
            left_alone_examples: vec![left],
            people_with_evidence_left_out: 6,
            evidence_left_out: Tally { count: 1_300, examples: vec!["KR-2: the latest 64 of 70 (a.csv:9)".to_owned()] },
            notes: vec!["a.csv: read as UTF-16".to_owned()],
        }
    }

    #[test]
    fn the_closing_message_says_what_became_of_every_row_and_what_to_look_at() {
        let expected = "1,200 added, 3 changed, 0 unchanged; 7 rejected; 1 left alone\n\
            1,218 rows read: 1,203 used, 7 rejected, 3 of people left alone, 1 superseded by later ones of the same person, 4 empty rows passed over\n\
            Rejected, by code:\n  birth_date 7\n    a.csv:3: no date\n    and 6 more\n\
            Left unchanged, because one of their rows was rejected:\n    KR-1 (a.csv:3)\n\
            Left out, older evidence than a record keeps: 1,300 pieces\n    KR-2: the latest 64 of 70 (a.csv:9)\n    and 5 more\n\
            Note: a.csv: read as UTF-16";
        assert_eq!(in_words(&summary(), false), expected);
        assert_eq!(
            in_words(&Summary::default(), false),
            "0 added, 0 changed, 0 unchanged; 0 rejected\n0 rows read: 0 used"
        );
        let one = Summary { read: 1, passed_over: [(PassedOver::OlderVersion, 1)].into(), ..Summary::default() };
        assert!(in_words(&one, false).ends_with("\n1 row read: 0 used, 1 older version passed over"));
        assert!(in_words(&summary(), true).starts_with("Nothing is stored. An import would give: 1,200 added"));
    }

    #[test]
    fn the_summary_for_programs_has_the_same_numbers() {
        let summary: serde_json::Value = serde_json::from_str(&in_json(&summary(), false)).unwrap();
        assert_eq!(summary["people"]["left_alone"], 1);
        assert_eq!(summary["rejected"]["birth_date"]["count"], 7);
        assert_eq!(summary["passed_over"]["empty_row"], 4);
        assert_eq!(summary["left_alone_examples"][0]["subject"], "KR-1");
        assert_eq!(summary["evidence_left_out"]["count"], 1_300);
        let rows = summary["rows"].as_object().unwrap();
        let parts = rows.iter().filter(|(name, _)| *name != "read").map(|(_, count)| count.as_u64().unwrap());
        assert_eq!(Some(parts.sum()), rows["read"].as_u64());
    }
}
