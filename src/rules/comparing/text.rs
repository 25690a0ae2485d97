use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::tz::TimeZone;

use super::{Counted, Counts, Differences, Group, Words};
use crate::render::text::civil_time;
use haetae_core::UnixTime;
use indicatif::HumanCount;

/// The counts as tables for a terminal.
pub fn text(counted: &Counted, at: UnixTime, zone: &TimeZone, words: &Words) -> String {
    let mut text = format!("{}\n", summary(counted, at, zone, words));
    for (id, differences) in &counted.policies {
        let total = differences.total();
        let _always_works = write!(text, "\n{id}: {}\n", in_words(total));
        if total.changed() == 0 {
            continue;
        }
        for (change, people) in &differences.answers {
            let _always_works = writeln!(text, "  {:>12}  {}", number(*people), change.replace(" > ", " -> "));
        }
        for (title, groups) in sorts(differences) {
            let _always_works =
                writeln!(text, "\n  {:<34}{:>12}{:>12}{:>12}{:>12}", title, "all", "lose", "gain", "other");
            for (group, counts) in groups {
                let [all, loses, gains, other] = columns(*counts).map(number);
                let _always_works = writeln!(text, "  {:<34}{all:>12}{loses:>12}{gains:>12}{other:>12}", group.name());
            }
        }
        if !differences.refused_by.is_empty() {
            let rules = differences.refused_by.iter().map(|(rule, people)| format!("{rule} {}", number(*people)));
            let _always_works =
                writeln!(text, "\n  refused newly, by {}: {}", words.refused_by, rules.collect::<Vec<_>>().join(", "));
        }
        for (change, subjects) in &differences.examples {
            let _always_works = writeln!(text, "  {}: {}", change.replace(" > ", " -> "), subjects.join(" "));
        }
    }
    text
}

/// Who was asked, and when.
pub(super) fn summary(counted: &Counted, at: UnixTime, zone: &TimeZone, words: &Words) -> String {
    format!(
        "{} {}, asked on {}; {} {}",
        number(counted.people),
        words.asked,
        civil_time(at, zone),
        number(counted.without_pass),
        words.others
    )
}

/// What changes for how many.
pub(super) fn in_words(total: Counts) -> String {
    if total.changed() == 0 {
        return "nothing changes".to_owned();
    }
    let mut words = format!("{} lose it, {} gain it", number(total.loses), number(total.gains));
    if total.other > 0 {
        let _always_works = write!(words, ", {} get another answer", number(total.other));
    }
    format!("{words}, {} stay as they are", number(total.same))
}

/// A number of people, in groups of three digits.
pub(super) fn number(people: u64) -> String {
    HumanCount(people).to_string()
}

/// The columns of a table: all, those who lose it, those who gain it, those with another answer.
pub(super) const fn columns(counts: Counts) -> [u64; 4] {
    [counts.all(), counts.loses, counts.gains, counts.other]
}

/// The groups of each sort.
pub(super) fn sorts(differences: &Differences) -> [(&'static str, &BTreeMap<Group, Counts>); 3] {
    [("evidence", &differences.evidence), ("doses", &differences.doses), ("age", &differences.age)]
}
