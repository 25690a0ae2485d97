use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use serde::Deserialize;
use serde::de::IgnoredAny;

/// The largest list, in bytes. Google's has some hundred kilobytes.
const MAX_BYTES: u64 = 16 * 1_024 * 1_024;

/// The serial numbers of certificates that Google revoked or suspended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Revocations(HashSet<String>);

/// Why the list cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum RevocationsError {
    /// The file cannot be read.
    #[error("the list of revoked attestation certificates in {path} cannot be read: {error}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The I/O error.
        #[source]
        error: std::io::Error,
    },
    /// It is not Google's list.
    #[error(
        "{0} is not a list of revoked attestation certificates: \
         fetch it from https://android.googleapis.com/attestation/status"
    )]
    NotAList(PathBuf),
}

#[derive(Deserialize)]
struct Json {
    entries: HashMap<String, IgnoredAny>,
}

impl Revocations {
    /// Reads the list as Google publishes it (JSON); `None` if it has another form.
    pub fn read(json: &[u8]) -> Option<Self> {
        let list: Json = serde_json::from_slice(json).ok()?;
        let is_serial = |serial: &String| !serial.is_empty() && serial.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !list.entries.keys().all(is_serial) {
            return None;
        }
        Some(Self(list.entries.keys().map(|serial| normal(serial)).collect()))
    }

    /// Whether the certificate with this serial number, big-endian, is on the list.
    pub(super) fn contain(&self, serial: &[u8]) -> bool {
        let text: String = serial.iter().map(|byte| format!("{byte:02x}")).collect();
        !self.0.is_empty() && self.0.contains(&normal(&text))
    }
}

/// Lower-case hexadecimal without leading zeros.
fn normal(serial: &str) -> String {
    serial.trim_start_matches('0').to_ascii_lowercase()
}

/// The list in a file, read again when the file has changed.
#[derive(Debug)]
pub(in crate::attestation) struct StatusFile {
    path: PathBuf,
    read: Mutex<Read>,
}

#[derive(Clone, Debug)]
struct Read {
    /// The file's time and size.
    version: Option<(SystemTime, u64)>,
    list: Arc<Revocations>,
}

impl StatusFile {
    /// Reads the list of a file.
    ///
    /// # Errors
    ///
    /// [`RevocationsError`]
    pub(in crate::attestation) fn open(path: PathBuf) -> Result<Self, RevocationsError> {
        let version = version(&path);
        let list = Arc::new(read(&path)?);
        Ok(Self { path, read: Mutex::new(Read { version, list }) })
    }

    /// The list as it is now. While the file cannot be read, the last list that could be.
    pub(in crate::attestation) fn current(&self) -> Arc<Revocations> {
        let version = version(&self.path);
        let mut last = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if version != last.version {
            last.version = version;
            match read(&self.path) {
                Ok(list) => last.list = Arc::new(list),
                Err(error) => tracing::warn!(%error, "the last list of revoked attestation certificates stays in use"),
            }
        }
        Arc::clone(&last.list)
    }
}

fn version(path: &Path) -> Option<(SystemTime, u64)> {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

fn read(path: &Path) -> Result<Revocations, RevocationsError> {
    let unreadable = |error| RevocationsError::Unreadable { path: path.to_owned(), error };
    if std::fs::metadata(path).map_err(unreadable)?.len() > MAX_BYTES {
        return Err(RevocationsError::NotAList(path.to_owned()));
    }
    let json = std::fs::read(path).map_err(unreadable)?;
    Revocations::read(&json).ok_or_else(|| RevocationsError::NotAList(path.to_owned()))
}
