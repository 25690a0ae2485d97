//! What a pass attests (section 3).

use alloc::string::String;
use alloc::vec::Vec;

use crate::cbor::{Decoder, Encoder};
use crate::malformed::Malformed;
use crate::time::{CivilDate, UnixTime};

/// The most evidence that one pass carries.
pub const MAX_EVIDENCE: usize = 4;

/// A vaccine product code: 1 to 12 characters of `A-Z 0-9 - .`
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Product(String);

impl Product {
    /// `None` for anything that is not a product code.
    pub fn new(code: &str) -> Option<Self> {
        let fits = (1..=12).contains(&code.len())
            && code
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.'));
        fits.then(|| Self(code.into()))
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The id of a venue policy: 1 to 16 characters of `a-z 0-9 -`
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PolicyId(String);

impl PolicyId {
    /// `None` for anything that is not a policy id.
    pub fn new(id: &str) -> Option<Self> {
        let fits = (1..=16).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        fits.then(|| Self(id.into()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How a test was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TestMethod {
    /// Nucleic acid amplification, PCR for one.
    Naat,
    /// Rapid antigen test.
    RapidAntigen,
}

impl TestMethod {
    const fn number(self) -> u64 {
        match self {
            Self::Naat => 1,
            Self::RapidAntigen => 2,
        }
    }

    /// `naat` or `rapid`, as JSON and the rules write it (section 8).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Naat => "naat",
            Self::RapidAntigen => "rapid",
        }
    }

    /// The inverse of [`TestMethod::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "naat" => Some(Self::Naat),
            "rapid" => Some(Self::RapidAntigen),
            _ => None,
        }
    }
}

/// The number of doses of a vaccination, 1 to 15.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Doses(u8);

impl Doses {
    /// `None` outside 1 to 15.
    pub const fn new(doses: u8) -> Option<Self> {
        if doses >= 1 && doses <= 15 { Some(Self(doses)) } else { None }
    }

    /// The number.
    pub const fn number(self) -> u8 {
        self.0
    }
}

/// One thing that a pass attests.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Evidence {
    /// Vaccinated so many times, the last time on `date` with `product`.
    Vaccination {
        /// Doses received.
        doses: Doses,
        /// The day of the last dose.
        date: CivilDate,
        /// The product of the last dose.
        product: Product,
    },
    /// Tested negative.
    Test {
        /// When the sample was taken.
        sampled_at: UnixTime,
        /// How it was tested.
        method: TestMethod,
    },
    /// Recovered from an infection.
    Recovery {
        /// The day of the first positive test.
        date: CivilDate,
    },
    /// Exempt for medical reasons.
    Exemption {
        /// The last day of the exemption.
        until: CivilDate,
    },
    /// Cleared by the issuer for a policy; why stays with the issuer.
    Clearance {
        /// The policy that the issuer judged by.
        policy: PolicyId,
        /// Good up to this time.
        until: UnixTime,
    },
}

/// The kinds of evidence, by their numbers in the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EvidenceKind {
    /// 1
    Vaccination,
    /// 2
    Test,
    /// 3
    Recovery,
    /// 4
    Exemption,
    /// 5
    Clearance,
}

impl EvidenceKind {
    pub(crate) fn from_number(number: u64) -> Option<Self> {
        match number {
            1 => Some(Self::Vaccination),
            2 => Some(Self::Test),
            3 => Some(Self::Recovery),
            4 => Some(Self::Exemption),
            5 => Some(Self::Clearance),
            _ => None,
        }
    }

    pub(crate) const fn number(self) -> u64 {
        match self {
            Self::Vaccination => 1,
            Self::Test => 2,
            Self::Recovery => 3,
            Self::Exemption => 4,
            Self::Clearance => 5,
        }
    }

    /// The name of this kind in JSON and in the rules (section 8).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Vaccination => "vaccination",
            Self::Test => "test",
            Self::Recovery => "recovery",
            Self::Exemption => "exemption",
            Self::Clearance => "clearance",
        }
    }

    /// The inverse of [`EvidenceKind::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        (1..=5).filter_map(Self::from_number).find(|kind| kind.as_str() == text)
    }
}

