//! What custodians compare and type to say which request they mean.

use std::fmt;

use sha2::{Digest as _, Sha256};

/// Crockford's base32: without I, L, O and U, which look or sound like others.
const ALPHABET: [char; 32] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'M', 'N', 'P',
    'Q', 'R', 'S', 'T', 'V', 'W', 'X', 'Y', 'Z',
];

/// How many characters it has, of 5 bits each.
const CHARACTERS: usize = 20;

/// How many characters stand together.
const GROUP: usize = 5;

/// How often the request's hash is hashed again. Whoever searches for two requests with one confirmation pays this for
/// each that they try, about 2^50 of them; a custodian waits for some hundredths of a second.
const ROUNDS: u32 = 1 << 16;

/// What is hashed before the request.
const DOMAIN: &[u8] = b"haetae trust confirmation v1\0";

/// 100 bits of a request's hash in 4 groups of 5 characters. Two requests with the same one are out of reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Confirmation([char; CHARACTERS]);

/// Why a text is not a confirmation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfirmationError {
    /// Too short, as the first characters of a SHA-256 are, or too long.
    #[error(
        "a confirmation has {CHARACTERS} characters, as XXXXX-XXXXX-XXXXX-XXXXX, and this has {0}. The first characters of a \
         SHA-256 confirm nothing any more"
    )]
    Length(usize),
    /// It is not a character of a confirmation.
    #[error("a confirmation has digits and letters only, and no U: '{0}' is in none")]
    Character(char),
}

impl Confirmation {
    /// The confirmation of a request's bytes.
    pub(super) fn of(request: &[u8]) -> Self {
        let mut hash = Sha256::new().chain_update(DOMAIN).chain_update(request).finalize();
        for _ in 0..ROUNDS {
            hash = Sha256::digest(hash);
        }
        let mut bits = hash.iter().take(16).fold(0_u128, |bits, byte| (bits << 8) | u128::from(*byte));
        Self(std::array::from_fn(|_| {
            bits = bits.rotate_left(5);
            ALPHABET[usize::from(bits.to_le_bytes()[0] & 31)]
        }))
    }

    /// Reads what a person typed: case and separators do not matter, and `O`, `I` and `L` are the digits that they look
    /// like.
    ///
    /// # Errors
    ///
    /// [`ConfirmationError`] if it is none.
    pub fn read(text: &str) -> Result<Self, ConfirmationError> {
        let typed =
            text.chars().filter(|character| !character.is_whitespace() && !matches!(character, '-' | '_' | '.'));
        let characters = typed.map(meant).collect::<Result<Vec<char>, _>>()?;
        let count = characters.len();
        characters.try_into().map(Self).map_err(|_| ConfirmationError::Length(count))
    }
}

fn meant(typed: char) -> Result<char, ConfirmationError> {
    let meant = match typed.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    if ALPHABET.contains(&meant) { Ok(meant) } else { Err(ConfirmationError::Character(typed)) }
}

impl fmt::Display for Confirmation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, group) in self.0.chunks(GROUP).enumerate() {
            let text: String = group.iter().collect();
            f.write_str(if number == 0 { "" } else { "-" })?;
            f.write_str(&text)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
