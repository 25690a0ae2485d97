//! The trust list (section 5): which keys may sign what, signed by the roots.

use alloc::vec::Vec;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::cbor::{Decoder, Encoder};
use crate::cose::{self, Context};
use crate::evidence::EvidenceKind;
use crate::jwk::Jwk;
use crate::key::{Kid, PublicKey, Signature, Verifier};
use crate::malformed::Malformed;
use crate::name::IssuerName;
use crate::time::UnixTime;

/// What a key of the trust list is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// 1: issues passes to phones.
    PhonePasses(IssuingTerms),
    /// 2: signs status lists and manifests.
    Status,
    /// 3: signs rules.
    Rules,
    /// 4: receives sealed visits.
    Visits,
    /// 5: issues paper passes.
    PaperPasses(IssuingTerms),
}

/// What an issuing key may issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuingTerms {
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

    /// The terms of a key that issues passes.
    pub const fn issuing_terms(&self) -> Option<&IssuingTerms> {
        match self {
            Self::PhonePasses(terms) | Self::PaperPasses(terms) => Some(terms),
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

    fn encode(&self, e: &mut Encoder) {
        let terms = self.role.issuing_terms();
        let optional = terms.map_or(0, |terms| {
            2_u64.saturating_add(terms.kinds.is_some().into()).saturating_add(terms.specimen.into())
        });
        e.map(5_u64.saturating_add(optional));
        e.uint(1).bytes(&self.key.kid().0).uint(2);
        self.key.encode(e);
        e.uint(3).uint(self.from.seconds()).uint(4).uint(self.until.seconds()).uint(5).uint(self.role.number());
        let Some(terms) = terms else { return };
        if let Some(kinds) = &terms.kinds {
            e.uint(6).array(kinds.len() as u64);
            for kind in kinds {
                e.uint(kind.number());
            }
        }
        e.uint(7).text(terms.issuer.as_str());
        if terms.specimen {
            e.uint(8).bool(true);
        }
        e.uint(9).uint(terms.longest_life);
    }

    fn decode(d: &mut Decoder<'_>) -> Result<(Kid, Self), Malformed> {
        let mut fields = d.fields()?;
        let kid = Kid(fields.required(d, 1, Decoder::byte_array)?);
        let key = fields.required(d, 2, PublicKey::decode)?;
        let from = fields.required(d, 3, Decoder::time)?;
        let until = fields.required(d, 4, Decoder::time)?;
        let number = fields.required(d, 5, Decoder::uint)?;
        let mut issuing_terms = || {
            let kinds = fields.optional(d, 6, decode_kinds)?;
            let issuer =
                fields.required(d, 7, |d| IssuerName::new(d.text()?).ok_or(Malformed("the name of an issuer")))?;
            let specimen = fields.optional(d, 8, Decoder::must_be_true)?.is_some();
            let longest_life = fields.required(d, 9, Decoder::count)?;
            if longest_life == 0 {
                return Err(Malformed("a longest life above 0"));
            }
            Ok(IssuingTerms { kinds, issuer, specimen, longest_life })
        };
        let role = match number {
            1 => Role::PhonePasses(issuing_terms()?),
            2 => Role::Status,
            3 => Role::Rules,
            4 => Role::Visits,
            5 => Role::PaperPasses(issuing_terms()?),
            _ => return Err(Malformed("a role from 1 to 5")),
        };
        fields.end()?;
        let trusted = Self { key, from, until, role };
        trusted.require_sense()?;
        if kid != trusted.key.kid() {
            return Err(Malformed("the kid of the key"));
        }
        Ok((kid, trusted))
    }

    fn require_sense(&self) -> Result<(), Malformed> {
        if self.until <= self.from {
            return Err(Malformed("a window that ends after it begins"));
        }
        match (&self.role, &self.key) {
            (Role::Visits, PublicKey::X25519(_)) => Ok(()),
            (Role::Visits, _) => Err(Malformed("an X25519 key for role 4")),
            (_, PublicKey::Ed25519(_)) => Ok(()),
            _ => Err(Malformed("an Ed25519 key")),
        }
    }
}

fn decode_kinds(d: &mut Decoder<'_>) -> Result<Vec<EvidenceKind>, Malformed> {
    let length = d.array()?;
    let mut kinds: Vec<EvidenceKind> = Vec::new();
    for _ in 0..length {
        let kind = EvidenceKind::from_number(d.uint()?).ok_or(Malformed("an evidence kind from 1 to 5"))?;
        if kinds.last().is_some_and(|previous| *previous >= kind) {
            return Err(Malformed("evidence kinds strictly ascending"));
        }
        kinds.push(kind);
    }
    if kinds.is_empty() { Err(Malformed("at least one evidence kind")) } else { Ok(kinds) }
}

/// The keys that may sign a trust list, and how many of them must. A scanner starts from one that is pinned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootSet {
    threshold: u64,
    /// Sorted by kid, no two alike, all Ed25519.
    keys: Vec<(Kid, PublicKey)>,
}

