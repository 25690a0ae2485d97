use alloc::string::String;
use alloc::vec::Vec;

use super::logic::Expression;
use super::texts::Texts;
use crate::evidence::EvidenceKind;
use crate::time::UnixTime;

/// What a kind of venue asks for, from a second on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Its id; the policies that follow each other share one.
    pub id: String,
    /// What people call it.
    pub name: Texts,
    /// The first second of it.
    pub from: UnixTime,
    /// The first second after it; `None`: no end.
    pub until: Option<UnixTime>,
    /// Whether a code must answer a challenge of the scanner (section 4).
    pub challenge_required: bool,
    /// What holds where no status list of the pass's day is in force; `None` where the policy does not say.
    pub status: Option<PolicyStatus>,
    /// What the venue sees on admission.
    pub show: Vec<ShownMember>,
    /// All must be true.
    pub rules: Vec<Rule>,
}

/// What a policy says of a missing status list (section 10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyStatus {
    /// Admission carries a warning.
    Warn,
    /// Nobody is admitted.
    Required,
}

/// What a venue may see of a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ShownMember {
    /// The masked name.
    Name,
    /// The birthday, month and day.
    Birth,
    /// The evidence.
    Evidence,
    /// Who issued it.
    Issuer,
    /// Until when it is valid.
    ValidUntil,
}

impl ShownMember {
    /// What a venue sees where the policy does not say, all but the evidence.
    pub(super) const USUAL: [Self; 4] = [Self::Name, Self::Birth, Self::Issuer, Self::ValidUntil];

    pub(super) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "name" => Self::Name,
            "birth" => Self::Birth,
            "evidence" => Self::Evidence,
            "issuer" => Self::Issuer,
            "valid_until" => Self::ValidUntil,
            _ => return None,
        })
    }
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its id, of which no two are alike in a policy.
    pub id: String,
    /// What people read where it is false.
    pub message: Texts,
    /// The kinds of evidence that its message is for; empty: for all.
    pub kinds: Vec<EvidenceKind>,
    /// `None` where its form is wrong: then it fails.
    pub(super) logic: Option<Expression>,
}

impl Policy {
    /// Whether it counts at this time.
    pub fn is_current(&self, now: UnixTime) -> bool {
        self.from <= now && self.until.is_none_or(|until| now < until)
    }

    /// Whether both count at some time.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        let begins_before_end = |one: &Self, other: &Self| other.until.is_none_or(|until| one.from < until);
        begins_before_end(self, other) && begins_before_end(other, self)
    }
}
