//! A signed rules file for who makes and publishes it (section 8).

use alloc::vec::Vec;
use core::fmt;

use super::file::RulesFile;
use super::reading::UnreadableRules;
use super::signed::SignedRules;
use crate::cose::{self, Context, Prepared};
use crate::key::{Kid, Verifier};
use crate::malformed::Malformed;
use crate::time::{CivilDate, UnixTime};
use crate::trust_list::{Role, TrustList};

/// A signed rules file: its version, when it was issued, and who says that they signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulesEdition {
    /// The key that its header names.
    pub kid: Kid,
    /// Its version.
    pub version: u64,
    /// When it was issued.
    pub issued: UnixTime,
    /// What was signed: JSON.
    pub payload: Vec<u8>,
}

/// Why scanners that hold a trust list would not take a rules file (section 7, step 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RulesRefusal {
    /// It is no signed rules file.
    Malformed(Malformed),
    /// The key is not on the list with role 3, or the file was issued outside of its window.
    UnknownKey(Kid),
    /// The signature is not by that key.
    BadSignature(Kid),
}

impl fmt::Display for RulesRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(why) => write!(f, "it is not a signed rules file: {why}"),
            Self::UnknownKey(kid) => {
                write!(f, "the trust list has no rules key {kid} whose window holds the time at which it was issued")
            }
            Self::BadSignature(kid) => write!(f, "its signature is not by the key {kid}"),
        }
    }
}

impl core::error::Error for RulesRefusal {}

impl RulesEdition {
    /// Decodes a signed rules file without looking at its signature.
    ///
    /// # Errors
    ///
    /// [`Malformed`] where scanners would find it malformed. It may still not be readable: see [`RulesEdition::read`].
    pub fn decode_unverified(bytes: &[u8]) -> Result<Self, Malformed> {
        SignedRules::decode(bytes).map(|signed| Self::of(&signed))
    }

    /// Decodes a signed rules file that scanners with this trust list take, if they hold no later version.
    ///
    /// # Errors
    ///
    /// [`RulesRefusal`]: why they would not.
    pub fn decode(bytes: &[u8], list: &TrustList) -> Result<Self, RulesRefusal> {
        let signed = SignedRules::decode(bytes).map_err(RulesRefusal::Malformed)?;
        let (kid, issued) = (signed.kid, signed.issued);
        let listed = list.keys().find(|(listed, _)| *listed == kid).map(|(_, key)| key);
        let key = listed.filter(|key| key.role == Role::Rules && key.window_holds(issued));
        let verifier = key.and_then(|key| Verifier::new(&key.key)).ok_or(RulesRefusal::UnknownKey(kid))?;
        if signed.is_signed_by(&verifier) { Ok(Self::of(&signed)) } else { Err(RulesRefusal::BadSignature(kid)) }
    }

    /// Prepares a rules file for the signature of the key `kid`. The payload is not read.
    pub fn prepare(payload: Vec<u8>, kid: Kid) -> Prepared {
        Prepared::new(cose::encode_issuer_header(kid), payload, Context::Rules)
    }

    /// What the file says.
    ///
    /// # Errors
    ///
    /// [`UnreadableRules`]: scanners would say `rule_failed` to every policy.
    pub fn read(&self) -> Result<RulesFile, UnreadableRules> {
        RulesFile::read(&self.payload)
    }

    fn of(signed: &SignedRules<'_>) -> Self {
        Self { kid: signed.kid, version: signed.version, issued: signed.issued, payload: signed.payload().to_vec() }
    }
}

impl RulesFile {
    /// The civil date of the file's zone at a time.
    pub fn civil_date(&self, at: UnixTime) -> CivilDate {
        CivilDate::from_days(self.offsets.days(at)).unwrap_or(CivilDate::MAX)
    }
}