impl RootSet {
    /// A root set of Ed25519 keys.
    ///
    /// # Errors
    ///
    /// [`Malformed`] unless 1 <= threshold <= number of keys, all keys are Ed25519 and no two are alike.
    pub fn new(threshold: u64, keys: impl IntoIterator<Item = PublicKey>) -> Result<Self, Malformed> {
        let mut keys: Vec<(Kid, PublicKey)> = keys.into_iter().map(|key| (key.kid(), key)).collect();
        keys.sort_by_key(|(kid, _)| *kid);
        if !keys.iter().all(|(_, key)| matches!(key, PublicKey::Ed25519(_))) {
            return Err(Malformed("Ed25519 root keys"));
        }
        if keys.is_sorted_by(|(left, _), (right, _)| left < right) {
            Self { threshold, keys }.sensible()
        } else {
            Err(Malformed("root keys of which no two are alike"))
        }
    }

    /// How many of the keys must sign.
    pub const fn threshold(&self) -> u64 {
        self.threshold
    }

    /// The keys, by kid.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &(Kid, PublicKey)> {
        self.keys.iter()
    }

    fn sensible(self) -> Result<Self, Malformed> {
        if (1..=self.keys.len() as u64).contains(&self.threshold) {
            Ok(self)
        } else {
            Err(Malformed("a threshold from 1 to the number of root keys"))
        }
    }

    fn encode(&self, e: &mut Encoder) {
        e.map(2).uint(1).uint(self.threshold).uint(2).array(self.keys.len() as u64);
        for (_, key) in &self.keys {
            key.encode(e);
        }
    }

    fn decode(d: &mut Decoder<'_>) -> Result<Self, Malformed> {
        d.map_of(2)?;
        d.expect(1)?;
        let threshold = d.count()?;
        d.expect(2)?;
        let length = d.array()?;
        let mut keys: Vec<(Kid, PublicKey)> = Vec::new();
        for _ in 0..length {
            let key = PublicKey::decode_ed25519(d)?;
            let kid = key.kid();
            if keys.last().is_some_and(|(previous, _)| *previous >= kid) {
                return Err(Malformed("root keys sorted by kid, no two alike"));
            }
            keys.push((kid, key));
        }
        Self { threshold, keys }.sensible()
    }
}

/// A root set in a file: `{"threshold": 2, "keys": [JWK, ...]}`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RootSetJson {
    threshold: u64,
    keys: Vec<Jwk>,
}

impl Serialize for RootSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let keys = self.keys.iter().map(|(_, key)| Jwk::from(key)).collect();
        RootSetJson { threshold: self.threshold, keys }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RootSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = RootSetJson::deserialize(deserializer)?;
        let keys: Result<Vec<PublicKey>, _> = json.keys.iter().map(PublicKey::try_from).collect();
        Self::new(json.threshold, keys.map_err(de::Error::custom)?).map_err(de::Error::custom)
    }
}

