use haetae_core::{
    Bundle, IssuerName, IssuingConstraints, Kid, Malformed, Manifest, PassClaims, PinnedFile, PublicKey, RULES, Role,
    RootSet, RulesEdition, SECONDS_PER_DAY, Signature, StatusListClaims, TRUST_LIST, TrustList, TrustedKey, UnixTime,
    pass_text,
};
use haetae_keys::{Custody as _, KeyRing, OpenError};
use miniz_oxide::deflate::compress_to_vec_zlib;
use sha2::{Digest as _, Sha256};

use super::{NOW, SpecimenError};

/// The index of the one pass that is revoked.
pub(super) const REVOKED_INDEX: u32 = 13;

/// Of the day of the passes that were issued so many days ago there is no status list.
pub(super) const UNLISTED_DAYS: i64 = 13;

/// The policies of the training: one for each verdict that follows from a policy.
const POLICIES: &str = include_str!("rules.json");

/// A bit for each specimen, and some more.
const LIST_BYTES: usize = 32;

/// A key that anyone can derive: its seed is the hash of its name.
pub(super) struct PublicSecret {
    ring: KeyRing,
    pub(super) kid: Kid,
    pub(super) public: PublicKey,
}

impl PublicSecret {
    pub(super) fn of(name: &str) -> Result<Self, SpecimenError> {
        let seed: [u8; 32] = Sha256::new().chain_update(b"haetae training ").chain_update(name).finalize().into();
        let ring = KeyRing::from_seeds([&seed])?;
        let kid = *ring.kids().first().ok_or(OpenError::BadSeed)?;
        let public = ring.public_key(kid).ok_or(OpenError::BadSeed)?;
        Ok(Self { ring, kid, public })
    }

    pub(super) fn sign(&self, message: &[u8]) -> Result<Signature, SpecimenError> {
        Ok(self.ring.sign(self.kid, message)?)
    }

    /// A pass that claims to be signed by `kid` and is signed by this key.
    pub(super) fn issue_as(&self, kid: Kid, claims: &PassClaims) -> Result<Vec<u8>, SpecimenError> {
        let prepared = claims.prepare(kid)?;
        Ok(prepared.complete(&self.sign(prepared.to_be_signed())?))
    }

    /// The text of a pass.
    pub(super) fn issue(&self, claims: &PassClaims) -> Result<String, SpecimenError> {
        Ok(pass_text(&self.issue_as(self.kid, claims)?))
    }
}

/// Issues specimens, and is on no real trust list.
pub(super) struct Authority {
    pub(super) roots: RootSet,
    root: PublicSecret,
    status: PublicSecret,
    rules: PublicSecret,
    /// Issues passes to phones.
    pub(super) phone: PublicSecret,
    /// Issues paper passes.
    pub(super) paper: PublicSecret,
    /// Was in use last year.
    pub(super) former: PublicSecret,
    /// Was stolen.
    pub(super) withdrawn: PublicSecret,
    /// Issues what its list calls specimens.
    pub(super) specimen: PublicSecret,
}

impl Authority {
    pub(super) fn new() -> Result<Self, SpecimenError> {
        let root = PublicSecret::of("root")?;
        Ok(Self {
            roots: RootSet::new(1, [root.public])?,
            root,
            status: PublicSecret::of("status lists")?,
            rules: PublicSecret::of("rules")?,
            phone: PublicSecret::of("phone passes")?,
            paper: PublicSecret::of("paper passes")?,
            former: PublicSecret::of("last year's passes")?,
            withdrawn: PublicSecret::of("stolen key")?,
            specimen: PublicSecret::of("specimen passes")?,
        })
    }

