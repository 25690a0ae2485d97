use std::time::Duration;

use haetae_core::{MAX_FILE_BYTES, MAX_MANIFEST_BYTES, PinnedFile};
use ureq::Agent;

/// No answer may take longer than this, from the connection to the last byte.
const MANIFEST_TIMEOUT: Duration = Duration::from_secs(30);
const FILE_TIMEOUT: Duration = Duration::from_secs(120);

/// Where published data come from.
pub trait Source: Send {
    /// The manifest, at most [`MAX_MANIFEST_BYTES`].
    ///
    /// # Errors
    ///
    /// [`Unreachable`]
    fn manifest(&self) -> Result<Vec<u8>, Unreachable>;

    /// A file that a manifest pins. Its size and hash are the pinned ones.
    ///
    /// # Errors
    ///
    /// [`Unreachable`]
    fn file(&self, pinned: &PinnedFile) -> Result<Vec<u8>, Unreachable>;
}

/// There is no answer, or another one than the manifest pins.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unreachable(pub String);

/// A service, or a mirror of what it publishes.
#[derive(Debug)]
pub struct Mirror {
    base: String,
    agent: Agent,
}

impl Mirror {
    /// The one at this http(s) address: `<base>/v1/trust/manifest`.
    pub fn new(base: &str) -> Self {
        // The provider can be chosen only once; choosing the same one again changes nothing.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        Self { base: base.trim_end_matches('/').to_owned(), agent: Agent::new_with_defaults() }
    }

    fn get(&self, path: &str, most_bytes: u64, timeout: Duration) -> Result<Vec<u8>, Unreachable> {
        let address = format!("{}/v1/trust/{path}", self.base);
        let answer = self.agent.get(&address).config().timeout_global(Some(timeout)).build().call();
        // One byte more than the most shows that there are more.
        let limit = most_bytes.saturating_add(1);
        let read = answer.and_then(|mut answer| answer.body_mut().with_config().limit(limit).read_to_vec());
        let bytes = read.map_err(|error| Unreachable(format!("{address}: {error}")))?;
        if bytes.len() as u64 > most_bytes {
            return Err(Unreachable(format!("{address}: the answer has more than {most_bytes} bytes")));
        }
        Ok(bytes)
    }
}

impl Source for Mirror {
    fn manifest(&self) -> Result<Vec<u8>, Unreachable> {
        self.get("manifest", MAX_MANIFEST_BYTES as u64, MANIFEST_TIMEOUT)
    }

    fn file(&self, pinned: &PinnedFile) -> Result<Vec<u8>, Unreachable> {
        if pinned.size > MAX_FILE_BYTES as u64 {
            return Err(Unreachable(format!("{} has {} bytes: more than a file may have", pinned.name, pinned.size)));
        }
        let hash = pinned.sha256.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
        let bytes = self.get(&format!("files/{hash}"), pinned.size, FILE_TIMEOUT)?;
        if PinnedFile::new(pinned.name.as_str(), &bytes) != *pinned {
            return Err(Unreachable(format!("{}/v1/trust/files/{hash}: it is not the file of this hash", self.base)));
        }
        Ok(bytes)
    }
}
