//! A person's place in the status list of a day (wire format, section 6): FF1 of NIST SP 800-38G with AES-256, in radix
//! 2, for numbers that fit one word. At this size the two halves of the Feistel network are integers, the first AES
//! block of each round is the same for the whole day, and only ten blocks per number remain.

use std::fmt;

use aes::Aes256;
use aes::cipher::{Block, BlockCipherEncrypt as _, KeyInit as _};
use haetae_core::StatusDay;

use crate::status_keys::StatusKey;

#[cfg(test)]
mod tests;

/// Rounds of FF1.
const ROUNDS: u32 = 10;

/// Bytes of the tweak: the day, big-endian.
const TWEAK_BYTES: u8 = 4;

/// The number of bits of a serial number and of a status index: 20 to 28. It is fixed for an issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SerialBits(u8);

impl SerialBits {
    /// The fewest: below, FF1 is not safe.
    pub const MIN: Self = Self(20);
    /// The most: a status list of 32 MiB.
    pub const MAX: Self = Self(28);

    /// `None` outside 20 to 28.
    pub const fn new(bits: u8) -> Option<Self> {
        if bits >= Self::MIN.0 && bits <= Self::MAX.0 { Some(Self(bits)) } else { None }
    }

    /// The number of bits.
    pub const fn number(self) -> u8 {
        self.0
    }

    /// How many serial numbers there are: each is below this.
    pub const fn capacity(self) -> u32 {
        1 << self.0
    }
}

/// A serial number that does not fit the issuer's [`SerialBits`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the serial number {serial} does not fit {bits} bits: raise the number of serial bits before the records outgrow it"
)]
pub struct SerialOutOfRange {
    /// The number.
    pub serial: u32,
    /// The bits that it does not fit.
    pub bits: u8,
}

/// The permutation of serial numbers that serves one day. Make it once a day: the AES key is expanded here.
pub struct StatusIndexCipher {
    aes: Aes256,
    /// The encrypted block P, with the tweak added to it: what all rounds of all numbers begin with.
    start: u128,
    day: StatusDay,
    bits: SerialBits,
}

impl StatusIndexCipher {
    /// The permutation of `day` under that day's key.
    pub fn new(key: &StatusKey, day: StatusDay, bits: SerialBits) -> Self {
        let aes = Aes256::new(key.as_bytes().into());
        let left_bits = bits.0 / 2;
        // P = [1] [2] [1] [radix, 3 bytes] [rounds] [bits of the left half] [bits, 4 bytes] [length of the tweak, 4
        // bytes]
        let mut p = Block::<Aes256>::from([1, 2, 1, 0, 0, 2, 10, left_bits, 0, 0, 0, bits.0, 0, 0, 0, TWEAK_BYTES]);
        aes.encrypt_block(&mut p);
        let start = u128::from_be_bytes(p.into()) ^ (u128::from(day.0) << 96);
        Self { aes, start, day, bits }
    }

    /// The index of the person with this serial number; no two persons of a day share one.
    ///
    /// # Errors
    ///
    /// [`SerialOutOfRange`] for a serial number that does not fit the bits.
    pub fn index(&self, serial: u32) -> Result<u32, SerialOutOfRange> {
        if serial >= self.bits.capacity() {
            return Err(SerialOutOfRange { serial, bits: self.bits.0 });
        }
        let left_bits = u32::from(self.bits.0 / 2);
        let right_bits = u32::from(self.bits.0).wrapping_sub(left_bits);
        let (left_mask, right_mask) = ((1 << left_bits) - 1, (1 << right_bits) - 1);
        let (mut a, mut b) = (serial >> right_bits, serial & right_mask);
        for round in 0..ROUNDS {
            let mask = if round % 2 == 0 { left_mask } else { right_mask };
            let sum = a.wrapping_add(self.round_function(round, b)) & mask;
            (a, b) = (b, sum);
        }
        Ok((a << right_bits) | b)
    }

    /// The serial number whose index this is: the permutation backwards, to read revocations back out of a status list.
    ///
    /// # Errors
    ///
    /// [`SerialOutOfRange`] for an index that does not fit the bits.
    pub fn serial(&self, index: u32) -> Result<u32, SerialOutOfRange> {
        if index >= self.bits.capacity() {
            return Err(SerialOutOfRange { serial: index, bits: self.bits.0 });
        }
        let left_bits = u32::from(self.bits.0 / 2);
        let right_bits = u32::from(self.bits.0).wrapping_sub(left_bits);
        let (left_mask, right_mask) = ((1 << left_bits) - 1, (1 << right_bits) - 1);
        let (mut a, mut b) = (index >> right_bits, index & right_mask);
        for round in (0..ROUNDS).rev() {
            let mask = if round % 2 == 0 { left_mask } else { right_mask };
            let before = b.wrapping_sub(self.round_function(round, a)) & mask;
            (a, b) = (before, a);
        }
        Ok((a << right_bits) | b)
    }

    /// The day that this permutation serves.
    pub const fn day(&self) -> StatusDay {
        self.day
    }

    /// The number y of a round, modulo 2^16: neither half is wider.
    fn round_function(&self, round: u32, half: u32) -> u32 {
        // Q = [tweak] [9 zero bytes] [round] [half, 2 bytes], added to the encrypted P.
        let q = (u128::from(round) << 16) | u128::from(half);
        let mut block = Block::<Aes256>::from((self.start ^ q).to_be_bytes());
        self.aes.encrypt_block(&mut block);
        // y is the first d = 8 bytes as a number.
        (u32::from(block[6]) << 8) | u32::from(block[7])
    }
}

impl fmt::Debug for StatusIndexCipher {
    /// The key stays out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StatusIndexCipher").field("day", &self.day).field("bits", &self.bits).finish_non_exhaustive()
    }
}
