use alloc::vec::Vec;

use crate::cbor::{Decoder, Encoder};
use crate::evidence::EvidenceKind;
use crate::key::{Kid, PublicKey};
use crate::malformed::Malformed;
use crate::name::IssuerName;
use crate::time::UnixTime;

/// What a key of the trust list is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// 1: issues passes to phones.
    PhonePasses(IssuingConstraints),
    /// 2: signs status lists and manifests.
    Status,
    /// 3: signs rules.
    Rules,
    /// 4: receives sealed visits.
    Visits,
    /// 5: issues paper passes.
    PaperPasses(IssuingConstraints),
}

/// What an issuing key may issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuingConstraints {
    /// The kinds of evidence that it may attest, ascending; `None` for all.
    pub kinds: Option<Vec<EvidenceKind>>,
    /// The issuer, as people see it.
    pub issuer: IssuerName,
    /// For training and tests: never opens a door.
    pub specimen: bool,
    /// The longest time from a pass's beginning to its end, in seconds, above 0.
    pub longest_life: u64,
}

impl Role {
    const fn number(&self) -> u64 {
        match self {
            Self::PhonePasses(_) => 1,
            Self::Status => 2,
            Self::Rules => 3,
            Self::Visits => 4,
            Self::PaperPasses(_) => 5,
        }
    }

    /// The constraints of a key that issues passes.
    pub const fn issuing_constraints(&self) -> Option<&IssuingConstraints> {
        match self {
            Self::PhonePasses(constraints) | Self::PaperPasses(constraints) => Some(constraints),
            Self::Status | Self::Rules | Self::Visits => None,
        }
    }

    /// The name of this role in tables and logs.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::PhonePasses(_) => "phone-passes",
            Self::Status => "status",
            Self::Rules => "rules",
            Self::Visits => "visits",
            Self::PaperPasses(_) => "paper-passes",
        }
    }
}

/// A key of the trust list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedKey {
    /// The key.
    pub key: PublicKey,
    /// The window begins: the first `nbf` of a pass, or time of issue of anything else, that it may sign.
    pub from: UnixTime,
    /// The window ends: the first time that it may not sign any more.
    pub until: UnixTime,
    /// What it is for.
    pub role: Role,
}

impl TrustedKey {
    /// Whether `time` lies in this key's window, whose end is excluded.
    pub fn window_holds(&self, time: UnixTime) -> bool {
        self.from <= time && time < self.until
    }

    pub(super) fn encode(&self, e: &mut Encoder) {
        let constraints = self.role.issuing_constraints();
        let optional = constraints.map_or(0, |constraints| {
            2_u64.saturating_add(constraints.kinds.is_some().into()).saturating_add(constraints.specimen.into())
        });
        e.map(5_u64.saturating_add(optional));
        e.uint(1).bytes(&self.key.kid().0).uint(2);
        self.key.encode(e);
        e.uint(3).uint(self.from.seconds()).uint(4).uint(self.until.seconds()).uint(5).uint(self.role.number());
        let Some(constraints) = constraints else { return };
        if let Some(kinds) = &constraints.kinds {
            e.uint(6).array(kinds.len() as u64);
            for kind in kinds {
                e.uint(kind.number());
            }
        }
        e.uint(7).text(constraints.issuer.as_str());
        if constraints.specimen {
            e.uint(8).bool(true);
        }
        e.uint(9).uint(constraints.longest_life);
    }

    pub(super) fn decode(d: &mut Decoder<'_>) -> Result<(Kid, Self), Malformed> {
        let mut fields = d.fields()?;
        let kid = Kid(fields.required(d, 1, Decoder::byte_array)?);
        let key = fields.required(d, 2, PublicKey::decode)?;
        let from = fields.required(d, 3, Decoder::time)?;
        let until = fields.required(d, 4, Decoder::time)?;
        let number = fields.required(d, 5, Decoder::uint)?;
        let mut issuing_constraints = || {
            let kinds = fields.optional(d, 6, decode_kinds)?;
            let issuer = fields.required(d, 7, |d| IssuerName::new(d.text()?).ok_or(Malformed::Issuer))?;
            let specimen = fields.optional(d, 8, Decoder::must_be_true)?.is_some();
            let longest_life = fields.required(d, 9, Decoder::count)?;
            if longest_life == 0 {
                return Err(Malformed::LongestLife);
            }
            Ok(IssuingConstraints { kinds, issuer, specimen, longest_life })
        };
        let role = match number {
            1 => Role::PhonePasses(issuing_constraints()?),
            2 => Role::Status,
            3 => Role::Rules,
            4 => Role::Visits,
            5 => Role::PaperPasses(issuing_constraints()?),
            _ => return Err(Malformed::KeyRole),
        };
        fields.end()?;
        let trusted = Self { key, from, until, role };
        trusted.require_sense()?;
        if kid != trusted.key.kid() {
            return Err(Malformed::KeyKid);
        }
        Ok((kid, trusted))
    }

    pub(super) fn require_sense(&self) -> Result<(), Malformed> {
        if self.until <= self.from {
            return Err(Malformed::KeyWindow);
        }
        match (&self.role, &self.key) {
            (Role::Visits, PublicKey::X25519(_)) => Ok(()),
            (Role::Visits, _) => Err(Malformed::VisitKey),
            (_, PublicKey::Ed25519(_)) => Ok(()),
            _ => Err(Malformed::NotEd25519),
        }
    }
}

fn decode_kinds(d: &mut Decoder<'_>) -> Result<Vec<EvidenceKind>, Malformed> {
    let length = d.array()?;
    let mut kinds: Vec<EvidenceKind> = Vec::new();
    for _ in 0..length {
        let kind = EvidenceKind::from_number(d.uint()?).ok_or(Malformed::KeyEvidenceKind)?;
        if kinds.last().is_some_and(|previous| *previous >= kind) {
            return Err(Malformed::KeyEvidenceOrder);
        }
        kinds.push(kind);
    }
    if kinds.is_empty() { Err(Malformed::NoKeyEvidence) } else { Ok(kinds) }
}
