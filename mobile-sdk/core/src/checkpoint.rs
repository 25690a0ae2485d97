//! A checkpoint of a node's journal: what the journal held at the end of a day, signed by a status key. Scanners ignore
//! it; auditors and witnesses compare journals with it. It is signed here because it has the form of the format's own
//! objects. docs/journal.md has the fields.

use alloc::string::String;

use crate::cbor::{Decoder, Encoder};
use crate::cose::{self, Context, Prepared, Sign1};
use crate::key::{Kid, Verifier};
use crate::malformed::Malformed;
use crate::time::{CivilDate, UnixTime};
use crate::trust_list::{Role, TrustList};

/// The longest name of a node, in bytes.
const MAX_NODE_BYTES: usize = 64;

/// The most bytes of a signed checkpoint.
pub const MAX_CHECKPOINT_BYTES: usize = 512;

/// What a node's journal held at the end of a UTC day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The node's name, 1 to 64 bytes.
    pub node: String,
    /// The UTC day.
    pub day: CivilDate,
    /// The number of the day's first entry; on a day without entries, of the next one.
    pub first: u64,
    /// How many entries there had been at the end of the day.
    pub entries: u64,
    /// The hash of the last of them; zeros before the first.
    pub head: [u8; 32],
    /// SHA-256 of the checkpoint of the day before; `None` in a node's first.
    pub previous: Option<[u8; 32]>,
    /// The oldest day that must still have been there.
    pub kept_from: CivilDate,
    /// When the checkpoint was signed.
    pub issued: UnixTime,
}

/// Who has signed a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckpointSigner {
    /// A status key of the trust list, within its window.
    Listed,
    /// A key that is not on the trust list as a status key, or was signed with outside its window. It may have been on
    /// an earlier list: a later checkpoint that follows and is signed by a listed key vouches for this one.
    Unknown,
    /// Nobody: the signature is wrong.
    Nobody,
}

impl Checkpoint {
    /// Prepares the checkpoint for the signature of the status key `kid`.
    pub fn prepare(&self, kid: Kid) -> Prepared {
        let mut e = Encoder::with_capacity(256);
        e.map(if self.previous.is_some() { 8 } else { 7 });
        e.uint(1).text(&self.node).uint(2).int(self.day.days().into());
        e.uint(3).uint(self.first).uint(4).uint(self.entries).uint(5).bytes(&self.head);
        if let Some(previous) = &self.previous {
            e.uint(6).bytes(previous);
        }
        e.uint(7).int(self.kept_from.days().into()).uint(8).uint(self.issued.seconds());
        Prepared::new(cose::encode_issuer_header(kid), e.into_bytes(), Context::JournalCheckpoint)
    }

    /// Decodes a signed checkpoint without looking at its signature.
    ///
    /// # Errors
    ///
    /// [`Malformed`] where the bytes are none.
    pub fn decode_unverified(bytes: &[u8]) -> Result<Self, Malformed> {
        Signed::decode(bytes).map(|signed| signed.checkpoint)
    }

    /// Decodes a signed checkpoint, and finds out who has signed it.
    ///
    /// # Errors
    ///
    /// [`Malformed`] where the bytes are none.
    pub fn decode(bytes: &[u8], list: &TrustList) -> Result<(Self, CheckpointSigner), Malformed> {
        let signed = Signed::decode(bytes)?;
        let signer = signed.signer(list);
        Ok((signed.checkpoint, signer))
    }

    fn decode_payload(payload: &[u8]) -> Result<Self, Malformed> {
        Decoder::read_all(payload, |d| {
            let mut fields = d.fields()?;
            let node: String = fields.required(d, 1, Decoder::text)?.into();
            let day = fields.required(d, 2, Decoder::date)?;
            let first = fields.required(d, 3, Decoder::count)?;
            let entries = fields.required(d, 4, Decoder::count)?;
            let head = fields.required(d, 5, Decoder::byte_array)?;
            let previous = fields.optional(d, 6, Decoder::byte_array)?;
            let kept_from = fields.required(d, 7, Decoder::date)?;
            let issued = fields.required(d, 8, Decoder::time)?;
            fields.end()?;
            if node.is_empty() || node.len() > MAX_NODE_BYTES {
                return Err(Malformed::CheckpointNode);
            }
            if first == 0 || first > entries.saturating_add(1) {
                return Err(Malformed::CheckpointEntries);
            }
            Ok(Self { node, day, first, entries, head, previous, kept_from, issued })
        })
    }
}

struct Signed<'b> {
    kid: Kid,
    checkpoint: Checkpoint,
    sign1: Sign1<'b>,
}

impl<'b> Signed<'b> {
    fn decode(bytes: &'b [u8]) -> Result<Self, Malformed> {
        if bytes.len() > MAX_CHECKPOINT_BYTES {
            return Err(Malformed::CheckpointSize);
        }
        let sign1 = Decoder::read_all(bytes, Sign1::decode)?;
        let kid = cose::decode_issuer_header(sign1.protected)?;
        Ok(Self { kid, checkpoint: Checkpoint::decode_payload(sign1.payload)?, sign1 })
    }

    fn signer(&self, list: &TrustList) -> CheckpointSigner {
        let key = list.keys().find(|(kid, _)| *kid == self.kid).map(|(_, key)| key);
        match key.filter(|key| key.role == Role::Status && key.window_holds(self.checkpoint.issued)) {
            None => CheckpointSigner::Unknown,
            Some(key) => {
                let verifier = Verifier::new(&key.key);
                if verifier.is_some_and(|verifier| self.sign1.is_signed_by(&verifier, Context::JournalCheckpoint)) {
                    CheckpointSigner::Listed
                } else {
                    CheckpointSigner::Nobody
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checkpoint(previous: Option<[u8; 32]>) -> Checkpoint {
        Checkpoint {
            node: "0a0b0c0d".into(),
            day: CivilDate::parse("2026-11-22").expect("a date"),
            first: 5,
            entries: 9,
            head: [7; 32],
            previous,
            kept_from: CivilDate::parse("2026-10-18").expect("a date"),
            issued: UnixTime::saturating_new(1_795_392_060),
        }
    }

    #[test]
    fn it_is_read_as_it_was_written() {
        for previous in [None, Some([9; 32])] {
            let signed = checkpoint(previous).prepare(Kid([1; 8])).complete(&[3; 64]);
            assert!(signed.len() <= MAX_CHECKPOINT_BYTES);
            assert_eq!(Checkpoint::decode_unverified(&signed), Ok(checkpoint(previous)));
            for at in 0..signed.len() {
                assert!(Checkpoint::decode_unverified(&signed[..at]).is_err(), "{at}");
            }
        }
    }

    #[test]
    fn numbers_that_contradict_each_other_and_names_without_measure_are_refused() {
        let refusal =
            |checkpoint: Checkpoint| Checkpoint::decode_unverified(&checkpoint.prepare(Kid([1; 8])).complete(&[3; 64]));
        assert!(refusal(Checkpoint { first: 10, ..checkpoint(None) }).is_ok(), "a day without entries");
        for first in [0, 11] {
            assert_eq!(refusal(Checkpoint { first, ..checkpoint(None) }), Err(Malformed::CheckpointEntries));
        }
        for node in [String::new(), "n".repeat(65)] {
            assert_eq!(refusal(Checkpoint { node, ..checkpoint(None) }), Err(Malformed::CheckpointNode));
        }
    }
}
