//! The check of a code at the door (section 10): every step in its order, and the only maker of [`Admission`].

mod checker;
mod clock;
mod codes;
mod messages;
mod next_step;
mod scanner;
mod steps;
#[cfg(test)]
mod tests;
mod verdict;

pub use checker::Checker;
pub(crate) use clock::is_behind;
pub use clock::{CLOCK_BEHIND_SECONDS, CLOCK_SUSPECT_SECONDS, CLOCK_WARNING_SECONDS};
pub use messages::{Language, Message};
pub use next_step::NextStep;
pub use scanner::{CHALLENGE_SECONDS, MAX_OPEN_CHALLENGES, SEEN_BEFORE_SECONDS, ScannerState};
pub use verdict::{Admission, CheckOutcome, Reason, Refusal, Unclear, Verdict, Warning};
