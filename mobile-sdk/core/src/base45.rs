//! Base45 (RFC 9285), strict: every accepted text is the one encoding of its bytes.

use alloc::string::String;
use alloc::vec::Vec;

const ALPHABET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const NOT_IN_ALPHABET: u8 = 0xff;

/// The value of each byte in the alphabet, or `NOT_IN_ALPHABET`.
const VALUES: [u8; 256] = {
    let mut values = [NOT_IN_ALPHABET; 256];
    let mut value = 0u8;
    while value < 45 {
        #[expect(clippy::indexing_slicing, reason = "evaluated at compile time: both indices are in range")]
        {
            values[ALPHABET[value as usize] as usize] = value;
        }
        value = value.wrapping_add(1);
    }
    values
};

/// The text has a character outside the alphabet, a length of 1 modulo 3, or a group that is too large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotBase45;

/// Appends the base45 text of `bytes` to `text`.
pub fn encode_into(bytes: &[u8], text: &mut String) {
    let (pairs, rest) = bytes.as_chunks::<2>();
    text.reserve(pairs.len().saturating_mul(3).saturating_add(2));
    for [high, low] in pairs {
        let number = u16::from_be_bytes([*high, *low]);
        push_digits(text, number, 3);
    }
    if let [single] = rest {
        push_digits(text, u16::from(*single), 2);
    }
}

/// The base45 text of `bytes`.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::new();
    encode_into(bytes, &mut text);
    text
}

/// The bytes that `text` stands for.
///
/// # Errors
///
/// [`NotBase45`] for anything that [`encode`] cannot have made.
pub fn decode(text: &str) -> Result<Vec<u8>, NotBase45> {
    let (triples, rest) = text.as_bytes().as_chunks::<3>();
    let mut bytes = Vec::with_capacity(triples.len().saturating_mul(2).saturating_add(1));
    for triple in triples {
        let number = number(triple)?;
        bytes.extend_from_slice(&u16::try_from(number).map_err(|_| NotBase45)?.to_be_bytes());
    }
    match rest {
        [] => {}
        [_, _] => bytes.push(u8::try_from(number(rest)?).map_err(|_| NotBase45)?),
        _ => return Err(NotBase45),
    }
    Ok(bytes)
}

fn push_digits(text: &mut String, mut number: u16, digits: u8) {
    for _ in 0..digits {
        if let Some(character) = ALPHABET.get(usize::from(number % 45)) {
            text.push(char::from(*character));
        }
        number /= 45;
    }
}

/// Up to three digits, the least significant first: at most 91,124.
fn number(digits: &[u8]) -> Result<u32, NotBase45> {
    let mut number = 0u32;
    for digit in digits.iter().rev() {
        let value = VALUES.get(usize::from(*digit)).copied().unwrap_or(NOT_IN_ALPHABET);
        if value == NOT_IN_ALPHABET {
            return Err(NotBase45);
        }
        number = number.wrapping_mul(45).wrapping_add(u32::from(value));
    }
    Ok(number)
}
