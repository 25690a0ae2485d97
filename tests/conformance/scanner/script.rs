use haetae_core::RootSet;
use serde::Deserialize;

use super::FILE;
use crate::vectors::{Hex, read};

#[derive(Deserialize)]
pub(super) struct Scripts {
    pub(super) cases: Vec<Script>,
}

#[derive(Deserialize)]
pub(super) struct Script {
    pub(super) name: String,
    pub(super) roots: serde_json::Value,
    pub(super) steps: Vec<ScriptStep>,
}

/// An event at a scanner, and its expected result. Times are seconds since 1970, by the scanner's clock.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum ScriptStep {
    /// It is given a bundle.
    Bundle { bundle: Bytes, outcome: String },
    /// It is shown a code.
    Show { at: u64, show: String, verdict: String },
    /// It is asked what it would fetch.
    Plan { at: u64, plan: Planned },
    /// The manifest that it has asked for arrives; no outcome yet if it needs files first.
    Manifest { at: u64, manifest: Bytes, outcome: Option<String> },
    /// A file that it has asked for by its hash arrives, or another one instead.
    File { at: u64, file: Bytes, sha256: Hex, outcome: Option<String> },
    /// The data that it has asked for does not arrive: `manifest`, or the hash of a file.
    Failed { at: u64, failed: String },
    /// A code with an unknown key was seen.
    UnknownKid { at: u64, unknown_kid: bool },
    /// It restarts from its stored data, of which a number of objects do not verify.
    Restart { restart: usize },
    /// The latest time of issue of what is in force.
    Floor { floor: u64 },
}

/// What a scanner would do next.
#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(untagged)]
pub(super) enum Planned {
    /// Fetch the manifest, and read at most this many bytes.
    Manifest { manifest: u64 },
    /// Fetch a file of this hash and size.
    File { file: String, size: u64 },
    /// Nothing before a time between these two.
    Until { until: [u64; 2] },
}

/// Bytes in hexadecimal, or in pieces.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Bytes {
    Whole(Hex),
    Pieces(Vec<Piece>),
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Piece {
    Hex(Hex),
    /// One byte, repeated.
    Same {
        byte: Hex,
        times: usize,
    },
    /// The template repeated, with a counter of 8 bytes, the most significant first, at this place.
    Counted {
        template: Hex,
        counter_at: usize,
        times: u64,
    },
}

impl Bytes {
    pub(super) fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Whole(hex) => hex.0.clone(),
            Self::Pieces(pieces) => pieces.iter().fold(Vec::new(), |mut bytes, piece| {
                piece.append_to(&mut bytes);
                bytes
            }),
        }
    }
}

impl Piece {
    fn append_to(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Hex(hex) => bytes.extend(&hex.0),
            Self::Same { byte, times } => bytes.resize(bytes.len() + times, byte.0[0]),
            Self::Counted { template, counter_at, times } => {
                for number in 0..*times {
                    let place = bytes.len() + counter_at;
                    bytes.extend(&template.0);
                    bytes[place..place + 8].copy_from_slice(&number.to_be_bytes());
                }
            }
        }
    }
}

pub(super) fn scripts() -> Vec<Script> {
    read::<Scripts>(FILE).cases
}

impl Script {
    pub(super) fn root_set(&self) -> RootSet {
        serde_json::from_value(self.roots.clone()).expect("a root set")
    }
}
