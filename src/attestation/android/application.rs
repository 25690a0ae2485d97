use x509_cert::der::Tag;

use crate::attestation::der;
use crate::config::AndroidApp;

/// Which app asked for a key: the ASN.1 type `AttestationApplicationId`. It is the system that says so.
#[derive(Debug)]
pub(super) struct Application<'a> {
    /// More than one if several apps share a user id.
    packages: Vec<&'a [u8]>,
    /// The SHA-256 of the certificates that signed them.
    signers: Vec<&'a [u8]>,
}

impl<'a> Application<'a> {
    /// `None` if it has another form.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let [packages, signers] = der::members(der::value(bytes)?, Tag::Sequence)?[..] else { return None };
        let name = |package| {
            let [name, _version] = der::members(package, Tag::Sequence)?[..] else { return None };
            der::octets(name)
        };
        let packages = der::members(packages, Tag::Set)?.into_iter().map(name).collect::<Option<_>>()?;
        let signers = der::members(signers, Tag::Set)?.into_iter().map(der::octets).collect::<Option<_>>()?;
        Some(Self { packages, signers })
    }

    /// Whether one of these apps is in it, and nobody else signed.
    pub(super) fn is_one_of(&self, apps: &[AndroidApp]) -> bool {
        apps.iter().any(|app| {
            let known = app.signer_digests();
            self.packages.contains(&app.package.as_bytes())
                && !self.signers.is_empty()
                && self.signers.iter().all(|signer| known.iter().any(|digest| digest == signer))
        })
    }
}
