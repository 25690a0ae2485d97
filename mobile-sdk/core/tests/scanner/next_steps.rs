//! What is to be done after a verdict.

use haetae_core::*;

const NOW: UnixTime = UnixTime::saturating_new(1_792_254_257);

#[test]
fn a_pass_that_is_over_is_renewed_where_it_is_held() {
    for (paper, step) in [(true, NextStep::PrintAgain), (false, NextStep::OpenApp)] {
        assert_eq!(Verdict::Refuse(Refusal::Expired { since: NOW, paper }).next_step(), step);
        assert_eq!(Verdict::Refuse(Refusal::KeyWithdrawn { paper }).next_step(), step);
    }
}

#[test]
fn newer_data_may_answer_what_this_scanner_does_not_know() {
    for unclear in [Unclear::UnknownKey, Unclear::StatusRequired, Unclear::TrustExpired] {
        assert_eq!(Verdict::Unclear(unclear).next_step(), NextStep::UpdateScanner);
    }
    let others = [
        Unclear::Unreadable,
        Unclear::UnknownFormat,
        Unclear::Malformed(Malformed::Base45),
        Unclear::Specimen,
        Unclear::ClockSuspect,
        Unclear::NotYetValid { from: NOW },
        Unclear::HolderProofMissing,
        Unclear::HolderProofStale,
        Unclear::ChallengeMissing,
    ];
    for unclear in others {
        let verdict = Verdict::Unclear(unclear);
        assert_ne!(verdict.next_step(), NextStep::UpdateScanner, "{}", verdict.code());
    }
}

#[test]
fn a_code_that_a_device_typed_may_be_misread_only_where_bytes_decide() {
    let garbled = [
        Verdict::Unclear(Unclear::UnknownFormat),
        Verdict::Unclear(Unclear::Malformed(Malformed::Base45)),
        Verdict::Unclear(Unclear::UnknownKey),
        Verdict::Refuse(Refusal::BadSignature),
        Verdict::Refuse(Refusal::HolderProofInvalid),
    ];
    assert!(garbled.iter().all(Verdict::may_be_misread));
    // Behind these stands a signature that was good.
    let genuine = [
        Verdict::Unclear(Unclear::HolderProofMissing),
        Verdict::Unclear(Unclear::ClockSuspect),
        Verdict::Refuse(Refusal::Revoked),
        Verdict::Refuse(Refusal::Expired { since: NOW, paper: false }),
    ];
    assert!(!genuine.iter().any(Verdict::may_be_misread));
}
