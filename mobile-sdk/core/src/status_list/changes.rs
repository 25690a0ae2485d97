use alloc::vec::Vec;

use crate::cbor::{Decoder, Encoder};
use crate::cose::{self, Context, Prepared, Sign1};
use crate::key::{Kid, Verifier};
use crate::malformed::Malformed;
use crate::manifest::FileHash;
use crate::time::{StatusDay, UnixTime};

/// The most indices of one changes file.
pub const MAX_CHANGES: usize = 65_536;

/// What was revoked on a day since its status list was made (section 6, `changes/<day>`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusChanges {
    /// The day of the list.
    pub day: StatusDay,
    /// When these changes were written down.
    pub issued: UnixTime,
    /// SHA-256 of the status list file to which they add.
    pub base: FileHash,
    indices: Vec<u32>,
}

impl StatusChanges {
    /// Changes to the list whose file has the hash `base`.
    ///
    /// # Errors
    ///
    /// [`Malformed`] unless there are 1 to [`MAX_CHANGES`] indices, strictly ascending.
    pub fn new(day: StatusDay, issued: UnixTime, base: FileHash, indices: Vec<u32>) -> Result<Self, Malformed> {
        if !(1..=MAX_CHANGES).contains(&indices.len()) || !indices.is_sorted_by(|left, right| left < right) {
            return Err(Malformed::ChangesIndices);
        }
        Ok(Self { day, issued, base, indices })
    }

    /// The revoked indices, ascending.
    pub fn indices(&self) -> &[u32] {
        &self.indices
    }

    /// Whether `index` was revoked since the list was made.
    pub fn contains(&self, index: u32) -> bool {
        self.indices.binary_search(&index).is_ok()
    }

    /// Whether every index is within a list of so many bits.
    pub(crate) fn end_within(&self, bits: u64) -> bool {
        self.indices.last().is_none_or(|last| u64::from(*last) < bits)
    }

    /// Prepares the file for the signature of the status key `kid`.
    pub fn prepare(&self, kid: Kid) -> Prepared {
        let mut packed = Vec::with_capacity(self.indices.len().saturating_mul(2));
        let mut previous = 0;
        for index in &self.indices {
            // Ascending: no difference is below zero.
            write_leb128(index.saturating_sub(previous), &mut packed);
            previous = *index;
        }
        let mut e = Encoder::with_capacity(packed.len().saturating_add(64));
        e.map(4).uint(1).uint(self.day.0.into()).uint(2).uint(self.issued.seconds());
        e.uint(3).bytes(&self.base).uint(4).bytes(&packed);
        Prepared::new(cose::encode_issuer_header(kid), e.into_bytes(), Context::StatusChanges)
    }

    /// Decodes a signed changes file without looking at its signature.
    ///
    /// # Errors
    ///
    /// [`Malformed`] where the bytes are none.
    pub fn decode_unverified(bytes: &[u8]) -> Result<Self, Malformed> {
        SignedChanges::decode(bytes).map(|signed| signed.changes)
    }

    fn decode(payload: &[u8]) -> Result<Self, Malformed> {
        Decoder::read_all(payload, |d| {
            d.map_of(4)?;
            d.expect(1)?;
            let day = u32::try_from(d.uint()?).map_err(|_| Malformed::ChangesDay)?;
            d.expect(2)?;
            let issued = d.time()?;
            d.expect(3)?;
            let base = d.byte_array()?;
            d.expect(4)?;
            let indices = read_indices(d.bytes()?)?;
            Self::new(StatusDay(day), issued, base, indices)
        })
    }
}

/// The differences summed up. What repeats an index is refused by [`StatusChanges::new`].
fn read_indices(mut packed: &[u8]) -> Result<Vec<u32>, Malformed> {
    let mut indices = Vec::new();
    let mut index = 0_u32;
    while !packed.is_empty() {
        if indices.len() == MAX_CHANGES {
            return Err(Malformed::ChangesCount);
        }
        let (difference, rest) = read_leb128(packed)?;
        index = index.checked_add(difference).ok_or(Malformed::ChangesIndex)?;
        indices.push(index);
        packed = rest;
    }
    Ok(indices)
}

/// Five bytes of seven bits hold a number of 32 bits.
const MAX_LEB128_BITS: u32 = 35;

/// A number below 2^32 in its shortest form, and what follows it.
fn read_leb128(bytes: &[u8]) -> Result<(u32, &[u8]), Malformed> {
    let mut number = 0_u64;
    let mut rest = bytes;
    for shift in (0..MAX_LEB128_BITS).step_by(7) {
        let (byte, after) = rest.split_first().ok_or(Malformed::NumberEnd)?;
        number |= u64::from(byte & 0x7f).wrapping_shl(shift);
        if byte & 0x80 == 0 {
            if *byte == 0 && shift > 0 {
                return Err(Malformed::NumberForm);
            }
            return Ok((u32::try_from(number).map_err(|_| Malformed::ChangesIndex)?, after));
        }
        rest = after;
    }
    Err(Malformed::NumberSize)
}

fn write_leb128(mut number: u32, bytes: &mut Vec<u8>) {
    while let (low, rest @ 1..) = (number & 0x7f, number >> 7) {
        bytes.push(low.to_le_bytes()[0] | 0x80);
        number = rest;
    }
    bytes.push(number.to_le_bytes()[0]);
}

/// A decoded changes file, and whether its signature is good.
pub(crate) struct SignedChanges<'b> {
    pub(crate) kid: Kid,
    pub(crate) changes: StatusChanges,
    sign1: Sign1<'b>,
}

impl<'b> SignedChanges<'b> {
    pub(crate) fn decode(bytes: &'b [u8]) -> Result<Self, Malformed> {
        let sign1 = Decoder::read_all(bytes, Sign1::decode)?;
        let kid = cose::decode_issuer_header(sign1.protected)?;
        Ok(Self { kid, changes: StatusChanges::decode(sign1.payload)?, sign1 })
    }

    pub(crate) fn is_signed_by(&self, key: &Verifier) -> bool {
        self.sign1.is_signed_by(key, Context::StatusChanges)
    }
}
