//! The pass (section 3): what the issuer signs.

use alloc::vec::Vec;

use crate::cbor::{Decoder, Encoder};
use crate::cose::{self, Context, Prepared, Sign1};
use crate::evidence::EvidenceSet;
use crate::key::{Kid, PublicKey};
use crate::malformed::Malformed;
use crate::name::DisplayName;
use crate::time::{BirthDay, UnixTime};

/// The private claim that holds the body of a pass.
const BODY: i64 = -70_001;

/// An issuer makes passes for so many days ahead at the most (section 3): a phone holds one of each day.
pub const MAX_DAYS_AHEAD: u32 = 28;

/// What a pass says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassClaims {
    /// Not valid before.
    pub not_before: UnixTime,
    /// Not valid at or after; later than `not_before`.
    pub expires: UnixTime,
    /// The key of the phone that may present this pass; `None` on paper.
    pub holder_key: Option<PublicKey>,
    /// What the issuer attests.
    pub evidence: EvidenceSet,
    /// The place of this pass in the status list of its day (section 6).
    pub status_index: u32,
    /// The holder's name, masked.
    pub name: Option<DisplayName>,
    /// The holder's birthday.
    pub birth: Option<BirthDay>,
}

impl PassClaims {
    /// Prepares the pass for the signature of the issuing key `kid`.
    ///
    /// # Errors
    ///
    /// [`Malformed`] if the pass would expire before it begins, or its holder key cannot sign.
    pub fn prepare(&self, kid: Kid) -> Result<Prepared, Malformed> {
        self.require_sense()?;
        Ok(Prepared::new(cose::encode_issuer_header(kid), self.encode(), Context::Pass))
    }

    fn require_sense(&self) -> Result<(), Malformed> {
        if self.expires <= self.not_before {
            return Err(Malformed::PassEnd);
        }
        if matches!(self.holder_key, Some(PublicKey::X25519(_))) {
            return Err(Malformed::HolderKey);
        }
        Ok(())
    }

    /// What is attested, without what differs from day to day.
    pub(crate) fn of_any_day(&self) -> Vec<u8> {
        let never = UnixTime::saturating_new(0);
        Self { not_before: never, expires: never, holder_key: None, status_index: 0, ..self.clone() }.encode()
    }

    fn encode(&self) -> Vec<u8> {
        let mut e = Encoder::with_capacity(192);
        e.map(if self.holder_key.is_some() { 4 } else { 3 });
        e.uint(4).uint(self.expires.seconds());
        e.uint(5).uint(self.not_before.seconds());
        if let Some(key) = &self.holder_key {
            e.uint(8).map(1).uint(1);
            key.encode(&mut e);
        }
        e.int(BODY);
        e.map(2_u64.saturating_add(self.name.is_some().into()).saturating_add(self.birth.is_some().into()));
        e.uint(1);
        self.evidence.encode(&mut e);
        e.uint(2).uint(self.status_index.into());
        if let Some(name) = &self.name {
            e.uint(3).text(name.as_str());
        }
        if let Some(birth) = self.birth {
            e.uint(4).uint(birth.mmdd().into());
        }
        e.into_bytes()
    }

    fn decode(payload: &[u8]) -> Result<Self, Malformed> {
        Decoder::read_all(payload, |d| {
            let mut claims = d.fields()?;
            let expires = claims.required(d, 4, Decoder::time)?;
            let not_before = claims.required(d, 5, Decoder::time)?;
            let holder_key = claims.optional(d, 8, |d| {
                d.map_of(1)?;
                d.expect(1)?;
                PublicKey::decode_holder(d)
            })?;
            let pass = claims.required(d, BODY, |d| {
                let mut body = d.fields()?;
                let evidence = body.required(d, 1, EvidenceSet::decode)?;
                let status_index =
                    body.required(d, 2, |d| u32::try_from(d.uint()?).map_err(|_| Malformed::StatusIndex))?;
                let name = body.optional(d, 3, |d| DisplayName::new(d.text()?).ok_or(Malformed::DisplayName))?;
                let birth = body.optional(d, 4, |d| BirthDay::from_mmdd(d.uint()?).ok_or(Malformed::BirthDay))?;
                body.end()?;
                Ok(Self { not_before, expires, holder_key, evidence, status_index, name, birth })
            })?;
            claims.end()?;
            pass.require_sense()?;
            Ok(pass)
        })
    }
}

/// A pass that decodes, and about whose signature nothing is known.
#[derive(Clone, Debug)]
pub(crate) struct DecodedPass<'b> {
    pub(crate) kid: Kid,
    pub(crate) claims: PassClaims,
    pub(crate) sign1: Sign1<'b>,
}

impl<'b> DecodedPass<'b> {
    pub(crate) fn decode(d: &mut Decoder<'b>) -> Result<Self, Malformed> {
        let sign1 = Sign1::decode(d)?;
        let kid = cose::decode_issuer_header(sign1.protected)?;
        Ok(Self { kid, claims: PassClaims::decode(sign1.payload)?, sign1 })
    }
}
