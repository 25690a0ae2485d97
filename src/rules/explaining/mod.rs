//! Why a policy says what it says of a pass, so that people can follow it who do not read logic.

mod html;
#[cfg(test)]
mod tests;
mod text;
mod tree;
mod words;

use haetae_core::{PolicyAnswer, PolicyQuestion, RulesFile, Texts, Traced, UnixTime};
use jiff::tz::TimeZone;
use serde::Serialize;

use super::document::{Document, Node};
pub use html::html;
pub use text::text;
use tree::tree;
pub use tree::{Branch, Holds};
pub use words::phrase;

/// An answer, and what it rests on.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// The id of the policy.
    pub policy: String,
    /// What people call it; `None` if no policy of that id counts then.
    pub name: Option<Texts>,
    /// When the policy of the file began that was asked.
    pub from: Option<UnixTime>,
    /// When it ends; `None`: no end.
    pub until: Option<UnixTime>,
    /// When the pass is shown.
    pub at: UnixTime,
    /// Whether it is on paper.
    pub paper: bool,
    /// What it carries.
    pub evidence: Vec<haetae_core::Evidence>,
    /// `met`, `policy_not_met`, `rules_missing` or `rule_failed`.
    pub answer: &'static str,
    /// Its rules in their order; those after one that cannot be evaluated were not asked.
    pub rules: Vec<ExplainedRule>,
}

/// What a rule says, and why.
#[derive(Clone, Debug, Serialize)]
pub struct ExplainedRule {
    /// Its id.
    pub id: String,
    /// What people read where it is not met.
    pub message: Texts,
    /// Whether it is met.
    pub result: Holds,
    /// Its logic; `None` if it was not asked, or if its form is wrong.
    pub logic: Option<Branch>,
}

/// Asks the policy of this id and follows its answer through the text of the file; times are those of `zone`.
pub fn explain(
    document: &Document<'_>,
    file: &RulesFile,
    id: &str,
    asked: &PolicyQuestion<'_>,
    zone: &TimeZone,
) -> Explanation {
    let (answer, traced) = file.trace(id, asked);
    let index = file.policies.iter().position(|policy| policy.id == id && policy.is_current(asked.now));
    let policy = index.and_then(|index| file.policies.get(index));
    let nodes = document.root.member("policies").map_or(&[][..], Node::items);
    let node = index.and_then(|index| nodes.get(index)).and_then(|policy| policy.member("rules"));
    let logic = node.map_or(&[][..], Node::items).iter().map(|rule| rule.member("logic"));
    let failed = match &answer {
        PolicyAnswer::Failed { rule } => rule.as_deref(),
        _ => None,
    };
    let rules = policy.map_or(&[][..], |policy| &policy.rules).iter().zip(logic).enumerate();
    let rules = rules.map(|(index, (rule, logic))| {
        let branch = traced.get(index).zip(logic).map(|(traced, logic): (&Traced, &Node)| tree(logic, traced, zone));
        let result = match &branch {
            _ if failed == Some(&rule.id) => Holds::Failed,
            Some(branch) => branch.result,
            None => Holds::Skipped,
        };
        ExplainedRule { id: rule.id.clone(), message: rule.message.clone(), result, logic: branch }
    });
    Explanation {
        policy: id.to_owned(),
        name: policy.map(|policy| policy.name.clone()),
        from: policy.map(|policy| policy.from),
        until: policy.and_then(|policy| policy.until),
        at: asked.now,
        paper: asked.paper,
        evidence: asked.evidence.to_vec(),
        answer: answer.code(),
        rules: rules.collect(),
    }
}
