use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::facts::{Facts, Question};
use super::file::RulesFile;
use super::logic::{Observer, Scope, Steps, Value, evaluate_observed};
use super::policy::{Policy, Rule};
use super::texts::Texts;
use crate::evidence::Evidence;

/// What a policy says of a pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicyAnswer {
    /// All its rules are true.
    Met,
    /// No policy of that id counts now.
    Missing,
    /// A rule could not be made out: neither yes nor no.
    Failed {
        /// The rule; `None` where the whole file is not readable.
        rule: Option<String>,
    },
    /// Rules are false.
    NotMet(NotMet),
}

/// The rules that are false.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotMet {
    /// The ids of all that are false, in the order of the policy.
    pub rules: Vec<String>,
    /// What people read: the messages for the kinds of evidence that the pass holds.
    pub messages: Vec<RuleMessage>,
}

/// The message of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleMessage {
    /// The id of the rule.
    pub rule: String,
    /// Its message, by language.
    pub text: Texts,
}

impl PolicyAnswer {
    /// `met`, or the code of section 10.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Missing => "rules_missing",
            Self::Failed { .. } => "rule_failed",
            Self::NotMet(_) => "policy_not_met",
        }
    }
}

impl RulesFile {
    /// What the policy of this id that counts now says.
    pub(crate) fn answer(&self, id: &str, question: &Question<'_>) -> PolicyAnswer {
        self.current(id, question.now).map_or(PolicyAnswer::Missing, |policy| self.answer_of(policy, question))
    }

    /// What this policy says, of which the caller knows that it counts now.
    pub(crate) fn answer_of(&self, policy: &Policy, question: &Question<'_>) -> PolicyAnswer {
        self.answer_observed(policy, question, &mut ())
    }

    /// The same, and an observer sees what is evaluated: each rule's logic at a time, up to the first rule that fails.
    pub(super) fn answer_observed<O: Observer>(
        &self,
        policy: &Policy,
        question: &Question<'_>,
        observer: &mut O,
    ) -> PolicyAnswer {
        let facts = Facts::of(question, self, &policy.id);
        let data = facts.value();
        let mut steps = Steps::default();
        let mut unmet: Vec<&Rule> = Vec::new();
        for rule in &policy.rules {
            let scope = Scope::Rule(&data);
            let logic = rule.logic.as_ref();
            let value =
                logic.and_then(|logic| evaluate_observed(logic, &scope, &self.offsets, &mut steps, observer).ok());
            match value {
                Some(Value::Bool(true)) => {}
                Some(Value::Bool(false)) => unmet.push(rule),
                _ => return PolicyAnswer::Failed { rule: Some(rule.id.clone()) },
            }
        }
        if unmet.is_empty() { PolicyAnswer::Met } else { PolicyAnswer::NotMet(NotMet::of(&unmet, question.evidence)) }
    }
}

impl NotMet {
    fn of(unmet: &[&Rule], evidence: &[Evidence]) -> Self {
        let concerns =
            |rule: &&&Rule| rule.kinds.is_empty() || evidence.iter().any(|piece| rule.kinds.contains(&piece.kind()));
        let message = |rule: &&Rule| RuleMessage { rule: rule.id.clone(), text: rule.message.clone() };
        let mut messages: Vec<_> = unmet.iter().filter(concerns).map(message).collect();
        if messages.is_empty() {
            messages = unmet.iter().map(message).collect();
        }
        Self { rules: unmet.iter().map(|rule| rule.id.clone()).collect(), messages }
    }
}
