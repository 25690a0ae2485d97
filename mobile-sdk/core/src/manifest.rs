//! The manifest (section 7): the small index that a scanner asks for first. It pins one consistent set of files.

use alloc::string::String;
use alloc::vec::Vec;

use sha2::{Digest as _, Sha256};

use crate::cbor::{Decoder, Encoder};
use crate::cose::{self, Context, Prepared, Sign1};
use crate::key::{Kid, Verifier};
use crate::malformed::Malformed;
use crate::time::{SECONDS_PER_DAY, StatusDay, UnixTime};

/// The longest time from a manifest's issue to its expiry, in seconds.
pub const MAX_MANIFEST_LIFE: u64 = 28 * SECONDS_PER_DAY;

/// The most bytes of a published file that is decoded.
pub const MAX_FILE_BYTES: usize = 16 * 1024 * 1024;

/// The name of the trust list in every manifest.
pub const TRUST_LIST: &str = "trust-list";
/// The name of the rules file in a manifest.
pub const RULES: &str = "rules";

/// SHA-256 of a published file.
pub type FileHash = [u8; 32];

/// What the name of a file says that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// `trust-list`
    TrustList,
    /// `trust-list/<version>`: an earlier list that changed the roots.
    EarlierTrustList(u64),
    /// `rules`
    Rules,
    /// `status/<day>`
    Status(StatusDay),
    /// `changes/<day>`: what was revoked since the status list of that day was made.
    Changes(StatusDay),
    /// Any other name: pinned, but neither parsed nor kept.
    Other,
}

impl FileKind {
    /// Reads a name of a manifest.
    pub fn of(name: &str) -> Self {
        let number = |digits: &str| -> Option<u64> {
            let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
            if plain { digits.parse().ok() } else { None }
        };
        let day = |digits: &str| number(digits).and_then(|day| u32::try_from(day).ok()).map(StatusDay);
        if name == TRUST_LIST {
            Self::TrustList
        } else if name == RULES {
            Self::Rules
        } else if let Some(version) = name.strip_prefix("trust-list/").and_then(number) {
            Self::EarlierTrustList(version)
        } else if let Some(day) = name.strip_prefix("status/").and_then(day) {
            Self::Status(day)
        } else if let Some(day) = name.strip_prefix("changes/").and_then(day) {
            Self::Changes(day)
        } else {
            Self::Other
        }
    }
}

/// The name of a day's status list.
pub(crate) fn status_name(day: StatusDay) -> String {
    alloc::format!("status/{day}")
}

/// The name of the changes beside it.
pub(crate) fn changes_name(day: StatusDay) -> String {
    alloc::format!("changes/{day}")
}

/// A file that a manifest pins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PinnedFile {
    /// The name.
    pub name: String,
    /// SHA-256 of the bytes.
    pub sha256: FileHash,
    /// The number of bytes.
    pub size: u64,
}

impl PinnedFile {
    /// Pins `bytes` under `name`.
    pub fn new(name: impl Into<String>, bytes: &[u8]) -> Self {
        Self { name: name.into(), sha256: Sha256::digest(bytes).into(), size: bytes.len() as u64 }
    }
}

/// What a manifest says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// Grows with every manifest; signers take the time for it.
    pub version: u64,
    /// When it was made.
    pub issued: UnixTime,
    /// From this second on, scanners say that their data is old.
    pub stale: UnixTime,
    /// From this second on, scanners admit nobody.
    pub expires: UnixTime,
    /// The pinned files, in the order of their names' encodings: shorter names first.
    files: Vec<PinnedFile>,
    /// Keys whose passes are refused, and from when on; by kid.
    withdrawn: Vec<(Kid, UnixTime)>,
}

impl Manifest {
    /// A manifest of the given files.
    ///
    /// # Errors
    ///
    /// [`Malformed`] where scanners would refuse it: no `trust-list`, a name or key twice, not issued <= stale <=
    /// expires, or more than 28 days from issue to expiry.
    pub fn new(
        version: u64,
        issued: UnixTime,
        stale: UnixTime,
        expires: UnixTime,
        mut files: Vec<PinnedFile>,
        mut withdrawn: Vec<(Kid, UnixTime)>,
    ) -> Result<Self, Malformed> {
        files.sort_by(|left, right| encoded_order(&left.name, &right.name));
        withdrawn.sort_by_key(|(kid, _)| *kid);
        if version > crate::cbor::MAX_COUNT {
            return Err(Malformed::Version);
        }
        Self { version, issued, stale, expires, files, withdrawn }.sensible()
    }

    /// The pinned files.
    pub fn files(&self) -> &[PinnedFile] {
        &self.files
    }

    /// The hash and size that are pinned for a name.
    pub(crate) fn pinned(&self, name: &str) -> Option<&PinnedFile> {
        let place = self.files.binary_search_by(|pinned| encoded_order(&pinned.name, name)).ok()?;
        self.files.get(place)
    }