impl Evidence {
    /// The kind of this evidence; a key of the trust list may be allowed to attest some kinds only.
    pub const fn kind(&self) -> EvidenceKind {
        match self {
            Self::Vaccination { .. } => EvidenceKind::Vaccination,
            Self::Test { .. } => EvidenceKind::Test,
            Self::Recovery { .. } => EvidenceKind::Recovery,
            Self::Exemption { .. } => EvidenceKind::Exemption,
            Self::Clearance { .. } => EvidenceKind::Clearance,
        }
    }

    fn encode(&self, e: &mut Encoder) {
        let kind = self.kind().number();
        match self {
            Self::Vaccination { doses, date, product } => {
                e.array(4).uint(kind).uint(doses.number().into()).int(date.days().into()).text(product.as_str())
            }
            Self::Test { sampled_at, method } => e.array(3).uint(kind).uint(sampled_at.seconds()).uint(method.number()),
            Self::Recovery { date } => e.array(2).uint(kind).int(date.days().into()),
            Self::Exemption { until } => e.array(2).uint(kind).int(until.days().into()),
            Self::Clearance { policy, until } => e.array(3).uint(kind).text(policy.as_str()).uint(until.seconds()),
        };
    }

    fn encoded(&self) -> Vec<u8> {
        let mut e = Encoder::with_capacity(24);
        self.encode(&mut e);
        e.into_bytes()
    }

    fn decode(d: &mut Decoder<'_>) -> Result<Self, Malformed> {
        let length = d.array()?;
        let kind = EvidenceKind::from_number(d.uint()?).ok_or(Malformed::EvidenceKind)?;
        match (kind, length) {
            (EvidenceKind::Vaccination, 4) => Ok(Self::Vaccination {
                doses: u8::try_from(d.uint()?).ok().and_then(Doses::new).ok_or(Malformed::Doses)?,
                date: d.date()?,
                product: Product::new(d.text()?).ok_or(Malformed::Product)?,
            }),
            (EvidenceKind::Test, 3) => Ok(Self::Test {
                sampled_at: d.time()?,
                method: match d.uint()? {
                    1 => TestMethod::Naat,
                    2 => TestMethod::RapidAntigen,
                    _ => return Err(Malformed::TestMethod),
                },
            }),
            (EvidenceKind::Recovery, 2) => Ok(Self::Recovery { date: d.date()? }),
            (EvidenceKind::Exemption, 2) => Ok(Self::Exemption { until: d.date()? }),
            (EvidenceKind::Clearance, 3) => {
                Ok(Self::Clearance { policy: PolicyId::new(d.text()?).ok_or(Malformed::PolicyId)?, until: d.time()? })
            }
            _ => Err(Malformed::EvidenceFields),
        }
    }
}

/// The evidence of one pass: 1 to 4 pieces, in the order of their encodings, no two alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceSet(Vec<Evidence>);

impl EvidenceSet {
    /// Sorts the evidence and leaves out repetitions. `None` if nothing or more than four pieces are left.
    pub fn new(evidence: impl IntoIterator<Item = Evidence>) -> Option<Self> {
        let mut keyed: Vec<(Vec<u8>, Evidence)> = evidence.into_iter().map(|piece| (piece.encoded(), piece)).collect();
        keyed.sort_by(|(left, _), (right, _)| left.cmp(right));
        keyed.dedup_by(|(left, _), (right, _)| left == right);
        let pieces: Vec<Evidence> = keyed.into_iter().map(|(_, piece)| piece).collect();
        (1..=MAX_EVIDENCE).contains(&pieces.len()).then_some(Self(pieces))
    }

    /// The pieces in their order.
    pub fn as_slice(&self) -> &[Evidence] {
        &self.0
    }

    pub(crate) fn encode(&self, e: &mut Encoder) {
        e.array(self.0.len() as u64);
        for piece in &self.0 {
            piece.encode(e);
        }
    }

    pub(crate) fn decode(d: &mut Decoder<'_>) -> Result<Self, Malformed> {
        let length = d.array()?;
        if !(1..=MAX_EVIDENCE as u64).contains(&length) {
            return Err(Malformed::EvidenceCount);
        }
        let mut pieces = Vec::new();
        let mut previous: Option<Vec<u8>> = None;
        for _ in 0..length {
            let piece = Evidence::decode(d)?;
            let encoded = piece.encoded();
            if previous.is_some_and(|previous| previous >= encoded) {
                return Err(Malformed::EvidenceOrder);
            }
            previous = Some(encoded);
            pieces.push(piece);
        }
        Ok(Self(pieces))
    }
}
