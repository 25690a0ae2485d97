use alloc::string::{String, ToString as _};

use super::packed::PackedBits;
use crate::cbor::{Decoder, Encoder};
use crate::cose::{self, Context, Prepared, Sign1};
use crate::key::{Kid, Verifier};
use crate::malformed::Malformed;
use crate::time::{StatusDay, UnixTime};

const TYPE: &str = "application/statuslist+cwt";
/// The claims of the IETF Token Status List.
const STATUS_LIST: i64 = 65_533;
const TIME_TO_LIVE: i64 = 65_534;

/// What a status list token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusListClaims<'a> {
    /// Where the list is published: ends in `/status/<day>`.
    pub subject: String,
    /// When the list last changed.
    pub issued: UnixTime,
    /// The end of the last pass of that day.
    pub expires: UnixTime,
    /// For how many seconds others may cache it. Scanners go by the manifest.
    pub time_to_live: u64,
    /// The bits as one zlib stream.
    pub packed: &'a [u8],
}

impl StatusListClaims<'_> {
    /// Prepares the token for the signature of the status key `kid`.
    pub fn prepare(&self, kid: Kid) -> Prepared {
        let mut protected = Encoder::with_capacity(48);
        protected.map(3).uint(1).int(crate::key::Algorithm::Ed25519.cose()).uint(4).bytes(&kid.0).uint(16).text(TYPE);
        let mut payload =
            Encoder::with_capacity(self.packed.len().saturating_add(self.subject.len()).saturating_add(64));
        payload.map(5).uint(2).text(&self.subject);
        payload.uint(4).uint(self.expires.seconds()).uint(6).uint(self.issued.seconds());
        payload.int(STATUS_LIST).map(2).text("lst").bytes(self.packed).text("bits").uint(1);
        payload.int(TIME_TO_LIVE).uint(self.time_to_live);
        Prepared::new(protected.into_bytes(), payload.into_bytes(), Context::StatusList)
    }
}

impl<'b> StatusListClaims<'b> {
    /// Decodes a signed status list without looking at its signature and without unpacking it.
    ///
    /// # Errors
    ///
    /// [`Malformed`] where the bytes are none.
    pub fn decode_unverified(bytes: &'b [u8]) -> Result<Self, Malformed> {
        Self::decode_unverified_with_kid(bytes).map(|(_, claims)| claims)
    }

    /// The same with the key that is named as its signer.
    ///
    /// # Errors
    ///
    /// [`Malformed`] where the bytes are none.
    pub fn decode_unverified_with_kid(bytes: &'b [u8]) -> Result<(Kid, Self), Malformed> {
        SignedStatusList::decode(bytes).map(|signed| (signed.kid, signed.claims))
    }

    fn decode(payload: &'b [u8]) -> Result<Self, Malformed> {
        Decoder::read_all(payload, |d| {
            d.map_of(5)?;
            d.expect(2)?;
            let subject = d.text()?.into();
            d.expect(4)?;
            let expires = d.time()?;
            d.expect(6)?;
            let issued = d.time()?;
            d.expect(STATUS_LIST)?;
            d.map_of(2)?;
            expect_text(d, "lst")?;
            let packed = d.bytes()?;
            expect_text(d, "bits")?;
            d.expect(1)?;
            d.expect(TIME_TO_LIVE)?;
            let time_to_live = d.count()?;
            Ok(Self { subject, issued, expires, time_to_live, packed })
        })
    }
}

/// A decoded status list, as packed as it came, and whether its signature is good.
pub(crate) struct SignedStatusList<'b> {
    pub(crate) kid: Kid,
    pub(crate) claims: StatusListClaims<'b>,
    sign1: Sign1<'b>,
}

impl<'b> SignedStatusList<'b> {
    pub(crate) fn decode(bytes: &'b [u8]) -> Result<Self, Malformed> {
        let sign1 = Decoder::read_all(bytes, Sign1::decode)?;
        let kid = Decoder::read_all(sign1.protected, |d| {
            d.map_of(3)?;
            let kid = cose::decode_alg_and_kid(d)?;
            d.expect(16)?;
            if d.text()? == TYPE { Ok(kid) } else { Err(Malformed::StatusListType) }
        })?;
        Ok(Self { kid, claims: StatusListClaims::decode(sign1.payload)?, sign1 })
    }

    /// Whether the token says that it is the list of this day.
    pub(crate) fn is_of(&self, day: StatusDay) -> bool {
        self.claims.subject.strip_suffix(day.to_string().as_str()).is_some_and(|address| address.ends_with("/status/"))
    }

    pub(crate) const fn bits(&self) -> PackedBits<'b> {
        PackedBits::new(self.claims.packed)
    }

    pub(crate) fn is_signed_by(&self, key: &Verifier) -> bool {
        self.sign1.is_signed_by(key, Context::StatusList)
    }
}

fn expect_text(d: &mut Decoder<'_>, text: &str) -> Result<(), Malformed> {
    if d.text()? == text { Ok(()) } else { Err(Malformed::StatusListKey) }
}
