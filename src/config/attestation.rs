use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::problem::Violation;
use crate::model::PartnerName;

#[cfg(test)]
mod tests;

/// `[attestation]`: what partners' apps must prove about the holder keys.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a section")]
pub struct AttestationSection {
    /// What applies to partners that have no mode of their own.
    pub mode: AttestationMode,
    /// The apps of each partner.
    pub partners: Vec<PartnerAttestation>,
    /// Certificates (PEM) to trust instead of Google's roots.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub google_roots: Option<PathBuf>,
    /// Google's list of revoked attestation certificates (JSON).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub google_status: Option<PathBuf>,
    /// Certificates (PEM) to trust instead of Apple's root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub apple_roots: Option<PathBuf>,
    /// The environment of App Attest that apps are built for.
    pub apple_environment: AppleEnvironment,
}

/// What is done with attestations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AttestationMode {
    /// They are ignored.
    #[default]
    Off,
    /// They are verified where they are sent; an invalid one is refused.
    Accept,
    /// The same, and a request without one is refused.
    Require,
}

/// The environments of Apple's App Attest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AppleEnvironment {
    /// For apps from the App Store and TestFlight.
    #[default]
    Production,
    /// For apps that Xcode installs.
    Development,
}

/// The apps of one partner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a partner with its apps")]
pub struct PartnerAttestation {
    /// The partner's name.
    pub partner: String,
    /// What applies to it instead of the section's mode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<AttestationMode>,
    /// Its apps for Android.
    #[serde(default)]
    pub android: Vec<AndroidApp>,
    /// The ids of its apps for iOS: the team, a point and the bundle.
    #[serde(default)]
    pub apple: Vec<String>,
}

/// An app for Android.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an app with its package and its signers")]
pub struct AndroidApp {
    /// The name of its package.
    pub package: String,
    /// The SHA-256 of the certificates that may have signed it, in hexadecimal.
    pub signers: Vec<String>,
}

impl AndroidApp {
    /// The SHA-256 of the certificates that may have signed it.
    pub fn signer_digests(&self) -> Vec<[u8; 32]> {
        self.signers.iter().filter_map(|text| digest(text)).collect()
    }
}

impl AttestationSection {
    /// Whether any partner's attestations are verified.
    pub fn is_used(&self) -> bool {
        let of_partners = self.partners.iter().filter_map(|partner| partner.mode);
        of_partners.chain([self.mode]).any(|mode| mode != AttestationMode::Off)
    }

    pub(super) fn problems(&self) -> impl Iterator<Item = Violation> {
        const PARTNERS: &str = "attestation.partners";
        let names: BTreeSet<_> = self.partners.iter().map(|partner| &partner.partner).collect();
        let apps = || self.partners.iter().flat_map(|partner| &partner.android);
        let named = |path: &Option<PathBuf>| path.as_ref().is_none_or(|path| !path.as_os_str().is_empty());
        [
            Violation::unless(
                self.mode == AttestationMode::Off || !self.partners.is_empty(),
                "attestation.mode",
                "it needs the apps of the partners in attestation.partners",
            ),
            Violation::unless(
                self.partners.iter().all(|entry| PartnerName::new(&entry.partner).is_ok()),
                PARTNERS,
                "a partner's name is 1 to 64 characters of A-Z a-z 0-9 . - _ : /",
            ),
            Violation::unless(names.len() == self.partners.len(), PARTNERS, "it must name each partner once"),
            Violation::unless(
                self.partners.iter().all(|entry| !entry.android.is_empty() || !entry.apple.is_empty()),
                PARTNERS,
                "each partner needs an app, in android or in apple",
            ),
            Violation::unless(
                apps().all(|app| !app.package.is_empty() && !app.signers.is_empty()),
                PARTNERS,
                "each app for Android needs its package and one signer at least",
            ),
            Violation::unless(
                apps().flat_map(|app| &app.signers).all(|text| digest(text).is_some()),
                PARTNERS,
                "a signer is a SHA-256: 64 hexadecimal digits",
            ),
            Violation::unless(
                self.partners.iter().flat_map(|entry| &entry.apple).all(|app| is_app_id(app)),
                PARTNERS,
                "an app for iOS is its team, a point and its bundle, like ABCDE12345.com.example.app",
            ),
            Violation::unless(named(&self.google_roots), "attestation.google_roots", "it must name a file"),
            Violation::unless(named(&self.google_status), "attestation.google_status", "it must name a file"),
            Violation::unless(named(&self.apple_roots), "attestation.apple_roots", "it must name a file"),
        ]
        .into_iter()
        .flatten()
    }

    pub(super) fn warnings(&self) -> Option<String> {
        (self.is_used() && self.google_status.is_none()).then(|| {
            "attestation.google_status is not set: chains of keys that Google has revoked are accepted. Fetch the list \
             from https://android.googleapis.com/attestation/status once a day."
                .to_owned()
        })
    }
}

fn digest(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut digest = [0; 32];
    for (byte, place) in digest.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(text.get(place..place + 2)?, 16).ok()?;
    }
    Some(digest)
}

fn is_app_id(text: &str) -> bool {
    let is_team = |team: &str| team.len() == 10 && team.bytes().all(|byte| byte.is_ascii_alphanumeric());
    text.split_once('.').is_some_and(|(team, bundle)| is_team(team) && !bundle.is_empty())
}
