//! The vector files: those that this program was built with, or those of a folder.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// The files, in the order in which implementers begin, as they are at the time of this build.
const BUILT_IN: [(&str, &str); 5] = [
    ("trust.json", include_str!("../../../../tests/vectors/trust.json")),
    ("store.json", include_str!("../../../../tests/vectors/store.json")),
    ("checks.json", include_str!("../../../../tests/vectors/checks.json")),
    ("scanner.json", include_str!("../../../../tests/vectors/scanner.json")),
    ("rules.json", include_str!("../../../../tests/vectors/rules.json")),
];

/// The vectors.
pub(crate) struct Vectors {
    pub(crate) trust: Option<TrustCases>,
    pub(crate) store: Option<StoreCases>,
    pub(crate) checks: Option<Checks>,
    pub(crate) scanner: Option<Scripts>,
    pub(crate) rules: Option<Rules>,
    /// The SHA-256 of each file that is there, by name.
    pub(crate) hashes: BTreeMap<&'static str, String>,
}

impl Vectors {
    /// Those that this program was built with.
    ///
    /// # Errors
    ///
    /// Where one of them does not have the form that it should have.
    pub(crate) fn built_in() -> Result<Self> {
        Self::read(|name| {
            Ok(BUILT_IN.iter().find(|(built_in, _)| *built_in == name).map(|(_, text)| (*text).to_owned()))
        })
    }

    /// Those of a folder. Files that are not there are left out.
    ///
    /// # Errors
    ///
    /// Where none is there, or one cannot be read or has another form.
    pub(crate) fn of_folder(folder: &Path) -> Result<Self> {
        let vectors = Self::read(|name| match std::fs::read_to_string(folder.join(name)) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| folder.join(name).display().to_string()),
        })?;
        if vectors.hashes.is_empty() {
            bail!("{} has none of the vector files ({})", folder.display(), BUILT_IN.map(|(name, _)| name).join(", "));
        }
        Ok(vectors)
    }

    /// The names of all files, whether they are there or not.
    pub(crate) fn files() -> [&'static str; 5] {
        BUILT_IN.map(|(name, _)| name)
    }

    fn read(mut text_of: impl FnMut(&str) -> Result<Option<String>>) -> Result<Self> {
        let mut hashes = BTreeMap::new();
        let [trust, store, checks, scanner, rules] = Self::files().map(|name| {
            let text = text_of(name)?;
            if let Some(text) = &text {
                hashes.insert(name, hex::encode(Sha256::digest(text)));
            }
            Ok::<_, anyhow::Error>(text.map(|text| (name, text)))
        });
        Ok(Self {
            trust: parsed(trust?)?,
            store: parsed(store?)?,
            checks: parsed(checks?)?,
            scanner: parsed(scanner?)?,
            rules: parsed(rules?)?,
            hashes,
        })
    }
}

fn parsed<T: DeserializeOwned>(file: Option<(&str, String)>) -> Result<Option<T>> {
    let Some((name, text)) = file else { return Ok(None) };
    serde_json::from_str(&text).map(Some).with_context(|| format!("{name} does not have the form of a vector file"))
}

/// `trust.json`.
#[derive(Deserialize)]
pub(crate) struct TrustCases {
    pub(crate) cases: Vec<TrustCase>,
}

#[derive(Deserialize)]
pub(crate) struct TrustCase {
    pub(crate) name: String,
    pub(crate) pinned: PinnedKeys,
    pub(crate) steps: Vec<TrustStep>,
}

/// A root set of raw Ed25519 keys in hexadecimal.
#[derive(Deserialize)]
pub(crate) struct PinnedKeys {
    pub(crate) threshold: u64,
    pub(crate) keys: Vec<String>,
}

#[derive(Deserialize)]
pub(crate) struct TrustStep {
    pub(crate) data: String,
    pub(crate) outcome: String,
}

/// `store.json`.
#[derive(Deserialize)]
pub(crate) struct StoreCases {
    pub(crate) cases: Vec<StoreCase>,
}

#[derive(Deserialize)]
pub(crate) struct StoreCase {
    pub(crate) name: String,
    pub(crate) roots: Value,
    pub(crate) steps: Vec<StoreStep>,
}

#[derive(Deserialize)]
pub(crate) struct StoreStep {
    pub(crate) bundle: String,
    pub(crate) outcome: String,
    #[serde(flatten)]
    pub(crate) after: Option<After>,
}

/// How things are after a step, as the vectors have it.
#[derive(Deserialize)]
pub(crate) struct After {
    pub(crate) floor: Value,
    pub(crate) in_force: Value,
    pub(crate) waiting: Value,
    pub(crate) old: Value,
    pub(crate) probes: Vec<(u32, u32, Option<bool>)>,
}