    /// From when on the passes of a key are refused, if it is withdrawn.
    pub fn withdrawn_from(&self, kid: Kid) -> Option<UnixTime> {
        let place = self.withdrawn.binary_search_by_key(&kid, |(kid, _)| *kid).ok()?;
        self.withdrawn.get(place).map(|(_, from)| *from)
    }

    /// The keys whose passes are refused, and from when on; by kid.
    pub fn withdrawn(&self) -> &[(Kid, UnixTime)] {
        &self.withdrawn
    }

    /// Prepares this manifest for the signature of the status key `kid`.
    pub fn prepare(&self, kid: Kid) -> Prepared {
        let mut e = Encoder::with_capacity(self.files.len().saturating_mul(64).saturating_add(128));
        e.map(if self.withdrawn.is_empty() { 5 } else { 6 });
        e.uint(1).uint(self.version).uint(2).uint(self.issued.seconds());
        e.uint(3).uint(self.stale.seconds()).uint(4).uint(self.expires.seconds());
        e.uint(5).map(self.files.len() as u64);
        for file in &self.files {
            e.text(&file.name).array(2).bytes(&file.sha256).uint(file.size);
        }
        if !self.withdrawn.is_empty() {
            e.uint(6).map(self.withdrawn.len() as u64);
            for (kid, from) in &self.withdrawn {
                e.bytes(&kid.0).uint(from.seconds());
            }
        }
        Prepared::new(cose::encode_issuer_header(kid), e.into_bytes(), Context::Manifest)
    }

    /// Decodes a signed manifest without looking at its signature.
    ///
    /// # Errors
    ///
    /// [`Malformed`] where the bytes are none.
    pub fn decode_unverified(bytes: &[u8]) -> Result<Self, Malformed> {
        SignedManifest::decode(bytes).map(|signed| signed.manifest)
    }

    fn sensible(self) -> Result<Self, Malformed> {
        let sorted = self.files.is_sorted_by(|left, right| encoded_order(&left.name, &right.name).is_lt())
            && self.withdrawn.is_sorted_by(|(left, _), (right, _)| left < right);
        if !sorted {
            return Err(Malformed::ManifestOrder);
        }
        if !self.files.iter().any(|file| file.name == TRUST_LIST) {
            return Err(Malformed::NoTrustList);
        }
        if !(self.issued <= self.stale && self.stale <= self.expires) {
            return Err(Malformed::ManifestTimes);
        }
        if self.expires.seconds_since(self.issued) > MAX_MANIFEST_LIFE {
            return Err(Malformed::ManifestLife);
        }
        Ok(self)
    }

    fn decode(payload: &[u8]) -> Result<Self, Malformed> {
        Decoder::read_all(payload, |d| {
            let mut fields = d.fields()?;
            let version = fields.required(d, 1, Decoder::count)?;
            let issued = fields.required(d, 2, Decoder::time)?;
            let stale = fields.required(d, 3, Decoder::time)?;
            let expires = fields.required(d, 4, Decoder::time)?;
            let files = fields.required(d, 5, |d| {
                many(d, |d| {
                    let name = d.text()?.into();
                    d.array_of(2)?;
                    Ok(PinnedFile { name, sha256: d.byte_array()?, size: d.count()? })
                })
            })?;
            let withdrawn = fields.optional(d, 6, |d| many(d, |d| Ok((Kid(d.byte_array()?), d.time()?))))?;
            fields.end()?;
            Self { version, issued, stale, expires, files, withdrawn: withdrawn.unwrap_or_default() }.sensible()
        })
    }
}

/// The entries of a map that is not empty.
fn many<'b, T>(
    d: &mut Decoder<'b>,
    mut entry: impl FnMut(&mut Decoder<'b>) -> Result<T, Malformed>,
) -> Result<Vec<T>, Malformed> {
    let length = d.map()?;
    let mut entries = Vec::new();
    for _ in 0..length {
        entries.push(entry(d)?);
    }
    if entries.is_empty() { Err(Malformed::NoEntry) } else { Ok(entries) }
}

/// The order of two texts' deterministic encodings, which begin with the length.
pub(crate) fn encoded_order(left: &str, right: &str) -> core::cmp::Ordering {
    left.len().cmp(&right.len()).then_with(|| left.as_bytes().cmp(right.as_bytes()))
}

/// A decoded manifest, and whether its signature is good.
pub(crate) struct SignedManifest<'b> {
    pub(crate) kid: Kid,
    pub(crate) manifest: Manifest,
    sign1: Sign1<'b>,
}

impl<'b> SignedManifest<'b> {
    pub(crate) fn decode(bytes: &'b [u8]) -> Result<Self, Malformed> {
        if bytes.len() > MAX_FILE_BYTES {
            return Err(Malformed::ManifestSize);
        }
        let sign1 = Decoder::read_all(bytes, Sign1::decode)?;
        let kid = cose::decode_issuer_header(sign1.protected)?;
        Ok(Self { kid, manifest: Manifest::decode(sign1.payload)?, sign1 })
    }

    pub(crate) fn is_signed_by(&self, key: &Verifier) -> bool {
        self.sign1.is_signed_by(key, Context::Manifest)
    }
}
