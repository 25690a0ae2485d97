//! TLS for services without a proxy in front: certificate and key from files, which are read again when they change.

use std::fs::{self, File, Metadata};
use std::io::{self, Read as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use haetae_core::UnixTime;
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;
use x509_cert::der::Decode as _;
use zeroize::Zeroizing;

/// The only protocol that the listeners speak above TLS.
const HTTP: &[u8] = b"http/1.1";

/// Room for a key and what stands around it, so that reading leaves no copies in memory.
const KEY_BYTES: usize = 16 << 10;

/// The certificates of a listener and their private key, as its files have them.
#[derive(Debug)]
pub struct TlsCertificate {
    certificate: PathBuf,
    key: PathBuf,
    current: ArcSwap<Loaded>,
    /// The files when they were read last, also if they could not be used.
    seen: Mutex<[Option<Stamp>; 2]>,
}

#[derive(Debug)]
struct Loaded {
    config: Arc<ServerConfig>,
    expires: UnixTime,
}

/// Distinguishes a file from what replaces it.
type Stamp = (u64, u64, i64, i64, u64);

/// Why certificates or their key cannot be used. The sentences name the file and say what to do.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("{}: {source}", path.display())]
    File {
        /// Its path.
        path: PathBuf,
        /// The I/O error.
        source: io::Error,
    },
    /// Everybody on the machine can read the key.
    #[error(
        "{path} can be read or written by everyone on this machine (mode {mode:04o}). If no one has, run: chmod 640 {path}",
        path = path.display()
    )]
    OpenToOthers {
        /// The file of the key.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// It has no certificate in PEM.
    #[error("{}: there is no certificate in PEM in it (-----BEGIN CERTIFICATE-----)", .0.display())]
    NoCertificate(PathBuf),
    /// It has no private key in PEM.
    #[error("{}: there is no private key in PEM in it (-----BEGIN PRIVATE KEY-----)", .0.display())]
    NoKey(PathBuf),
    /// The key needs a passphrase.
    #[error(
        "{path}: the private key is encrypted. Decrypt it (openssl pkey -in {path} -out FILE) and protect the file instead",
        path = .0.display()
    )]
    EncryptedKey(PathBuf),
    /// The file is not PEM.
    #[error("{}: not PEM: {reason}", path.display())]
    NotPem {
        /// Its path.
        path: PathBuf,
        /// What is wrong with it. It quotes nothing of a key.
        reason: String,
    },
    /// A certificate cannot be read.
    #[error("{}: the first certificate cannot be read: {reason}", path.display())]
    Certificate {
        /// Its path.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// Key and certificate do not belong together, or TLS has no use for them.
    #[error("{} and {} cannot be used together: {reason}", certificate.display(), key.display())]
    Pair {
        /// The file of certificates.
        certificate: PathBuf,
        /// The file of the key.
        key: PathBuf,
        /// Why not.
        reason: String,
    },
}

impl TlsCertificate {
    /// Reads certificates, the service's own first, and their key.
    ///
    /// # Errors
    ///
    /// [`TlsError`]
    pub fn open(certificate: &Path, key: &Path) -> Result<Self, TlsError> {
        let seen = Mutex::new([stamp(certificate), stamp(key)]);
        let current = ArcSwap::from_pointee(load(certificate, key)?);
        Ok(Self { certificate: certificate.to_owned(), key: key.to_owned(), current, seen })
    }

    /// Reads both files again. New connections get what is in them; open ones keep what they have.
    ///
    /// # Errors
    ///
    /// [`TlsError`], and the certificate from before stays in use.
    pub fn reload(&self) -> Result<(), TlsError> {
        let stamps = [stamp(&self.certificate), stamp(&self.key)];
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = stamps;
        self.current.store(Arc::new(load(&self.certificate, &self.key)?));
        Ok(())
    }