/// `checks.json`.
#[derive(Deserialize)]
pub(crate) struct Checks {
    #[serde(flatten)]
    pub(crate) first: CheckScanner,
    #[serde(default, rename = "checks")]
    pub(crate) more: Vec<CheckScanner>,
    #[serde(default)]
    pub(crate) status_indices: Vec<StatusIndex>,
}

/// A scanner, and the codes that are shown to it.
#[derive(Deserialize)]
pub(crate) struct CheckScanner {
    #[serde(default)]
    pub(crate) name: String,
    pub(crate) roots: Value,
    #[serde(default)]
    pub(crate) earlier: Vec<String>,
    pub(crate) outcome: Option<String>,
    pub(crate) bundle: String,
    #[serde(default)]
    pub(crate) cases: Vec<CheckCase>,
}

#[derive(Deserialize)]
pub(crate) struct CheckCase {
    pub(crate) name: String,
    pub(crate) qr: String,
    pub(crate) now: u64,
    #[serde(default)]
    pub(crate) challenges: Vec<String>,
    #[serde(default)]
    pub(crate) require_challenge: bool,
    pub(crate) policy: Option<String>,
    #[serde(default)]
    pub(crate) rules: Vec<String>,
    #[serde(default)]
    pub(crate) messages: Vec<String>,
    pub(crate) shown: Option<Value>,
    pub(crate) verdict: String,
}

#[derive(Deserialize)]
pub(crate) struct StatusIndex {
    pub(crate) key: String,
    pub(crate) serial: u64,
    pub(crate) bits: u64,
    pub(crate) day: u64,
    pub(crate) index: u64,
}

/// `scanner.json`.
#[derive(Deserialize)]
pub(crate) struct Scripts {
    pub(crate) cases: Vec<Script>,
}

#[derive(Deserialize)]
pub(crate) struct Script {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) roots: Value,
    pub(crate) steps: Vec<ScriptStep>,
}

/// What happens to a scanner, and what must come of it.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum ScriptStep {
    Bundle { bundle: Bytes, outcome: String },
    Show { at: u64, show: String, verdict: String },
    Plan { at: u64, plan: Planned },
    Manifest { at: u64, manifest: Bytes, outcome: Option<String> },
    File { at: u64, file: Bytes, sha256: String, outcome: Option<String> },
    Failed { at: u64, failed: String },
    UnknownKey { at: u64, unknown_kid: bool },
    Restart { restart: u64 },
    Floor { floor: u64 },
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Planned {
    Manifest { manifest: u64 },
    File { file: String, size: u64 },
    Until { until: [u64; 2] },
}

/// Bytes in hexadecimal, or in pieces.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Bytes {
    Whole(String),
    Pieces(Vec<Piece>),
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Piece {
    Hex(String),
    /// One byte, repeated.
    Same {
        byte: String,
        times: usize,
    },
    /// The template repeated, with a counter of 8 bytes, the most significant first, at this place.
    Counted {
        template: String,
        counter_at: usize,
        times: u64,
    },
}

impl Bytes {
    /// The whole of it in hexadecimal. Digits that are none stay what they are: the implementation must see them.
    pub(crate) fn hex(&self) -> String {
        match self {
            Self::Whole(hex) => hex.clone(),
            Self::Pieces(pieces) => pieces.iter().map(Piece::hex).collect(),
        }
    }
}

impl Piece {
    fn hex(&self) -> String {
        match self {
            Self::Hex(hex) => hex.clone(),
            Self::Same { byte, times } => byte.repeat(*times),
            Self::Counted { template, counter_at, times } => {
                let (before, after) = template.split_at_checked(counter_at * 2).unwrap_or((template, ""));
                let after = after.get(16..).unwrap_or_default();
                (0..*times).map(|number| format!("{before}{number:016x}{after}")).collect()
            }
        }
    }
}

/// `rules.json`.
#[derive(Deserialize)]
pub(crate) struct Rules {
    pub(crate) logic: Vec<LogicCase>,
    pub(crate) checks: Vec<CheckScanner>,
    pub(crate) good_until: Vec<GoodUntilCase>,
}

#[derive(Deserialize)]
pub(crate) struct LogicCase {
    pub(crate) name: String,
    pub(crate) logic: Value,
    #[serde(default, deserialize_with = "there")]
    pub(crate) data: Option<Value>,
    pub(crate) offsets: Option<Value>,
    #[serde(default, deserialize_with = "there")]
    pub(crate) value: Option<Value>,
    pub(crate) date: Option<String>,
    pub(crate) time: Option<String>,
    #[serde(default)]
    pub(crate) fails: bool,
    pub(crate) steps: Option<u64>,
}

#[derive(Deserialize)]
pub(crate) struct GoodUntilCase {
    pub(crate) name: String,
    pub(crate) file: String,
    pub(crate) policy: String,
    pub(crate) evidence: Value,
    pub(crate) from: u64,
    pub(crate) until: Option<u64>,
    pub(crate) why: Option<String>,
}

/// A `null` that is there is a value.
fn there<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}
