use std::fmt::Write as _;

use haetae_keys::{Random, RandomUnavailable};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::model::CredentialHash;

/// What every credential begins with, so that scanners for secrets find one in a log or a repository.
pub const PREFIX: &str = "haetae_op_";

/// Hexadecimal digits of the 256 random bits.
const RANDOM_DIGITS: usize = 64;
/// Hexadecimal digits of the checksum.
const CHECK_DIGITS: usize = 8;

/// What an operator sends as a bearer token: the prefix, 256 random bits and a checksum, as 82 characters.
#[derive(Clone, Debug)]
pub struct Credential(SecretString);

impl Credential {
    /// A new one.
    ///
    /// # Errors
    ///
    /// [`RandomUnavailable`]
    pub fn make(random: &mut dyn Random) -> Result<Self, RandomUnavailable> {
        let mut bytes = Zeroizing::new([0_u8; RANDOM_DIGITS / 2]);
        random.fill(bytes.as_mut_slice())?;
        let mut text = String::with_capacity(PREFIX.len() + RANDOM_DIGITS + CHECK_DIGITS);
        text.push_str(PREFIX);
        push_hexadecimal(&mut text, bytes.as_slice());
        let check = check(&text);
        text.push_str(&check);
        Ok(Self(SecretString::from(text)))
    }

    /// Reads a credential. A text with another form or a wrong checksum is none: it is refused without asking the
    /// store, and a scanner for secrets can tell a credential from random text by the same rule.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(PREFIX)?;
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if digits.len() != RANDOM_DIGITS + CHECK_DIGITS || !digits.bytes().all(is_digit) {
            return None;
        }
        let (content, checksum) = text.split_at_checked(PREFIX.len() + RANDOM_DIGITS)?;
        (check(content) == checksum).then(|| Self(SecretString::from(text)))
    }

    /// What is stored of it. A fast hash is the right one: 256 random bits cannot be guessed however fast each guess
    /// is, and a slow hash, which protects words that people choose, would only cost every request time.
    pub fn hash(&self) -> CredentialHash {
        CredentialHash(Sha256::digest(self.0.expose_secret()).into())
    }

    /// The text, to be handed over once.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

fn check(content: &str) -> String {
    let mut check = String::with_capacity(CHECK_DIGITS);
    let hash = Sha256::digest(content);
    push_hexadecimal(&mut check, hash.get(..CHECK_DIGITS / 2).unwrap_or_default());
    check
}

fn push_hexadecimal(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        // Writing into a string never fails.
        let _ = write!(text, "{byte:02x}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(byte: u8) -> Credential {
        let mut random = move |bytes: &mut [u8]| {
            bytes.fill(byte);
            Ok(())
        };
        Credential::make(&mut random).expect("random bytes")
    }

    #[test]
    fn a_credential_is_read_as_it_was_made_and_nothing_else_is() {
        let credential = made(7);
        let text = credential.expose();
        assert_eq!(text.len(), 82);
        let read = Credential::parse(text).expect("a credential");
        assert_eq!(read.hash(), credential.hash());
        assert_ne!(credential.hash(), made(8).hash());
        let bad = [
            String::new(),
            text[1..].to_owned(),
            text[..81].to_owned(),
            format!("{text}0"),
            text.replacen('7', "8", 1),
            text.to_uppercase(),
            text.replace("haetae_op_", "haetae_xx_"),
            text.replacen('0', "김", 1),
        ];
        for bad in bad {
            assert!(Credential::parse(&bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_credential_is_never_shown_by_chance() {
        let credential = made(7);
        assert!(!format!("{credential:?}").contains("0707"));
    }
}
