//! The core for Kotlin, Swift and Python. Nothing is decided here: values come in as these languages have them, the
//! core answers, and the answer goes out as values of theirs. Time and randomness are arguments here too; the
//! hand-written layer of each language brings them, with storage, network, keys and threads.
//!
//! Times are whole seconds since 1970 unless their name ends in `_ms`; civil days are `YYYY-MM-DD` in the issuer's
//! zone. Conversions name every case of the core: a new one does not compile until it is here too.

#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod admission;
mod challenge;
mod code_kind;
mod error;
mod evidence;
mod holder_keys;
mod inspect;
mod limits;
mod next;
mod next_step;
mod outlook;
mod paper;
mod phone_clock;
mod phone_time;
#[cfg(feature = "decode")]
mod picture;
mod policies;
mod policy_answer;
mod presentation;
mod qr;
mod queue;
mod refusal;
mod renewal;
mod request_timer;
mod scanner;
mod shared;
mod showing;
mod slots;
mod texts;
mod time;
mod trust;
mod unclear;
mod verdict;
mod wallet;
mod warning;

pub use admission::Admission;
pub use challenge::{challenge_text, is_challenge};
pub use code_kind::{CodeKind, code_kind};
pub use error::CoreError;
pub use evidence::{Evidence, TestMethod};
pub use holder_keys::holder_keys_digest;
pub use inspect::{Inspected, inspect};
pub use limits::{Limits, limits};
pub use next::{Next, SyncSettings};
pub use next_step::NextStep;
pub use outlook::{Good, NoOutlook, Outlook, PolicyOutlook};
pub use paper::{PaperStanding, paper_outlook, paper_standing};
pub use phone_clock::{Contact, CorePhoneClock, Moment};
pub use phone_time::{ClockState, CorePhoneTime, TimeTrust};
#[cfg(feature = "decode")]
pub use picture::read_picture;
pub use policies::{PolicyList, PolicyStanding, PolicyState, PolicyStatus, RulesReading};
pub use policy_answer::PolicyAnswer;
pub use presentation::{presentation, to_be_signed};
pub use qr::{Matrix, qr};
pub use queue::{QueuePlace, QueueSeconds, QueueSeen, queue_pause, queue_seen};
pub use refusal::{Refusal, RuleMessage};
pub use renewal::{OwnPass, Renewal, Standing};
pub use request_timer::CoreRequestTimer;
pub use scanner::CoreScanner;
pub use showing::{Choice, Due};
pub use slots::{Slot, SlotWrite, read_slots, write_slots};
pub use texts::{Language, VerdictText};
pub use trust::{FileState, ManifestState, TrustListState, TrustOutcome, TrustState};
pub use unclear::Unclear;
pub use verdict::{CheckOutcome, Verdict};
pub use wallet::CoreWallet;
pub use warning::Warning;

uniffi::setup_scaffolding!("haetae");
