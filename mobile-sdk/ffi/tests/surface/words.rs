use haetae_core::{Language as CoreLanguage, Refusal as CoreRefusal, Unclear as CoreUnclear};
use haetae_core::{Malformed, NotMet, UnixTime, Verdict as CoreVerdict};
use haetae_ffi::{CheckOutcome, Language, NextStep, Verdict, VerdictText, Warning};

/// Each verdict that is no admission. A new one of the core does not compile in the crate, and is missing here until it
/// is listed.
fn verdicts() -> Vec<CoreVerdict> {
    let at = UnixTime::saturating_new(1_792_254_257);
    let refusals = [
        CoreRefusal::KeyWithdrawn { paper: false },
        CoreRefusal::KeyWithdrawn { paper: true },
        CoreRefusal::KeyNotValidThen,
        CoreRefusal::KeyNotAllowed,
        CoreRefusal::BadSignature,
        CoreRefusal::Expired { since: at, paper: false },
        CoreRefusal::Expired { since: at, paper: true },
        CoreRefusal::Revoked,
        CoreRefusal::HolderProofInvalid,
        CoreRefusal::PolicyNotMet(NotMet { rules: vec!["R".to_owned()], messages: Vec::new() }),
    ];
    let unclear = [
        CoreUnclear::Unreadable,
        CoreUnclear::UnknownFormat,
        CoreUnclear::Malformed(Malformed::Base45),
        CoreUnclear::UnknownKey,
        CoreUnclear::Specimen,
        CoreUnclear::ClockSuspect,
        CoreUnclear::NotYetValid { from: at },
        CoreUnclear::HolderProofMissing,
        CoreUnclear::HolderProofStale,
        CoreUnclear::ChallengeMissing,
        CoreUnclear::StatusRequired,
        CoreUnclear::TrustExpired,
        CoreUnclear::RulesMissing,
        CoreUnclear::RuleFailed { rule: None },
    ];
    refusals.map(CoreVerdict::Refuse).into_iter().chain(unclear.map(CoreVerdict::Unclear)).collect()
}

#[test]
fn every_verdict_says_what_the_core_says() {
    for core in verdicts() {
        let verdict = Verdict::from(&core);
        assert_eq!(verdict.code(), core.code());
        assert_eq!(verdict.next_step().code(), core.next_step().as_str(), "{}", core.code());
        assert_eq!(verdict.misread(), core.may_be_misread(), "{}", core.code());
        let outcome = match verdict.outcome() {
            CheckOutcome::Admit => "admit",
            CheckOutcome::Refuse => "refuse",
            CheckOutcome::Unclear => "unclear",
        };
        assert_eq!(outcome, core.outcome().as_str());
        for (language, core_language) in
            [(Language::Korean, CoreLanguage::Korean), (Language::English, CoreLanguage::English)]
        {
            let words = core.message(core_language);
            let VerdictText { headline, advice } = verdict.words(language);
            assert_eq!((headline.as_str(), advice.as_str()), (words.headline, words.advice));
        }
        assert_eq!(verdict.warnings(), Vec::new());
    }
}

#[test]
fn every_warning_says_what_the_core_says() {
    let warnings = [
        (Warning::CheckId, "check_id", NextStep::CompareCard),
        (Warning::SeenBefore, "seen_before", NextStep::LookAtPerson),
        (Warning::TrustStale, "trust_stale", NextStep::UpdateScanner),
        (Warning::StatusMissing, "status_missing", NextStep::UpdateScanner),
        (Warning::StatusOld, "status_old", NextStep::UpdateScanner),
        (Warning::ClockSuspect, "clock_suspect", NextStep::SetClock),
    ];
    for (warning, code, step) in warnings {
        assert_eq!((warning.code().as_str(), warning.next_step()), (code, step));
        assert_ne!(warning.words(Language::Korean), warning.words(Language::English));
    }
}
