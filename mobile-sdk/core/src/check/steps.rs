//! The steps of the check, one for each way to fail.

use super::clock::is_behind;
use super::scanner::ScannerState;
use super::verdict::{Reason, Refusal, Unclear};
use crate::cose::Context;
use crate::key::Verifier;
use crate::malformed::Malformed;
use crate::name::IssuerName;
use crate::presentation::{HolderProof, UnverifiedPass};
use crate::rules::{Policy, PolicyAnswer, PolicyStatus, Question, RulesFile};
use crate::time::{StatusDay, UnixTime};
use crate::trust_list::{Role, TrustedKey};
use crate::trust_store::TrustStore;

/// What must hold of a code, in the order in which section 10 asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    KeyKnown,
    KeyNotWithdrawn,
    KeyValidThen,
    KeyRole,
    KeyEvidenceKinds,
    KeyLongestLife,
    Signature,
    NotSpecimen,
    LiveCodeCounted,
    Clock,
    NotBefore,
    NotExpired,
    IndexInList,
    NotRevoked,
    HolderProofPresent,
    HolderProofGenuine,
    HolderProofFresh,
    ChallengeAnswered,
    StatusAtHand,
    TrustNotExpired,
    RulesPresent,
    RulesMadeOut,
    PolicyMet,
}

impl Step {
    pub(super) const ALL: &[Self] = &[
        Self::KeyKnown,
        Self::KeyNotWithdrawn,
        Self::KeyValidThen,
        Self::KeyRole,
        Self::KeyEvidenceKinds,
        Self::KeyLongestLife,
        Self::Signature,
        Self::NotSpecimen,
        Self::LiveCodeCounted,
        Self::Clock,
        Self::NotBefore,
        Self::NotExpired,
        Self::IndexInList,
        Self::NotRevoked,
        Self::HolderProofPresent,
        Self::HolderProofGenuine,
        Self::HolderProofFresh,
        Self::ChallengeAnswered,
        Self::StatusAtHand,
        Self::TrustNotExpired,
        Self::RulesPresent,
        Self::RulesMadeOut,
        Self::PolicyMet,
    ];
}

/// What a holder proof turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Proof {
    /// The pass was shown as it is.
    Absent,
    /// Not signed by the holder key, or there is none.
    Invalid,
    /// It answers a challenge, and none of those that are open.
    NoChallengeFits,
    /// It answers an open challenge.
    AnswersChallenge,
    /// Signed by the holder key, without a challenge.
    Genuine,
}

/// What is known of a code while it is checked.
pub(super) struct Facts<'a> {
    trust: &'a TrustStore,
    demands: Demands<'a>,
    pub(super) pass: &'a UnverifiedPass,
    pub(super) now: UnixTime,
    key: Option<(&'a TrustedKey, Option<&'a Verifier>)>,
    proof: Option<Proof>,
    /// The policy of the chosen id that counts now, and its file.
    policy: Option<(&'a Policy, &'a RulesFile)>,
    answer: Option<PolicyAnswer>,
}

/// What a venue asks for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Demands<'a> {
    pub(super) challenge: bool,
    pub(super) policy: Option<&'a str>,
}

impl<'a> Facts<'a> {
    pub(super) fn new(trust: &'a TrustStore, demands: Demands<'a>, pass: &'a UnverifiedPass, now: UnixTime) -> Self {
        let key = trust.issuing_key(pass.kid);
        let chosen = demands.policy.zip(trust.rules().flatten());
        let policy = chosen.and_then(|(id, file)| Some((file.current(id, now)?, file)));
        Self { trust, demands, pass, now, key, proof: None, policy, answer: None }
    }

