use haetae_core::PolicyAnswer as CoreAnswer;

use crate::refusal::{RuleMessage, messages};

/// What a policy says of a pass. It is no verdict: a scanner asks more than rules.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum PolicyAnswer {
    /// All its rules are true.
    Met,
    /// No policy of that id counts then.
    Missing,
    /// A rule could not be made out: neither yes nor no.
    Failed {
        /// The id of the rule; absent where the whole file is not readable.
        rule: Option<String>,
    },
    /// Rules are false.
    NotMet {
        /// The ids of all that are false, in the order of the policy.
        rules: Vec<String>,
        /// What people read: the messages for the kinds of evidence that the pass holds.
        messages: Vec<RuleMessage>,
    },
}

impl From<&CoreAnswer> for PolicyAnswer {
    fn from(answer: &CoreAnswer) -> Self {
        match answer {
            CoreAnswer::Met => Self::Met,
            CoreAnswer::Missing => Self::Missing,
            CoreAnswer::Failed { rule } => Self::Failed { rule: rule.clone() },
            CoreAnswer::NotMet(unmet) => {
                Self::NotMet { rules: unmet.rules.clone(), messages: messages(&unmet.messages) }
            }
        }
    }
}
