//! Rules at the door (section 8): signed, dated policies, which every scanner evaluates alike.

mod answer;
mod edition;
mod evaluated;
mod facts;
mod file;
mod good_until;
mod logic;
mod outlook;
mod planned_pass;
mod policy;
mod reading;
mod signed;
mod texts;
mod traced;

pub use answer::{NotMet, PolicyAnswer, RuleMessage};
pub use edition::{RulesEdition, RulesRefusal};
pub use evaluated::{Evaluated, Logic};
pub(crate) use facts::Question;
pub use file::{MAX_RULES_BYTES, PresentationLimits, RulesFile};
pub use good_until::{GoodUntil, OUTLOOK_DAYS};
pub use logic::Offsets;
pub use outlook::{Good, GoodEnd, PolicyOutlook};
pub use planned_pass::PlannedPass;
pub use policy::{Policy, PolicyStatus, Rule, ShownMember};
pub use reading::UnreadableRules;
pub(crate) use signed::SignedRules;
pub use texts::Texts;
pub use traced::{PolicyQuestion, Traced};
