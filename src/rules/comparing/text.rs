use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::tz::TimeZone;

use super::{Counted, Counts, Differences, Group};
use crate::render::text::civil_time;
use haetae_core::UnixTime;

/// The counts as tables for a terminal.
pub fn text(counted: &Counted, at: UnixTime, zone: &TimeZone) -> String {
    let mut text = format!("{}\n", summary(counted, at, zone));
    for (id, differences) in &counted.policies {
        let total = differences.total();
        let _always_works = write!(text, "\n{id}: {}\n", in_words(total));
        if total.changed() == 0 {
            continue;
        }
        for (change, people) in &differences.answers {
            let _always_works = writeln!(text, "  {people:>12}  {}", change.replace(" > ", " -> "));
        }
        for (title, groups) in sorts(differences) {
            let _always_works =
                writeln!(text, "\n  {:<34}{:>12}{:>12}{:>12}{:>12}", title, "all", "gain", "lose", "other");
            for (group, counts) in groups {
                let Counts { gains, loses, other, .. } = counts;
                let _always_works =
                    writeln!(text, "  {:<34}{:>12}{gains:>12}{loses:>12}{other:>12}", group.name(), counts.all());
            }
        }
        if !differences.refused_by.is_empty() {
            let rules = differences.refused_by.iter().map(|(rule, people)| format!("{rule} {people}"));
            let _always_works =
                writeln!(text, "\n  refused newly, by rules not met: {}", rules.collect::<Vec<_>>().join(", "));
        }
        for (change, subjects) in &differences.examples {
            let _always_works = writeln!(text, "  {}: {}", change.replace(" > ", " -> "), subjects.join(" "));
        }
    }
    text
}

/// Who was asked, and when.
pub(super) fn summary(counted: &Counted, at: UnixTime, zone: &TimeZone) -> String {
    format!(
        "{} people with a pass, asked on {}; {} on record without one",
        counted.people,
        civil_time(at, zone),
        counted.without_pass
    )
}

/// What changes for how many.
pub(super) fn in_words(total: Counts) -> String {
    if total.changed() == 0 {
        return "nothing changes".to_owned();
    }
    let mut words = format!("{} lose it, {} gain it", total.loses, total.gains);
    if total.other > 0 {
        let _always_works = write!(words, ", {} get another answer", total.other);
    }
    format!("{words}, {} stay as they are", total.same)
}

/// The groups of each sort.
pub(super) fn sorts(differences: &Differences) -> [(&'static str, &BTreeMap<Group, Counts>); 3] {
    [("evidence", &differences.evidence), ("doses", &differences.doses), ("age", &differences.age)]
}
