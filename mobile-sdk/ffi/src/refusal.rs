use std::collections::HashMap;

use haetae_core::{NotMet, Refusal as CoreRefusal, RuleMessage as CoreMessage, UnixTime};

use crate::texts::by_language;
use crate::time::seconds;

/// A no that this scanner can prove.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Refusal {
    /// The issuing key is withdrawn.
    KeyWithdrawn {
        /// Whether it is on paper: nothing fetches a new one by itself.
        paper: bool,
    },
    /// The issuing key was not in use when the pass begins.
    KeyNotValidThen,
    /// The issuing key may not sign such a pass: its role, kinds of evidence, or lifetime.
    KeyNotAllowed,
    /// The issuer did not sign this.
    BadSignature,
    /// The pass is over.
    Expired {
        /// Since when, in seconds since 1970.
        since: i64,
        /// Whether it is on paper: there is no app to open.
        paper: bool,
    },
    /// The issuer took the pass back.
    Revoked,
    /// The phone that shows it is not the one that it was issued to.
    HolderProofInvalid,
    /// Genuine, but the chosen policy asks for something else.
    PolicyNotMet {
        /// The ids of all rules that are false, in the order of the policy.
        rules: Vec<String>,
        /// What people read: the messages for the kinds of evidence that the pass holds.
        messages: Vec<RuleMessage>,
    },
}

/// The message of a rule.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct RuleMessage {
    /// The id of the rule.
    pub rule: String,
    /// Its message, by language: `ko`, `en` and perhaps others.
    pub text: HashMap<String, String>,
}

impl From<&CoreRefusal> for Refusal {
    fn from(refusal: &CoreRefusal) -> Self {
        match refusal {
            CoreRefusal::KeyWithdrawn { paper } => Self::KeyWithdrawn { paper: *paper },
            CoreRefusal::KeyNotValidThen => Self::KeyNotValidThen,
            CoreRefusal::KeyNotAllowed => Self::KeyNotAllowed,
            CoreRefusal::BadSignature => Self::BadSignature,
            CoreRefusal::Expired { since, paper } => Self::Expired { since: seconds(*since), paper: *paper },
            CoreRefusal::Revoked => Self::Revoked,
            CoreRefusal::HolderProofInvalid => Self::HolderProofInvalid,
            CoreRefusal::PolicyNotMet(unmet) => {
                Self::PolicyNotMet { rules: unmet.rules.clone(), messages: messages(&unmet.messages) }
            }
        }
    }
}

impl From<&Refusal> for CoreRefusal {
    /// What code, words and next step depend on. The messages of rules, which these do not, are left out.
    fn from(refusal: &Refusal) -> Self {
        match refusal {
            Refusal::KeyWithdrawn { paper } => Self::KeyWithdrawn { paper: *paper },
            Refusal::KeyNotValidThen => Self::KeyNotValidThen,
            Refusal::KeyNotAllowed => Self::KeyNotAllowed,
            Refusal::BadSignature => Self::BadSignature,
            Refusal::Expired { since, paper } => {
                Self::Expired { since: UnixTime::saturating_new(since.unsigned_abs()), paper: *paper }
            }
            Refusal::Revoked => Self::Revoked,
            Refusal::HolderProofInvalid => Self::HolderProofInvalid,
            Refusal::PolicyNotMet { rules, messages: _ } => {
                Self::PolicyNotMet(NotMet { rules: rules.clone(), messages: Vec::new() })
            }
        }
    }
}

/// The messages of rules, in their order.
pub(crate) fn messages(messages: &[CoreMessage]) -> Vec<RuleMessage> {
    let message = |message: &CoreMessage| RuleMessage { rule: message.rule.clone(), text: by_language(&message.text) };
    messages.iter().map(message).collect()
}
