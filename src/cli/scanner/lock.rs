//! The lock for the settings of scanners, as a setup link carries it: a hash, never the PIN itself.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::num::NonZeroU32;

use aws_lc_rs::pbkdf2;
use base64ct::{Base64UrlUnpadded, Encoding as _};
use haetae_keys::Random;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::cli::Failure;

/// Rounds of PBKDF2: as many as a tablet does in well under a second.
const ROUNDS: NonZeroU32 = NonZeroU32::MIN.saturating_add(209_999);

/// How many digits a PIN has.
const DIGITS: std::ops::RangeInclusive<usize> = 4..=12;

/// The form in which a scanner stores a PIN. Texts are base64url.
#[derive(Debug, Serialize)]
pub(super) struct Lock {
    /// 16 random bytes.
    salt: String,
    /// PBKDF2 with HMAC-SHA-256 of the PIN's digits: 32 bytes.
    hash: String,
    rounds: u32,
}

impl Lock {
    /// A lock for the PIN in the first line of the standard input.
    pub(super) fn from_input(random: &mut dyn Random) -> Result<Self, Failure> {
        let mut salt = [0; 16];
        random.fill(&mut salt).map_err(|error| Failure::from(error.to_string()))?;
        Ok(Self::new(&read_pin()?, salt))
    }

    fn new(pin: &str, salt: [u8; 16]) -> Self {
        let mut hash = [0; 32];
        pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, ROUNDS, &salt, pin.as_bytes(), &mut hash);
        let text = Base64UrlUnpadded::encode_string;
        Self { salt: text(&salt), hash: text(&hash), rounds: ROUNDS.get() }
    }
}

fn read_pin() -> Result<Zeroizing<String>, Failure> {
    if io::stdin().is_terminal() {
        let mut prompt = io::stderr();
        let _ = write!(prompt, "PIN for the settings, 4 to 12 digits: ").and_then(|()| prompt.flush());
    }
    let mut line = Zeroizing::new(String::new());
    io::stdin().lock().read_line(&mut line).map_err(|error| Failure::from(format!("the standard input: {error}")))?;
    let pin = Zeroizing::new(line.trim().to_owned());
    if DIGITS.contains(&pin.len()) && pin.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(pin)
    } else {
        Err("--lock needs a PIN of 4 to 12 digits in the first line of the standard input".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_one_that_the_scanner_s_page_makes() {
        let salt = std::array::from_fn(|place| u8::try_from(place).expect("below 16"));
        // The value of Python's `hashlib.pbkdf2_hmac`; settings/lock.test.ts opens the same lock.
        let lock = Lock::new("1234567", salt);
        assert_eq!(lock.salt, "AAECAwQFBgcICQoLDA0ODw");
        assert_eq!(lock.hash, "nLYat-k-FCWHLO35m9WHVnu0ffrDo7HMO_AxKMyH-uE");
        assert_eq!(lock.rounds, 210_000);
    }
}
