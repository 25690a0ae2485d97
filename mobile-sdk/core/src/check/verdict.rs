//! The outcomes of a check and their codes (section 10). "We cannot tell" is never shown as "no".

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Serialize, Serializer, ser::SerializeStruct as _};

use crate::evidence::{Evidence, EvidenceSet};
use crate::malformed::Malformed;
use crate::name::{DisplayName, IssuerName};
use crate::pass::PassClaims;
use crate::rules::{NotMet, Policy, ShownMember};
use crate::time::{BirthDay, UnixTime};

/// One of exactly three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CheckOutcome {
    /// Let them in.
    Admit,
    /// No, with proof.
    Refuse,
    /// This scanner cannot tell, and says what to do next.
    Unclear,
}

impl CheckOutcome {
    /// `admit`, `refuse` or `unclear`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admit => "admit",
            Self::Refuse => "refuse",
            Self::Unclear => "unclear",
        }
    }
}

/// A no that this scanner can prove.
#[derive(Clone, Debug, PartialEq, Eq)]
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
        /// Since when.
        since: UnixTime,
        /// Whether it is on paper: there is no app to open.
        paper: bool,
    },
    /// The issuer took the pass back.
    Revoked,
    /// The phone that shows it is not the one that it was issued to.
    HolderProofInvalid,
    /// Genuine, but the chosen policy asks for something else.
    PolicyNotMet(NotMet),
}

/// Why this scanner cannot tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unclear {
    /// No readable code in an image.
    Unreadable,
    /// A code, but not one of ours.
    UnknownFormat,
    /// Not a pass that can be read.
    Malformed(Malformed),
    /// No key of that id issues passes; perhaps it is newer than this scanner's list.
    UnknownKey,
    /// For training.
    Specimen,
    /// This scanner's clock is wrong.
    ClockSuspect,
    /// The pass begins later.
    NotYetValid {
        /// From when on it is valid.
        from: UnixTime,
    },
    /// A copy of a phone's pass: the live code is missing.
    HolderProofMissing,
    /// The live code is too old, from a clock that is off, or for another challenge.
    HolderProofStale,
    /// This scanner asks for an answer to its challenge, and the code gives none. Paper never does.
    ChallengeMissing,
    /// No status list of the pass's day is in force, though the manifest is new and pins one: it is withheld, or still
    /// loading.
    StatusRequired,
    /// This scanner's trust data has expired.
    TrustExpired,
    /// A policy is chosen, and none of that id counts now, or there are no rules.
    RulesMissing,
    /// The rules of the chosen policy cannot be made out.
    RuleFailed {
        /// The rule; `None` where the whole file is not readable here.
        rule: Option<String>,
    },
}

/// Why somebody is not admitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A provable no.
    Refuse(Refusal),
    /// Cannot tell.
    Unclear(Unclear),
}

/// What an admission should be looked at for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Warning {
    /// A paper pass: compare the name with an identity card.
    CheckId,
    /// The same pass was admitted here less than five minutes ago.
    SeenBefore,
    /// The trust data is old.
    TrustStale,
    /// No status list of the pass's day is in force.
    StatusMissing,
    /// The status list in force, or the changes beside it, are not the newest.
    StatusOld,
    /// This scanner's clock is probably wrong.
    ClockSuspect,
}

impl Refusal {
    /// The code of section 10.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::KeyWithdrawn { .. } => "key_withdrawn",
            Self::KeyNotValidThen => "key_not_valid_then",
            Self::KeyNotAllowed => "key_not_allowed",
            Self::BadSignature => "bad_signature",
            Self::Expired { .. } => "expired",
            Self::Revoked => "revoked",
            Self::HolderProofInvalid => "holder_proof_invalid",
            Self::PolicyNotMet(_) => "policy_not_met",
        }
    }
}

impl Unclear {
    /// The code of section 10.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::UnknownFormat => "unknown_format",
            Self::Malformed(_) => "malformed",
            Self::UnknownKey => "unknown_key",
            Self::Specimen => "specimen",
            Self::ClockSuspect => "clock_suspect",
            Self::NotYetValid { .. } => "not_yet_valid",
            Self::HolderProofMissing => "holder_proof_missing",
            Self::HolderProofStale => "holder_proof_stale",
            Self::ChallengeMissing => "challenge_missing",
            Self::StatusRequired => "status_required",
            Self::TrustExpired => "trust_expired",
            Self::RulesMissing => "rules_missing",
            Self::RuleFailed { .. } => "rule_failed",
        }
    }
}

impl Warning {
    /// The code of section 10.
    pub const fn code(self) -> &'static str {
        match self {
            Self::CheckId => "check_id",
            Self::SeenBefore => "seen_before",
            Self::TrustStale => "trust_stale",
            Self::StatusMissing => "status_missing",
            Self::StatusOld => "status_old",
            Self::ClockSuspect => "clock_suspect",
        }
    }
}

impl From<Refusal> for Reason {
    fn from(refusal: Refusal) -> Self {
        Self::Refuse(refusal)
    }
}

impl From<Unclear> for Reason {
    fn from(unclear: Unclear) -> Self {
        Self::Unclear(unclear)
    }
}

/// That a pass is good here and now, and what the venue may see of it. Only a [`Checker`](super::Checker) makes one,
/// after every step has run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admission {
    warnings: Vec<Warning>,
    evidence: Option<EvidenceSet>,
    name: Option<DisplayName>,
    birth: Option<BirthDay>,
    issuer: Option<IssuerName>,
    valid_until: Option<UnixTime>,
}

