use x509_cert::der::Tag;
use x509_cert::der::asn1::AnyRef;

use crate::attestation::der;

/// Origin: the key was generated in the secure hardware.
pub(super) const GENERATED: u32 = 0;
/// Purpose: the key signs.
pub(super) const SIGN: u32 = 2;
/// Verified boot state: the system is the manufacturer's.
pub(super) const VERIFIED: u8 = 0;

/// The members of an authorization list that matter here, by their tags.
const PURPOSE: u32 = 1;
const ALL_APPLICATIONS: u32 = 600;
const ORIGIN: u32 = 702;
const ROOT_OF_TRUST: u32 = 704;
const ATTESTATION_APPLICATION_ID: u32 = 709;

/// Where a key or its attestation is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SecurityLevel {
    Software,
    TrustedEnvironment,
    StrongBox,
}

/// What the secure hardware says about a key: the ASN.1 type `KeyDescription`.
#[derive(Debug)]
pub(super) struct KeyDescription<'a> {
    pub(super) attestation_level: SecurityLevel,
    pub(super) key_level: SecurityLevel,
    pub(super) challenge: &'a [u8],
    /// What the system says.
    pub(super) software: AuthorizationList<'a>,
    /// What the secure hardware enforces.
    pub(super) hardware: AuthorizationList<'a>,
}

/// What a key may be used for, and where it is from.
#[derive(Debug, Default)]
pub(super) struct AuthorizationList<'a> {
    pub(super) purposes: Vec<u32>,
    pub(super) origin: Option<u32>,
    pub(super) root_of_trust: Option<RootOfTrust>,
    pub(super) application: Option<&'a [u8]>,
    pub(super) all_applications: bool,
}

/// The state of the phone's system when it started.
#[derive(Debug)]
pub(super) struct RootOfTrust {
    pub(super) is_locked: bool,
    pub(super) state: u8,
}

impl<'a> KeyDescription<'a> {
    /// Reads the content of the extension; `None` if it has another form.
    pub(super) fn read(extension: &'a [u8]) -> Option<Self> {
        let members = der::members(der::value(extension)?, Tag::Sequence)?;
        let [_, attestation_level, _, key_level, challenge, _, software, hardware] = members[..] else { return None };
        Some(Self {
            attestation_level: SecurityLevel::read(attestation_level)?,
            key_level: SecurityLevel::read(key_level)?,
            challenge: der::octets(challenge)?,
            software: AuthorizationList::read(software)?,
            hardware: AuthorizationList::read(hardware)?,
        })
    }
}

impl SecurityLevel {
    fn read(any: AnyRef<'_>) -> Option<Self> {
        match der::enumerated(any)? {
            0 => Some(Self::Software),
            1 => Some(Self::TrustedEnvironment),
            2 => Some(Self::StrongBox),
            _ => None,
        }
    }
}

impl<'a> AuthorizationList<'a> {
    fn read(any: AnyRef<'a>) -> Option<Self> {
        let mut list = Self::default();
        let mut before = None;
        for member in der::members(any, Tag::Sequence)? {
            let (tag, value) = der::tagged(member)?;
            // In rising order, as Keymaster and KeyMint write them, and so each once.
            if before.replace(tag).is_some_and(|before| before >= tag) {
                return None;
            }
            match tag {
                PURPOSE => {
                    let purposes = der::members(value, Tag::Set)?;
                    list.purposes = purposes.into_iter().map(der::integer).collect::<Option<_>>()?;
                }
                ALL_APPLICATIONS => list.all_applications = true,
                ORIGIN => list.origin = Some(der::integer(value)?),
                ROOT_OF_TRUST => list.root_of_trust = Some(RootOfTrust::read(value)?),
                ATTESTATION_APPLICATION_ID => list.application = Some(der::octets(value)?),
                _ => {}
            }
        }
        Some(list)
    }
}

impl RootOfTrust {
    fn read(any: AnyRef<'_>) -> Option<Self> {
        // Keymaster before version 3 has no hash at the end.
        let [_key, is_locked, state, ..] = der::members(any, Tag::Sequence)?[..] else { return None };
        Some(Self { is_locked: is_locked.decode_as().ok()?, state: der::enumerated(state)? })
    }
}
