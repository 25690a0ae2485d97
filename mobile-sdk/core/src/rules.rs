//! The place of the rules (section 8). Policies and CertLogic are not read yet; what the trust store must know of a
//! rules file is here: who signed it, when, and its version.

use serde::Deserialize;

use crate::cbor::{Decoder, MAX_COUNT};
use crate::cose::{self, Context, Sign1};
use crate::json;
use crate::key::{Kid, Verifier};
use crate::malformed::Malformed;
use crate::time::UnixTime;

/// A decoded rules file, and whether its signature is good.
pub(crate) struct SignedRules<'b> {
    pub(crate) kid: Kid,
    pub(crate) version: u64,
    pub(crate) issued: UnixTime,
    sign1: Sign1<'b>,
}

/// The members that the trust store orders rules by.
#[derive(Deserialize)]
struct Edition {
    version: u64,
    issued: u64,
}

impl<'b> SignedRules<'b> {
    pub(crate) fn decode(bytes: &'b [u8]) -> Result<Self, Malformed> {
        let sign1 = Decoder::read_all(bytes, Sign1::decode)?;
        let kid = cose::decode_issuer_header(sign1.protected)?;
        let edition: Edition = json::read(sign1.payload).map_err(|_| Malformed::Rules)?;
        if edition.version > MAX_COUNT {
            return Err(Malformed::Version);
        }
        let issued = UnixTime::new(edition.issued).ok_or(Malformed::Time)?;
        Ok(Self { kid, version: edition.version, issued, sign1 })
    }

    pub(crate) fn is_signed_by(&self, key: &Verifier) -> bool {
        self.sign1.is_signed_by(key, Context::Rules)
    }
}
