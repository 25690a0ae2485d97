use haetae_core::UnixTime;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Problem, ProblemCode};
use crate::eligibility::Words;
use crate::issuing::NotEligible;

/// What an app shows the person: a text of the eligibility file, in each language
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct Message {
    /// In Korean
    ko: String,
    /// In English
    en: String,
}

/// What a refusal says about eligibility.
#[derive(Clone, Debug)]
pub(super) struct Explained {
    pub(super) message: Message,
    pub(super) from: Option<UnixTime>,
}

impl From<NotEligible> for Problem {
    fn from(error: NotEligible) -> Self {
        let explained = |Words { ko, en }: Words, from| Some(Box::new(Explained { message: Message { ko, en }, from }));
        match error {
            NotEligible::No { message } => {
                let detail = "This person is not eligible for this kind of pass: show them the message.";
                Self { eligibility: explained(message, None), ..Self::new(ProblemCode::NotEligible, detail) }
            }
            NotEligible::NotYet { from, message } => {
                let detail = format!("This person is eligible from {} on: show them the message.", from.to_rfc3339());
                Self { eligibility: explained(message, Some(from)), ..Self::new(ProblemCode::NotYetEligible, detail) }
            }
            NotEligible::CannotTell(_) => Self::internal(ProblemCode::EligibilityUnavailable, error),
        }
    }
}
