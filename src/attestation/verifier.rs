use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use haetae_core::{PublicKey, UnixTime, keys_digest};

use super::Attestation;
use super::android::{self, Revocations, RevocationsError, StatusFile};
use super::apple;
use super::error::{AttestationError, Flaw};
use super::roots::{self, Roots, RootsError};
use crate::config::{AppleEnvironment, AttestationMode, Config, PartnerAttestation};

/// Verifies the attestations of requests, as the configuration asks of each partner.
#[derive(Debug, Default)]
pub struct AttestationVerifier {
    mode: AttestationMode,
    partners: BTreeMap<String, PartnerAttestation>,
    google: Roots,
    apple: Roots,
    environment: AppleEnvironment,
    revoked: Option<StatusFile>,
    accepted: AtomicU64,
    refused: AtomicU64,
    missing: AtomicU64,
}

/// What has been verified since the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttestationCounts {
    /// Good attestations.
    pub accepted: u64,
    /// Attestations that prove nothing.
    pub refused: u64,
    /// Requests that needed one and had none.
    pub missing: u64,
}

/// A request whose assertion is good.
#[derive(Clone, Copy, Debug)]
pub struct AttestedRequest<'a> {
    /// The partner.
    pub partner: &'a str,
    /// The holder keys, in the order of the request.
    pub keys: &'a [PublicKey],
    /// The assertion's `attestation_challenge`.
    pub challenge: Option<&'a [u8]>,
    /// What was sent.
    pub attestation: Option<&'a Attestation>,
}

/// Why attestations cannot be verified.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The roots cannot be read.
    #[error(transparent)]
    Roots(#[from] RootsError),
    /// The list of revoked certificates cannot be read.
    #[error(transparent)]
    Revocations(#[from] RevocationsError),
}

impl AttestationVerifier {
    /// Reads the roots and the list of revoked certificates that the configuration names. Where it asks for no
    /// attestation at all, nothing is read.
    ///
    /// # Errors
    ///
    /// [`SetupError`]
    pub fn open(config: &Config) -> Result<Self, SetupError> {
        let section = &config.attestation;
        if !section.is_used() {
            return Ok(Self::default());
        }
        let partners = section.partners.iter().map(|entry| (entry.partner.clone(), entry.clone()));
        Ok(Self {
            mode: section.mode,
            partners: partners.collect(),
            google: Roots::of(config.google_roots_path().as_deref(), roots::GOOGLE)?,
            apple: Roots::of(config.apple_roots_path().as_deref(), roots::APPLE)?,
            environment: section.apple_environment,
            revoked: config.google_status_path().map(StatusFile::open).transpose()?,
            ..Self::default()
        })
    }

    /// Verifies the attestation of a request, if its partner's requests are verified.
    ///
    /// # Errors
    ///
    /// [`AttestationError`] if it proves nothing, or is needed and not there.
    pub fn verify(&self, request: &AttestedRequest<'_>, now: UnixTime) -> Result<(), AttestationError> {
        let partner = self.partners.get(request.partner);
        let mode = partner.and_then(|partner| partner.mode).unwrap_or(self.mode);
        match (mode, request.attestation) {
            (AttestationMode::Off, _) | (AttestationMode::Accept, None) => Ok(()),
            (AttestationMode::Require, None) => {
                self.missing.fetch_add(1, Ordering::Relaxed);
                Err(AttestationError::Required)
            }
            (AttestationMode::Accept | AttestationMode::Require, Some(attestation)) => {
                let verified = self.require(attestation, partner, request, now);
                let count = if verified.is_ok() { &self.accepted } else { &self.refused };
                count.fetch_add(1, Ordering::Relaxed);
                Ok(verified?)
            }
        }
    }

    /// What has been verified since the start.
    pub fn counts(&self) -> AttestationCounts {
        AttestationCounts {
            accepted: self.accepted.load(Ordering::Relaxed),
            refused: self.refused.load(Ordering::Relaxed),
            missing: self.missing.load(Ordering::Relaxed),
        }
    }

    fn require(
        &self,
        attestation: &Attestation,
        partner: Option<&PartnerAttestation>,
        request: &AttestedRequest<'_>,
        now: UnixTime,
    ) -> Result<(), Flaw> {
        let partner = partner.ok_or(Flaw::NoApp)?;
        match attestation {
            Attestation::AndroidKey(_) if partner.android.is_empty() => Err(Flaw::NoApp),
            Attestation::AppleAppAttest(_) if partner.apple.is_empty() => Err(Flaw::NoApp),
            Attestation::AndroidKey(chains) => {
                let revoked = self.revoked.as_ref().map_or_else(Arc::<Revocations>::default, StatusFile::current);
                let challenge = request.challenge.ok_or(Flaw::NoChallenge)?;
                let expected =
                    android::Expected { roots: &self.google, revoked: &revoked, apps: &partner.android, challenge };
                android::require(chains, request.keys, &expected, now)
            }
            Attestation::AppleAppAttest(object) => {
                let client_data = keys_digest(request.keys);
                let expected = apple::Expected {
                    roots: &self.apple,
                    apps: &partner.apple,
                    environment: self.environment,
                    client_data: client_data.as_bytes(),
                };
                apple::require(object, &expected, now)
            }
        }
    }
}