/// What the roots sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustList {
    /// Grows with every list, at most 2^53 - 1.
    pub version: u64,
    /// When it was made.
    pub issued: UnixTime,
    /// When scanners stop trusting it; later than `issued`.
    pub expires: UnixTime,
    /// Who must sign the next list.
    pub roots: RootSet,
    /// Sorted by kid, no two alike.
    keys: Vec<(Kid, TrustedKey)>,
}

impl TrustList {
    /// A trust list of the given keys.
    ///
    /// # Errors
    ///
    /// [`Malformed`] where scanners would refuse it: it expires before it begins, a key has a wrong type or window, or stands
    /// in it twice.
    pub fn new(
        version: u64,
        issued: UnixTime,
        expires: UnixTime,
        roots: RootSet,
        keys: impl IntoIterator<Item = TrustedKey>,
    ) -> Result<Self, Malformed> {
        let mut keys: Vec<(Kid, TrustedKey)> = keys.into_iter().map(|key| (key.key.kid(), key)).collect();
        keys.sort_by_key(|(kid, _)| *kid);
        for (_, key) in &keys {
            key.require_sense()?;
        }
        if !keys.is_sorted_by(|(left, _), (right, _)| left < right) {
            return Err(Malformed("keys of which no two are alike"));
        }
        if version > crate::cbor::MAX_COUNT {
            return Err(Malformed("a version of at most 2^53 - 1"));
        }
        Self { version, issued, expires, roots, keys }.sensible()
    }

    /// The keys, by kid.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &(Kid, TrustedKey)> {
        self.keys.iter()
    }

    /// Decodes a signed trust list without looking at its signatures.
    ///
    /// # Errors
    ///
    /// [`Malformed`] where the bytes are none.
    pub fn decode_unverified(bytes: &[u8]) -> Result<Self, Malformed> {
        SignedTrustList::decode(bytes).map(|signed| signed.list)
    }

    /// Prepares this list for the roots' signatures.
    pub fn prepare(&self) -> PreparedTrustList {
        let mut e = Encoder::with_capacity(self.keys.len().saturating_mul(96).saturating_add(128));
        e.map(5).uint(1).uint(self.version).uint(2).uint(self.issued.seconds()).uint(3).uint(self.expires.seconds());
        e.uint(4);
        self.roots.encode(&mut e);
        e.uint(5).array(self.keys.len() as u64);
        for (_, key) in &self.keys {
            key.encode(&mut e);
        }
        PreparedTrustList { payload: e.into_bytes() }
    }

    /// The place of a key in [`TrustList::keys`].
    pub(crate) fn place(&self, kid: Kid) -> Option<usize> {
        self.keys.binary_search_by_key(&kid, |(kid, _)| *kid).ok()
    }

    fn sensible(self) -> Result<Self, Malformed> {
        if self.issued < self.expires { Ok(self) } else { Err(Malformed("an end after the time of issue")) }
    }

    fn decode(payload: &[u8]) -> Result<Self, Malformed> {
        Decoder::read_all(payload, |d| {
            d.map_of(5)?;
            d.expect(1)?;
            let version = d.count()?;
            d.expect(2)?;
            let issued = d.time()?;
            d.expect(3)?;
            let expires = d.time()?;
            d.expect(4)?;
            let roots = RootSet::decode(d)?;
            d.expect(5)?;
            let length = d.array()?;
            let mut keys: Vec<(Kid, TrustedKey)> = Vec::new();
            for _ in 0..length {
                let key = TrustedKey::decode(d)?;
                if keys.last().is_some_and(|(previous, _)| *previous >= key.0) {
                    return Err(Malformed("keys sorted by kid, no two alike"));
                }
                keys.push(key);
            }
            Self { version, issued, expires, roots, keys }.sensible()
        })
    }
}