    /// The data of a scanner in training: trust list, rules, manifest and the status lists around [`NOW`].
    pub(super) fn bundle(&self) -> Result<Vec<u8>, SpecimenError> {
        let mut files = vec![(RULES.to_owned(), self.rules()?), (TRUST_LIST.to_owned(), self.trust_list()?)];
        let today = NOW.status_day().0;
        let unlisted = days_from_now(-UNLISTED_DAYS).status_day().0;
        for day in (today - 16..=today + 16).filter(|day| *day != unlisted) {
            files.push((format!("status/{day}"), self.status_list(day)?));
        }
        let pinned = files.iter().map(|(name, bytes)| PinnedFile::new(name.as_str(), bytes)).collect();
        let withdrawn = vec![(self.withdrawn.kid, NOW.saturating_sub(SECONDS_PER_DAY))];
        let (stale, expires) = (days_from_now(1), days_from_now(14));
        let manifest = Manifest::new(NOW.seconds(), NOW.saturating_sub(600), stale, expires, pinned, withdrawn)?;
        let prepared = manifest.prepare(self.status.kid);
        let manifest = prepared.complete(&self.status.sign(prepared.to_be_signed())?);
        let files = files.iter().map(|(_, bytes)| bytes.as_slice()).collect();
        Ok(Bundle { manifest: &manifest, files }.encode())
    }

    fn trust_list(&self) -> Result<Vec<u8>, SpecimenError> {
        let issuer = IssuerName::new("Haetae training").ok_or(Malformed::Issuer)?;
        let constraints =
            |longest_life, specimen| IssuingConstraints { kinds: None, issuer: issuer.clone(), specimen, longest_life };
        let day_pass = 28 * 3_600;
        let key = |secret: &PublicSecret, from, until, role| TrustedKey { key: secret.public, from, until, role };
        let (last_year, begin, end) = (days_from_now(-400), days_from_now(-40), days_from_now(365));
        let keys = [
            key(&self.status, begin, end, Role::Status),
            key(&self.rules, begin, end, Role::Rules),
            key(&self.phone, begin, end, Role::PhonePasses(constraints(day_pass, false))),
            key(&self.paper, begin, end, Role::PaperPasses(constraints(14 * SECONDS_PER_DAY, false))),
            key(&self.former, last_year, begin, Role::PhonePasses(constraints(day_pass, false))),
            key(&self.withdrawn, begin, end, Role::PhonePasses(constraints(day_pass, false))),
            key(&self.specimen, begin, end, Role::PhonePasses(constraints(day_pass, true))),
        ];
        let list = TrustList::new(1, days_from_now(-1), end, self.roots.clone(), keys)?;
        let prepared = list.prepare();
        let signature = self.root.sign(&prepared.to_be_signed(self.root.kid))?;
        Ok(prepared.complete(&[(self.root.kid, signature)])?)
    }

    fn rules(&self) -> Result<Vec<u8>, SpecimenError> {
        let prepared = RulesEdition::prepare(POLICIES.as_bytes().to_vec(), self.rules.kid);
        Ok(prepared.complete(&self.rules.sign(prepared.to_be_signed())?))
    }

    fn status_list(&self, day: u32) -> Result<Vec<u8>, SpecimenError> {
        let mut bits = [0u8; LIST_BYTES];
        if let Some(byte) = bits.get_mut(REVOKED_INDEX as usize / 8) {
            *byte |= 1 << (REVOKED_INDEX % 8);
        }
        let claims = StatusListClaims {
            subject: format!("https://training.example/status/{day}"),
            issued: NOW.saturating_sub(600),
            expires: days_from_now(28),
            time_to_live: SECONDS_PER_DAY,
            packed: &compress_to_vec_zlib(&bits, 9),
        };
        let prepared = claims.prepare(self.status.kid);
        Ok(prepared.complete(&self.status.sign(prepared.to_be_signed())?))
    }
}

/// The time this many days after [`NOW`].
pub(super) const fn days_from_now(days: i64) -> UnixTime {
    UnixTime::saturating_new(NOW.seconds().saturating_add_signed(days * SECONDS_PER_DAY.cast_signed()))
}