    /// The policy that counts, if one is chosen.
    pub(super) fn policy(&self) -> Option<&'a Policy> {
        self.policy.map(|(policy, _)| policy)
    }

    pub(super) fn day(&self) -> StatusDay {
        self.pass.claims.not_before.status_day()
    }

    pub(super) fn issuer(&self) -> Option<&'a IssuerName> {
        self.key.and_then(|(key, _)| key.role.issuing_constraints()).map(|constraints| &constraints.issuer)
    }

    pub(super) fn require(&mut self, step: Step, scanner: &mut ScannerState) -> Result<(), Reason> {
        let claims = &self.pass.claims;
        match step {
            Step::KeyKnown => require(self.key.is_some(), Unclear::UnknownKey),
            Step::KeyNotWithdrawn => {
                let from = self.trust.withdrawn_from(self.pass.kid);
                require(from.is_none_or(|from| self.now < from), Refusal::KeyWithdrawn { paper: self.is_paper() })
            }
            Step::KeyValidThen => {
                require(self.key_is(|key| key.window_holds(claims.not_before)), Refusal::KeyNotValidThen)
            }
            Step::KeyRole => {
                let fits = self.key_is(|key| match key.role {
                    Role::PhonePasses(_) => claims.holder_key.is_some(),
                    Role::PaperPasses(_) => claims.holder_key.is_none(),
                    Role::Status | Role::Rules | Role::Visits => false,
                });
                require(fits, Refusal::KeyNotAllowed)
            }
            Step::KeyEvidenceKinds => require(self.key_is(|key| self.kinds_allowed(key)), Refusal::KeyNotAllowed),
            Step::KeyLongestLife => {
                let life = claims.expires.seconds_since(claims.not_before);
                let fits = |key: &TrustedKey| {
                    key.role.issuing_constraints().is_none_or(|constraints| life <= constraints.longest_life)
                };
                require(self.key_is(fits), Refusal::KeyNotAllowed)
            }
            Step::Signature => {
                let verifier = self.key.and_then(|(_, verifier)| verifier);
                let good = verifier.is_some_and(|key| self.pass.sign1().is_signed_by(key, Context::Pass));
                require(good, Refusal::BadSignature)
            }
            Step::NotSpecimen => {
                let specimen =
                    |key: &TrustedKey| key.role.issuing_constraints().is_some_and(|constraints| constraints.specimen);
                require(self.key_is(|key| !specimen(key)), Unclear::Specimen)
            }
            Step::LiveCodeCounted => {
                if let (Proof::Genuine | Proof::AnswersChallenge, Some(live)) = (self.proof(scanner), &self.pass.proof)
                {
                    scanner.clock.count(live.issued, self.now);
                }
                Ok(())
            }
            Step::Clock => require(!is_behind(self.now, self.trust.floor()), Unclear::ClockSuspect),
            Step::NotBefore => require(claims.not_before <= self.now, Unclear::NotYetValid { from: claims.not_before }),
            Step::NotExpired => {
                let expired = Refusal::Expired { since: claims.expires, paper: self.is_paper() };
                require(self.now < claims.expires, expired)
            }
            Step::IndexInList => {
                let beyond = Unclear::Malformed(Malformed::IndexBeyondList);
                require(self.is_revoked(scanner) != Some(None), beyond)
            }
            Step::NotRevoked => require(self.is_revoked(scanner) != Some(Some(true)), Refusal::Revoked),
            Step::HolderProofPresent => {
                let missing = claims.holder_key.is_some() && self.proof(scanner) == Proof::Absent;
                require(!missing, Unclear::HolderProofMissing)
            }
            Step::HolderProofGenuine => require(self.proof(scanner) != Proof::Invalid, Refusal::HolderProofInvalid),
            Step::HolderProofFresh => {
                let fresh = match self.proof(scanner) {
                    Proof::NoChallengeFits => false,
                    Proof::Genuine => self.pass.proof.as_ref().is_some_and(|proof| self.is_fresh(proof)),
                    Proof::Absent | Proof::Invalid | Proof::AnswersChallenge => true,
                };
                require(fresh, Unclear::HolderProofStale)
            }
            Step::ChallengeAnswered => {
                let is_required =
                    self.demands.challenge || self.policy().is_some_and(|policy| policy.challenge_required);
                let is_answered = !is_required || self.proof(scanner) == Proof::AnswersChallenge;
                require(is_answered, Unclear::ChallengeMissing)
            }
            Step::StatusAtHand => {
                let is_required = match self.policy().and_then(|policy| policy.status) {
                    Some(PolicyStatus::Required) => true,
                    Some(PolicyStatus::Warn) => false,
                    None => self.trust.could_have_status(self.day(), self.now),
                };
                let is_missing = is_required && self.trust.day_status(self.day()).is_none();
                require(!is_missing, Unclear::StatusRequired)
            }
            Step::TrustNotExpired => require(!self.trust.is_expired(self.now), Unclear::TrustExpired),
            Step::RulesPresent => require(*self.answer() != PolicyAnswer::Missing, Unclear::RulesMissing),
            Step::RulesMadeOut => match self.answer() {
                PolicyAnswer::Failed { rule } => Err(Unclear::RuleFailed { rule: rule.clone() }.into()),
                _ => Ok(()),
            },
            Step::PolicyMet => match self.answer() {
                PolicyAnswer::NotMet(unmet) => Err(Refusal::PolicyNotMet(unmet.clone()).into()),
                _ => Ok(()),
            },
        }
    }

    fn is_paper(&self) -> bool {
        self.pass.claims.holder_key.is_none()
    }

    /// Whether something holds of the key. Without a key nothing speaks against it: that is the first step's business.
    fn key_is(&self, holds: impl FnOnce(&TrustedKey) -> bool) -> bool {
        self.key.is_none_or(|(key, _)| holds(key))
    }

    fn kinds_allowed(&self, key: &TrustedKey) -> bool {
        let allowed = key.role.issuing_constraints().and_then(|constraints| constraints.kinds.as_deref());
        let mut evidence = self.pass.claims.evidence.as_slice().iter();
        allowed.is_none_or(|allowed| evidence.all(|piece| allowed.contains(&piece.kind())))
    }

    /// `None` without a list of the pass's day, `Some(None)` if the index is beyond its end.
    fn is_revoked(&self, scanner: &mut ScannerState) -> Option<Option<bool>> {
        let status = self.trust.day_status(self.day())?;
        Some(status.is_revoked_in(&mut scanner.lists, self.pass.claims.status_index))
    }

    fn is_fresh(&self, proof: &HolderProof) -> bool {
        let limits = self.trust.presentation_limits();
        proof.issued.saturating_add(limits.max_age) >= self.now
            && proof.issued <= self.now.saturating_add(limits.max_skew)
    }

    /// What the chosen policy says, asked once; without one nothing is asked for.
    fn answer(&mut self) -> &PolicyAnswer {
        if self.answer.is_none() {
            self.answer = Some(self.asked());
        }
        self.answer.as_ref().unwrap_or(&PolicyAnswer::Missing)
    }

    fn asked(&self) -> PolicyAnswer {
        if self.demands.policy.is_none() {
            return PolicyAnswer::Met;
        }
        match (self.trust.rules(), self.policy) {
            (Some(None), _) => PolicyAnswer::Failed { rule: None },
            (_, None) => PolicyAnswer::Missing,
            (_, Some((policy, file))) => {
                let claims = &self.pass.claims;
                let question = Question {
                    evidence: claims.evidence.as_slice(),
                    paper: self.is_paper(),
                    not_before: claims.not_before,
                    expires: claims.expires,
                    now: self.now,
                };
                file.answer_of(policy, &question)
            }
        }
    }

    /// Verifies the holder's signature, once.
    fn proof(&mut self, scanner: &ScannerState) -> Proof {
        *self.proof.get_or_insert_with(|| verify(self.pass, scanner))
    }
}

fn verify(pass: &UnverifiedPass, scanner: &ScannerState) -> Proof {
    let Some(proof) = &pass.proof else { return Proof::Absent };
    let Some(holder_key) = &pass.claims.holder_key else { return Proof::Invalid };
    let verifier = Verifier::new(holder_key);
    let signed = |context| verifier.as_ref().is_some_and(|key| proof.sign1().is_signed_by(key, context));
    if !proof.challenged {
        return if signed(Context::Presentation) { Proof::Genuine } else { Proof::Invalid };
    }
    // Nobody can tell an old challenge from a wrong signature: where none fits, the code counts as stale.
    let mut open = scanner.open_challenges();
    if open.any(|challenge| signed(Context::ChallengedPresentation(challenge.as_bytes()))) {
        Proof::AnswersChallenge
    } else {
        Proof::NoChallengeFits
    }
}

fn require(holds: bool, otherwise: impl Into<Reason>) -> Result<(), Reason> {
    if holds { Ok(()) } else { Err(otherwise.into()) }
}
