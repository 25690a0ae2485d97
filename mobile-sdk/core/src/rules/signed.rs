//! A rules file as the trust store takes it: who signed it, when, and its version. What else it holds does not matter
//! there (section 8, the first of the two readings).

use super::file::RulesFile;
use crate::cbor::{Decoder, MAX_COUNT};
use crate::cose::{self, Context, Sign1};
use crate::json::{Surrogates, Text};
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

impl<'b> SignedRules<'b> {
    pub(crate) fn decode(bytes: &'b [u8]) -> Result<Self, Malformed> {
        let sign1 = Decoder::read_all(bytes, Sign1::decode)?;
        let kid = cose::decode_issuer_header(sign1.protected)?;
        let (version, issued) = edition(sign1.payload).ok_or(Malformed::Rules)?;
        if version > MAX_COUNT {
            return Err(Malformed::Version);
        }
        let issued = UnixTime::new(issued).ok_or(Malformed::Time)?;
        Ok(Self { kid, version, issued, sign1 })
    }

    pub(crate) fn is_signed_by(&self, key: &Verifier) -> bool {
        self.sign1.is_signed_by(key, Context::Rules)
    }

    pub(crate) const fn payload(&self) -> &'b [u8] {
        self.sign1.payload
    }

    /// The file, where it is readable.
    pub(crate) fn read(&self) -> Option<RulesFile> {
        RulesFile::read(self.sign1.payload).ok()
    }
}

/// `version` and `issued` of a JSON object that has each of them once.
fn edition(payload: &[u8]) -> Option<(u64, u64)> {
    let mut text = Text::new(core::str::from_utf8(payload).ok()?);
    let (mut version, mut issued) = (None, None);
    let mut first = true;
    text.expect(b'{').ok()?;
    while text.goes_on(&mut first, b'}').ok()? {
        let name = text.text(Surrogates::Any).ok()?;
        text.expect(b':').ok()?;
        let member = match name.as_str() {
            "version" => &mut version,
            "issued" => &mut issued,
            _ => {
                text.skip(Surrogates::Any).ok()?;
                continue;
            }
        };
        if member.replace(text.whole_number().ok()?).is_some() {
            return None;
        }
    }
    text.end().ok()?;
    Some((version?, issued?))
}