impl Admission {
    /// The code of every admission.
    pub const CODE: &str = "admit";

    /// `policy` is the one that was asked; without one the venue sees everything.
    pub(super) fn new(
        claims: &PassClaims,
        issuer: Option<&IssuerName>,
        policy: Option<&Policy>,
        warnings: Vec<Warning>,
    ) -> Self {
        let is_shown = |member| policy.is_none_or(|policy| policy.show.contains(&member));
        Self {
            warnings,
            evidence: is_shown(ShownMember::Evidence).then(|| claims.evidence.clone()),
            name: claims.name.clone().filter(|_| is_shown(ShownMember::Name)),
            birth: claims.birth.filter(|_| is_shown(ShownMember::Birth)),
            issuer: issuer.filter(|_| is_shown(ShownMember::Issuer)).cloned(),
            valid_until: is_shown(ShownMember::ValidUntil).then_some(claims.expires),
        }
    }

    /// What to look at, in the order of section 10.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// What the pass attests; empty where the venue may not see it.
    pub fn evidence(&self) -> &[Evidence] {
        self.evidence.as_ref().map_or(&[], EvidenceSet::as_slice)
    }

    /// The holder's masked name, if the pass carries it and the venue may see it.
    pub const fn name(&self) -> Option<&DisplayName> {
        self.name.as_ref()
    }

    /// The holder's birthday, if the pass carries it and the venue may see it.
    pub const fn birth(&self) -> Option<BirthDay> {
        self.birth
    }

    /// Who issued the pass, by the key that signed it, if the venue may see it.
    pub fn issuer(&self) -> Option<&str> {
        self.issuer.as_ref().map(IssuerName::as_str)
    }

    /// The pass is not valid at or after this time; `None` where the venue may not see it.
    pub const fn valid_until(&self) -> Option<UnixTime> {
        self.valid_until
    }
}

/// The result of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Verdict {
    /// Good.
    Admit(Admission),
    /// Not good, provably.
    Refuse(Refusal),
    /// Cannot tell.
    Unclear(Unclear),
}

impl Verdict {
    /// Which of the three it is.
    pub const fn outcome(&self) -> CheckOutcome {
        match self {
            Self::Admit(_) => CheckOutcome::Admit,
            Self::Refuse(_) => CheckOutcome::Refuse,
            Self::Unclear(_) => CheckOutcome::Unclear,
        }
    }

    /// `admit`, or the code of section 10.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Admit(_) => Admission::CODE,
            Self::Refuse(refusal) => refusal.code(),
            Self::Unclear(unclear) => unclear.code(),
        }
    }

    /// The admission, if it is one.
    pub const fn admission(&self) -> Option<&Admission> {
        match self {
            Self::Admit(admission) => Some(admission),
            Self::Refuse(_) | Self::Unclear(_) => None,
        }
    }

    /// The warnings of an admission; others have none.
    pub fn warnings(&self) -> &[Warning] {
        self.admission().map_or(&[], Admission::warnings)
    }

    /// Whether the pass is genuine, and the status list of its day is missing or not the newest.
    pub fn lacks_status(&self) -> bool {
        let is_of_status = |warning: &Warning| matches!(warning, Warning::StatusMissing | Warning::StatusOld);
        *self == Self::Unclear(Unclear::StatusRequired) || self.warnings().iter().any(is_of_status)
    }
}

impl From<Reason> for Verdict {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::Refuse(refusal) => Self::Refuse(refusal),
            Reason::Unclear(unclear) => Self::Unclear(unclear),
        }
    }
}

impl Serialize for Verdict {
    /// `outcome`, `code` and `warnings`; with an admission what the venue may see; the time of `expired` and
    /// `not_yet_valid`; the rules of `policy_not_met` with the messages to show, and that of `rule_failed`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut json = serializer.serialize_struct("Verdict", 9)?;
        json.serialize_field("outcome", self.outcome().as_str())?;
        json.serialize_field("code", self.code())?;
        let warnings: Vec<&str> = self.warnings().iter().map(|warning| warning.code()).collect();
        json.serialize_field("warnings", &warnings)?;
        match self {
            Self::Admit(admission) => {
                if let Some(evidence) = &admission.evidence {
                    json.serialize_field("evidence", evidence.as_slice())?;
                }
                if let Some(name) = &admission.name {
                    json.serialize_field("name", name.as_str())?;
                }
                if let Some(birth) = admission.birth {
                    json.serialize_field::<String>("birth", &alloc::format!("{birth}"))?;
                }
                if let Some(issuer) = admission.issuer() {
                    json.serialize_field("issuer", issuer)?;
                }
                if let Some(valid_until) = admission.valid_until {
                    json.serialize_field("valid_until", &valid_until)?;
                }
            }
            Self::Refuse(Refusal::Expired { since, .. }) => json.serialize_field("expired_at", since)?,
            Self::Unclear(Unclear::NotYetValid { from }) => json.serialize_field("valid_from", from)?,
            Self::Refuse(Refusal::PolicyNotMet(unmet)) => {
                json.serialize_field("rules", &unmet.rules)?;
                json.serialize_field("messages", &unmet.messages)?;
            }
            Self::Unclear(Unclear::RuleFailed { rule: Some(rule) }) => json.serialize_field("rules", &[rule])?,
            Self::Refuse(_) | Self::Unclear(_) => {}
        }
        json.end()
    }
}
