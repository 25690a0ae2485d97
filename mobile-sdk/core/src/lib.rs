//! The pass format and its checking. Everything that Haetae signs is encoded and decoded here, and here alone; a
//! scanner's trust store and the check at the door are here too.
//!
//! There is no clock, no random number, no file, no network and no private key in this crate: the time is always an
//! argument, bytes come in and go out, and whatever gets signed is prepared here, signed elsewhere and completed here.
//! That it is `no_std` proves the first half; a clippy rule forbids the signing types.
//!
//! The sections named in the documentation are those of `docs/wire-format.md`.

#![no_std]
// No input may make this crate panic: what could is an error outside tests.
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod base45;
mod bundle;
mod cbor;
mod check;
mod checkpoint;
mod civil;
mod code;
mod cose;
mod evidence;
pub mod inspect;
mod jitter;
pub mod json;
mod jwk;
mod key;
mod malformed;
mod manifest;
mod name;
mod pass;
mod presentation;
#[cfg(feature = "qr")]
pub mod qr;
pub mod queue;
mod rules;
mod scanner;
pub mod series;
pub mod slots;
mod status_list;
mod sync;
mod time;
mod trust_list;
mod trust_store;
mod wallet;

pub use bundle::{Bundle, MAX_BUNDLE_BYTES};
pub use cbor::MAX_COUNT;
pub use check::{
    Admission, CHALLENGE_SECONDS, CLOCK_BEHIND_SECONDS, CLOCK_SUSPECT_SECONDS, CLOCK_WARNING_SECONDS, CheckOutcome,
    Checker, Language, MAX_OPEN_CHALLENGES, Message, NextStep, Reason, Refusal, SEEN_BEFORE_SECONDS, ScannerState,
    Unclear, Verdict, Warning,
};
pub use checkpoint::{Checkpoint, CheckpointSigner, MAX_CHECKPOINT_BYTES};
pub use code::{
    Challenge, CodeKind, MAX_CHALLENGE_BYTES, MAX_CODE_BYTES, MIN_CHALLENGE_BYTES, is_ours, pass_text,
    presentation_text,
};
pub use cose::Prepared;
pub use evidence::{Doses, Evidence, EvidenceKind, EvidenceSet, MAX_EVIDENCE, PolicyId, Product, TestMethod};
pub use jwk::{InvalidJwk, Jwk, keys_digest, thumbprints_digest};
pub use key::{Algorithm, Kid, PublicKey, Signature};
pub use malformed::Malformed;
pub use manifest::{FileHash, FileKind, MAX_FILE_BYTES, MAX_MANIFEST_LIFE, Manifest, PinnedFile, RULES, TRUST_LIST};
pub use name::{DisplayName, IssuerName, MAX_NAME_BYTES, is_name_character};
pub use pass::{MAX_DAYS_AHEAD, PassClaims};
pub use presentation::{
    LIVE_SECONDS, MAX_PRESENTATION_AGE, MAX_PRESENTATION_SKEW, PreparedPresentation, UnverifiedPass,
};
pub use rules::{
    Evaluated, Good, GoodEnd, GoodUntil, Logic, MAX_RULES_BYTES, NotMet, OUTLOOK_DAYS, Offsets, PlannedPass, Policy,
    PolicyAnswer, PolicyOutlook, PolicyQuestion, PolicyStatus, PresentationLimits, Rule, RuleMessage, RulesEdition,
    RulesFile, RulesRefusal, ShownMember, Texts, Traced, UnreadableRules,
};
pub use scanner::{
    FileState, ManifestState, PolicyList, PolicyStanding, PolicyState, RulesReading, Scanner, TrustListState,
    TrustState,
};
pub use status_list::{MAX_CHANGES, MAX_UNPACKED_BYTES, StatusBits, StatusChanges, StatusListClaims};
pub use sync::{Fetch, MAX_MANIFEST_BYTES, MAX_PAPER_DAYS, Plan, SyncSettings, TrustSync};
pub use time::{BirthDay, CivilDate, SECONDS_PER_DAY, StatusDay, UnixTime};
pub use trust_list::{IssuingConstraints, PreparedTrustList, Role, RootSet, TrustList, TrustedKey};
pub use trust_store::{DayStatus, MAX_KEPT_BYTES, Outcome, Restored, TrustStore};
pub use wallet::{
    Asked, CLOCK_OFF_SECONDS, ClockState, Contact, DAYS_KEPT, Due, Moment, NoOutlook, NothingToShow, Outlook,
    PaperStanding, PhoneClock, PhoneTime, Renewal, RequestTimer, Standing, TimeTrust, ToShow, Wallet,
};
