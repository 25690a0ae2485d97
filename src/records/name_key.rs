//! Full names are compared, but not stored: only a hash under a key of this installation is stored. Without the key,
//! which is in a separate file, the name behind a hash in the database cannot be guessed.
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use aws_lc_rs::hmac;
use haetae_keys::{FileError, Random, read_secret_line};
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use super::masking::{folded, without_parentheses};
use crate::model::NameHash;

/// The key that names are hashed with.
#[derive(Clone, Debug)]
pub struct NameKey(hmac::Key);

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum NameKeyError {
    /// Its file cannot be read, or others can read it.
    #[error(transparent)]
    File(#[from] FileError),
    /// It cannot be made.
    #[error("the key of names cannot be made: {0}")]
    Make(#[from] io::Error),
    /// The file holds something else.
    #[error("{0} does not hold a key of names: 64 hexadecimal digits in one line")]
    Unfit(String),
}

impl NameKey {
    /// A key of these bytes, which must come from a secure random source.
    pub fn new(bytes: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, bytes))
    }

    /// Reads the key at `path`, or makes it there (mode 0600) from `random`.
    ///
    /// # Errors
    ///
    /// [`NameKeyError`]
    pub fn open(path: &Path, random: &mut dyn Random) -> Result<Self, NameKeyError> {
        if !path.exists() {
            return Self::make(path, random);
        }
        let text = read_secret_line(path)?;
        let bytes = bytes_of(&text).ok_or_else(|| NameKeyError::Unfit(path.display().to_string()))?;
        Ok(Self::new(&bytes))
    }

    fn make(path: &Path, random: &mut dyn Random) -> Result<Self, NameKeyError> {
        let mut bytes = Zeroizing::new([0; 32]);
        random.fill(bytes.as_mut_slice()).map_err(io::Error::other)?;
        let text = bytes.iter().fold(String::with_capacity(65), |text, byte| format!("{text}{byte:02x}"));
        let text = Zeroizing::new(text + "\n");
        // Under another name first: a crash leaves no partial key, which no later import could use.
        let mut unfinished = path.as_os_str().to_owned();
        unfinished.push("-new");
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&unfinished, path)?;
        Ok(Self::new(&bytes))
    }

    /// The hash of a full name; `None` if a part of it is hidden by `*`, or no letter is left.
    ///
    /// Differences between keyboards and registers do not matter: capitals, spaces, hyphens, apostrophes, stops,
    /// invisible marks, accents on Latin letters, full-width letters, and the order of its words.
    pub fn hash(&self, full_name: &str) -> Option<NameHash> {
        let letters = comparable(full_name).filter(|_| !full_name.contains('*'))?;
        Some(NameHash(self.first_bytes(b"haetae full name\0", letters.as_bytes())))
    }

    /// A check value that distinguishes this key from others.
    pub fn check(&self) -> [u8; 16] {
        self.first_bytes(b"haetae name key check\0", b"")
    }

    fn first_bytes(&self, domain: &[u8], message: &[u8]) -> [u8; 16] {
        let mut context = hmac::Context::with_key(&self.0);
        context.update(domain);
        context.update(message);
        let tag = context.sign();
        let mut first = [0; 16];
        first.iter_mut().zip(tag.as_ref()).for_each(|(to, from)| *to = *from);
        first
    }
}

/// The letters of a name as they are compared; `None` if there are none.
fn comparable(full_name: &str) -> Option<String> {
    let name = folded(full_name);
    let mut words: Vec<String> = Vec::new();
    // Hyphens separate words, as spaces do: `Anne-Marie` and `Anne Marie` are one name.
    for word in without_parentheses(&name).split([' ', '-']) {
        let folded = word.nfkd().filter(|mark| !('\u{300}'..='\u{36F}').contains(mark)).nfc().collect::<String>();
        // Through capitals: only so do `ß` and `SS` become equal.
        let folded = folded.to_uppercase().to_lowercase();
        let letters: String = folded.chars().filter(|character| character.is_alphabetic()).collect();
        if !letters.is_empty() {
            words.push(letters);
        }
    }
    // In the scripts of East Asia spaces do not separate, and the order of characters is the name.
    if words.iter().all(|word| word.chars().all(|character| character as u32 >= 0x1100)) {
        return Some(words.concat()).filter(|name| !name.is_empty());
    }
    words.sort_unstable();
    Some(words.join(" "))
}

fn bytes_of(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (position, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * position..2 * position + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests;
