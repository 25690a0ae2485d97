use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use aws_lc_rs::hmac;
use haetae_keys::Random;
use zeroize::Zeroizing;

use super::digest::Digest;

/// The secret of one day. While it exists, the entry of a phone can be found with the phone's public key and this file;
/// without it the entries of two days cannot be linked by their phones.
pub(super) struct DayKey(hmac::Key);

impl DayKey {
    /// Reads the key at `path`, or makes it there (mode 0600) from `random`.
    pub(super) fn open(path: &Path, random: &mut dyn Random) -> io::Result<Self> {
        match fs::read_to_string(path).map(Zeroizing::new) {
            Ok(text) => Self::parse(&text).ok_or_else(|| {
                io::Error::new(io::ErrorKind::InvalidData, format!("{}: not the key of a day", path.display()))
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::make(path, random),
            Err(error) => Err(error),
        }
    }

    fn make(path: &Path, random: &mut dyn Random) -> io::Result<Self> {
        let mut bytes = Zeroizing::new([0; 32]);
        random.fill(bytes.as_mut_slice()).map_err(io::Error::other)?;
        let text = Zeroizing::new(format!("{}\n", Digest(*bytes)));
        // Under another name first: a crash leaves no partial key, which no later start could use.
        let unfinished = path.with_extension("key-new");
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&unfinished, path)?;
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, bytes.as_slice())))
    }

    fn parse(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(Digest::parse(text.trim_end())?.0);
        Some(Self(hmac::Key::new(hmac::HMAC_SHA256, bytes.as_slice())))
    }

    /// HMAC-SHA256 of a thumbprint.
    pub(super) fn hide(&self, thumbprint: &[u8; 32]) -> Digest {
        let mut digest = Digest::default();
        digest.0.copy_from_slice(hmac::sign(&self.0, thumbprint).as_ref());
        digest
    }
}
