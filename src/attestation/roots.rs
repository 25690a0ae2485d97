use std::path::{Path, PathBuf};

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use x509_cert::name::Name;
use x509_cert::spki::SubjectPublicKeyInfoOwned;

use super::certificate::Certificate;

/// Google's roots of Android Key Attestation.
pub(super) const GOOGLE: &[u8] = include_bytes!("roots/google.pem");
/// Apple's root of App Attest.
pub(super) const APPLE: &[u8] = include_bytes!("roots/apple.pem");

/// What chains may end in. Of a root only its name and its key count, not its dates.
#[derive(Clone, Debug, Default)]
pub struct Roots(Vec<Root>);

/// A name and the key that signs under it.
#[derive(Clone, Debug)]
pub(super) struct Root {
    pub(super) name: Name,
    pub(super) key: SubjectPublicKeyInfoOwned,
}

/// Why roots cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum RootsError {
    /// The file cannot be read.
    #[error("the roots in {path} cannot be read: {error}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The I/O error.
        #[source]
        error: std::io::Error,
    },
    /// It has no certificates, or something else.
    #[error("{0} must hold certificates in PEM, one at least")]
    NotCertificates(PathBuf),
}

impl Roots {
    /// The certificates of a file in PEM, or the built-in ones where there is no file.
    ///
    /// # Errors
    ///
    /// [`RootsError`]
    pub(super) fn of(file: Option<&Path>, built_in: &[u8]) -> Result<Self, RootsError> {
        let Some(path) = file else {
            return Self::from_pem(built_in).ok_or_else(|| RootsError::NotCertificates("the program".into()));
        };
        let unreadable = |error| RootsError::Unreadable { path: path.to_owned(), error };
        let pem = std::fs::read(path).map_err(unreadable)?;
        Self::from_pem(&pem).ok_or_else(|| RootsError::NotCertificates(path.to_owned()))
    }

    /// The certificates of a text in PEM; `None` if there are none, or one that cannot be read.
    pub fn from_pem(pem: &[u8]) -> Option<Self> {
        let mut roots = Vec::new();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.ok()?;
            let certificate = Certificate::read(&certificate).ok()?;
            roots.push(Root { name: certificate.subject().clone(), key: certificate.key().clone() });
        }
        (!roots.is_empty()).then_some(Self(roots))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Root> {
        self.0.iter()
    }
}
