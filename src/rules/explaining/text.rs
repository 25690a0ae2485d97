use std::fmt::Write as _;

use haetae_core::Language;
use jiff::tz::TimeZone;

use super::{Branch, ExplainedRule, Explanation, Holds};
use crate::render::text::{civil_time, evidence_text};

/// An explanation for a terminal: a tree for each rule.
pub fn text(explanation: &Explanation, zone: &TimeZone) -> String {
    let mut lines = String::new();
    let mut line = |text: String| {
        let _always_works = writeln!(lines, "{text}");
    };
    let Heading { title, times, evidence, answer } = Heading::of(explanation, zone);
    line(title);
    times.into_iter().for_each(&mut line);
    evidence.into_iter().for_each(|piece| line(format!("  {piece}")));
    line(format!("\n{answer}"));
    for rule in &explanation.rules {
        line(String::new());
        rule_lines(rule).into_iter().for_each(&mut line);
    }
    lines
}

/// What was asked, and the answer.
pub(super) struct Heading {
    pub(super) title: String,
    /// When the policy is in force, and when the pass is shown.
    pub(super) times: Vec<String>,
    /// What the pass carries.
    pub(super) evidence: Vec<String>,
    pub(super) answer: String,
}

impl Heading {
    pub(super) fn of(explanation: &Explanation, zone: &TimeZone) -> Self {
        let Explanation { policy, name, from, until, at, paper, evidence, answer, .. } = explanation;
        let name = name.as_ref().and_then(|name| name.get("en")).map_or_else(String::new, |name| format!(": {name}"));
        let mut times = Vec::new();
        if let Some(from) = from {
            let until =
                until.map_or_else(|| "without an end".to_owned(), |until| format!("until {}", civil_time(until, zone)));
            times.push(format!("in force from {}, {until}", civil_time(*from, zone)));
        }
        let on = if *paper { ", on paper" } else { "" };
        times.push(format!("A pass that is shown on {}{on}, with", civil_time(*at, zone)));
        let mut carried: Vec<_> = evidence.iter().map(|piece| evidence_text(piece, Language::English, zone)).collect();
        if carried.is_empty() {
            carried.push("no evidence".to_owned());
        }
        let answer = format!("Answer: {answer}. {}", answer_words(answer));
        Self { title: format!("Policy {policy}{name}"), times, evidence: carried, answer }
    }
}

fn answer_words(answer: &str) -> &'static str {
    match answer {
        "met" => "The pass meets the policy: all its rules hold.",
        "policy_not_met" => "The pass does not meet the policy: at least one rule does not hold.",
        "rules_missing" => "No policy of this id is in force then: the scanner says neither yes nor no.",
        _ => "A rule cannot be evaluated: the scanner says neither yes nor no.",
    }
}

fn rule_lines(rule: &ExplainedRule) -> Vec<String> {
    let mut lines = vec![format!("{} {} {}", mark(rule.result), rule.id, standing(rule.result))];
    lines.extend(rule.message.iter().map(|(language, text)| format!("    {language}: {text}")));
    match &rule.logic {
        Some(branch) => branch_lines(branch, "  ", true, &mut lines),
        None if rule.result == Holds::Failed => lines.push("    the form of its logic is wrong".to_owned()),
        None => {}
    }
    lines
}

fn branch_lines(branch: &Branch, before: &str, is_last: bool, lines: &mut Vec<String>) {
    let (corner, under) = if is_last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
    lines.push(format!("{before}{corner}{} {}", mark(branch.result), branch.words));
    let before = format!("{before}{under}");
    let last = branch.because.len().saturating_sub(1);
    for (index, inner) in branch.because.iter().enumerate() {
        branch_lines(inner, &before, index == last, lines);
    }
}

/// A sign for it. The words say the same.
pub(super) const fn mark(holds: Holds) -> &'static str {
    match holds {
        Holds::Yes => "[yes]",
        Holds::No => "[no]",
        Holds::Failed => "[no value]",
        Holds::Neither => "[is]",
        Holds::Skipped => "[not asked]",
    }
}

/// What is said of a rule.
pub(super) const fn standing(holds: Holds) -> &'static str {
    match holds {
        Holds::Yes => "holds",
        Holds::No => "does not hold; people read:",
        Holds::Failed | Holds::Neither => "cannot be evaluated: it comes to neither true nor false",
        Holds::Skipped => "was not asked: a rule before it cannot be evaluated",
    }
}