/// A trust list that lacks the roots' signatures (COSE_Sign, tag 98).
#[derive(Clone, Debug)]
pub struct PreparedTrustList {
    payload: Vec<u8>,
}

impl PreparedTrustList {
    /// The bytes that the root key `kid` must sign.
    pub fn to_be_signed(&self, kid: Kid) -> Vec<u8> {
        to_be_signed(&cose::encode_issuer_header(kid), &self.payload)
    }

    /// The signed list. The signatures may come in any order; whether they are good and enough is for the taker to say.
    ///
    /// # Errors
    ///
    /// [`Malformed`] without a signature, or with two by one key.
    pub fn complete(&self, signatures: &[(Kid, Signature)]) -> Result<Vec<u8>, Malformed> {
        let mut signatures = signatures.to_vec();
        signatures.sort_by_key(|(kid, _)| *kid);
        if signatures.is_empty() || !signatures.is_sorted_by(|(left, _), (right, _)| left < right) {
            return Err(Malformed("at least one signature, and one by each key"));
        }
        let mut e = Encoder::with_capacity(
            signatures.len().saturating_mul(88).saturating_add(self.payload.len()).saturating_add(16),
        );
        e.tag(98).array(4).bytes(&[]).map(0).bytes(&self.payload).array(signatures.len() as u64);
        for (kid, signature) in signatures {
            e.array(3).bytes(&cose::encode_issuer_header(kid)).map(0).bytes(&signature);
        }
        Ok(e.into_bytes())
    }
}

/// A decoded trust list with its signatures, unverified.
pub(crate) struct SignedTrustList {
    pub(crate) list: TrustList,
    payload: Vec<u8>,
    /// Sorted by kid, no two alike.
    signatures: Vec<(Kid, Signature)>,
}

impl SignedTrustList {
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        Decoder::read_all(bytes, |d| {
            d.tag_of(98)?;
            d.array_of(4)?;
            if !d.bytes()?.is_empty() {
                return Err(Malformed("an empty protected header"));
            }
            d.map_of(0)?;
            let payload = d.bytes()?;
            let length = d.array()?;
            let mut signatures: Vec<(Kid, Signature)> = Vec::new();
            for _ in 0..length {
                d.array_of(3)?;
                let kid = cose::decode_issuer_header(d.bytes()?)?;
                d.map_of(0)?;
                let signature = d.byte_array()?;
                if signatures.last().is_some_and(|(previous, _)| *previous >= kid) {
                    return Err(Malformed("signatures sorted by kid, no two alike"));
                }
                signatures.push((kid, signature));
            }
            if signatures.is_empty() {
                return Err(Malformed("at least one signature"));
            }
            Ok(Self { list: TrustList::decode(payload)?, payload: payload.to_vec(), signatures })
        })
    }

    /// Whether at least the threshold of distinct keys of `roots` signed this list.
    pub(crate) fn is_signed_by(&self, roots: &RootSet) -> bool {
        let signed_by = |kid: Kid, key: &PublicKey| {
            let Ok(place) = self.signatures.binary_search_by_key(&kid, |(kid, _)| *kid) else { return false };
            let Some((_, signature)) = self.signatures.get(place) else { return false };
            let message = to_be_signed(&cose::encode_issuer_header(kid), &self.payload);
            Verifier::new(key).is_some_and(|verifier| verifier.verifies(&message, signature))
        };
        let good = roots.keys().filter(|(kid, key)| signed_by(*kid, key)).count();
        good as u64 >= roots.threshold()
    }
}

/// The Sig_structure of RFC 9052 section 4.4 for one of several signers.
fn to_be_signed(protected: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut e = Encoder::with_capacity(payload.len().saturating_add(80));
    e.array(5).text("Signature").bytes(&[]).bytes(protected).bytes(&Context::TrustList.external_aad()).bytes(payload);
    e.into_bytes()
}
