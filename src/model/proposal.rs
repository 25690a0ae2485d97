use haetae_core::UnixTime;

use super::operator::{OperatorName, Scope};

/// What needs two operators where the configuration says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProposalKind {
    /// A partner's key is registered.
    PartnerKeyAdd,
    /// A partner's key is removed.
    PartnerKeyRemove,
    /// Many people are revoked.
    MassRevocation,
    /// Rules are published.
    RulesPublish,
    /// Rules are published with the content of an earlier version.
    RulesRollback,
}

impl ProposalKind {
    /// All kinds.
    pub const ALL: [Self; 5] =
        [Self::PartnerKeyAdd, Self::PartnerKeyRemove, Self::MassRevocation, Self::RulesPublish, Self::RulesRollback];

    /// Its serialised form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PartnerKeyAdd => "partner_key_add",
            Self::PartnerKeyRemove => "partner_key_remove",
            Self::MassRevocation => "mass_revocation",
            Self::RulesPublish => "rules_publish",
            Self::RulesRollback => "rules_rollback",
        }
    }

    /// The kind of this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// The scope that both operators need.
    pub const fn scope(self) -> Scope {
        match self {
            Self::PartnerKeyAdd | Self::PartnerKeyRemove => Scope::Keys,
            Self::MassRevocation => Scope::Revoke,
            Self::RulesPublish | Self::RulesRollback => Scope::Rules,
        }
    }
}

/// What one operator asked for and another one must confirm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// 16 hexadecimal digits.
    pub id: String,
    /// What it is.
    pub kind: ProposalKind,
    /// What it is about, for those who list proposals: nothing about a person.
    pub summary: String,
    /// SHA-256 of all that was asked for. Only the same can be confirmed.
    pub content: [u8; 32],
    /// Who asked.
    pub by: OperatorName,
    /// When it was asked for.
    pub proposed: UnixTime,
    /// When it cannot be confirmed any more.
    pub expires: UnixTime,
}