    /// Reads the files again if one has changed since they were read. `None` if none has.
    ///
    /// # Errors
    ///
    /// [`TlsError`] once for each change; the certificate from before stays in use.
    pub fn reload_if_changed(&self) -> Option<Result<(), TlsError>> {
        let stamps = [stamp(&self.certificate), stamp(&self.key)];
        let is_new = *self.seen.lock().unwrap_or_else(PoisonError::into_inner) != stamps;
        is_new.then(|| self.reload())
    }

    /// When the certificate in use expires.
    pub fn expires(&self) -> UnixTime {
        self.current.load().expires
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.current.load().config))
    }
}

fn load(certificate: &Path, key: &Path) -> Result<Loaded, TlsError> {
    let chain = chain(certificate)?;
    let expires = chain.first().map_or_else(
        || Err(TlsError::NoCertificate(certificate.to_owned())),
        |own| expires(own).map_err(|reason| TlsError::Certificate { path: certificate.to_owned(), reason }),
    )?;
    let private = private_key(key)?;
    let built = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, private));
    let mut config = built.map_err(|error| {
        let (certificate, key) = (certificate.to_owned(), key.to_owned());
        let reason = match error {
            rustls::Error::InconsistentKeys(_) => "the key is not the one of the first certificate".to_owned(),
            other => other.to_string(),
        };
        TlsError::Pair { certificate, key, reason }
    })?;
    config.alpn_protocols = vec![HTTP.to_vec()];
    Ok(Loaded { config: Arc::new(config), expires })
}

fn chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let text = fs::read(path).map_err(|source| TlsError::File { path: path.to_owned(), source })?;
    CertificateDer::pem_slice_iter(&text).collect::<Result<Vec<_>, _>>().map_err(|error| not_pem(path, &error))
}

fn private_key(path: &Path) -> Result<PrivateKeyDer<'static>, TlsError> {
    let failed = |source| TlsError::File { path: path.to_owned(), source };
    // Not of the path: another file may be there by now.
    let mut file = File::open(path).map_err(failed)?;
    let mode = file.metadata().map_err(failed)?.mode() & 0o7777;
    if mode & 0o007 != 0 {
        return Err(TlsError::OpenToOthers { path: path.to_owned(), mode });
    }
    let mut text = Zeroizing::new(Vec::with_capacity(KEY_BYTES));
    file.read_to_end(&mut text).map_err(failed)?;
    PrivateKeyDer::from_pem_slice(&text).map_err(|error| match error {
        pem::Error::NoItemsFound if is_encrypted(&text) => TlsError::EncryptedKey(path.to_owned()),
        pem::Error::NoItemsFound => TlsError::NoKey(path.to_owned()),
        error => not_pem(path, &error),
    })
}

fn is_encrypted(text: &[u8]) -> bool {
    text.windows(b"BEGIN ENCRYPTED PRIVATE KEY".len()).any(|part| part == b"BEGIN ENCRYPTED PRIVATE KEY")
}

/// Without the error's own text, which may quote a line of the file.
fn not_pem(path: &Path, error: &pem::Error) -> TlsError {
    let reason = match error {
        pem::Error::MissingSectionEnd { .. } => "a line -----END ...----- is missing",
        pem::Error::IllegalSectionStart { .. } => "a line that begins a section is malformed",
        pem::Error::Base64Decode(_) => "what is in a section is not base64",
        pem::Error::SectionTooLarge => "a section is too long",
        _ => "it cannot be read",
    };
    TlsError::NotPem { path: path.to_owned(), reason: reason.to_owned() }
}

fn expires(certificate: &CertificateDer<'_>) -> Result<UnixTime, String> {
    let read = x509_cert::Certificate::from_der(certificate).map_err(|error| error.to_string())?;
    let seconds = read.tbs_certificate().validity().not_after.to_unix_duration().as_secs();
    Ok(UnixTime::saturating_new(seconds))
}

fn stamp(path: &Path) -> Option<Stamp> {
    let of = |file: Metadata| (file.ino(), file.size(), file.mtime(), file.mtime_nsec(), file.dev());
    fs::metadata(path).ok().map(of)
}
