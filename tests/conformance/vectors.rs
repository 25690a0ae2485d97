//! Reads the vector files as plain data: the core, the command line and HTTP are tested with the same cases.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};

use haetae_core::{PublicKey, RootSet};
use haetae_testkit::vectors::wanted;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error as _};

/// `checks.json`: scanners, each with codes and the verdicts in which their checks end.
#[derive(Deserialize)]
pub(crate) struct Checks {
    #[serde(flatten)]
    first: CheckScanner,
    #[serde(default, rename = "checks")]
    more: Vec<CheckScanner>,
}

impl Checks {
    pub(crate) fn scanners(self) -> Vec<CheckScanner> {
        [self.first].into_iter().chain(self.more).collect()
    }
}

/// A scanner, and the codes that are shown to it.
#[derive(Deserialize)]
pub(crate) struct CheckScanner {
    #[serde(default)]
    pub(crate) name: String,
    /// The root set that the scanner begins with, as a `roots.json` file has it.
    pub(crate) roots: serde_json::Value,
    /// The bundles that it has loaded before `bundle`, in this order.
    #[serde(default)]
    pub(crate) earlier: Vec<Hex>,
    /// The outcome for `bundle`; `taken` by default.
    pub(crate) outcome: Option<String>,
    /// The bundle that it is offered before the first case.
    pub(crate) bundle: Hex,
    #[serde(default)]
    pub(crate) cases: Vec<CheckCase>,
}

/// A code shown to a scanner that remembers no other.
#[derive(Deserialize)]
pub(crate) struct CheckCase {
    pub(crate) name: String,
    pub(crate) qr: String,
    /// Seconds since 1970.
    pub(crate) now: u64,
    /// The challenges that the scanner showed last.
    #[serde(default)]
    pub(crate) challenges: Vec<Hex>,
    /// Whether the scanner's own switch asks for an answer to one of them.
    #[serde(default)]
    pub(crate) require_challenge: bool,
    /// The id of the policy that is chosen.
    pub(crate) policy: Option<String>,
    /// The ids of the rules that are false, or of the one that failed.
    #[serde(default)]
    pub(crate) rules: Vec<String>,
    /// The ids of the rules whose messages are shown.
    #[serde(default)]
    pub(crate) messages: Vec<String>,
    /// What the venue sees on admission.
    pub(crate) shown: Option<serde_json::Value>,
    /// `admit` or a code, and the warnings, each after a plus sign.
    pub(crate) verdict: String,
}

impl CheckCase {
    /// What must come of it, as [`haetae_testkit::vectors::described`] writes it.
    pub(crate) fn wanted(&self) -> String {
        wanted(&self.verdict, &self.rules, &self.messages, self.shown.as_ref())
    }
}

/// `trust.json`: trust lists offered one after the other to a scanner that pins roots.
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

/// A root set of raw Ed25519 keys.
#[derive(Deserialize)]
pub(crate) struct PinnedKeys {
    threshold: u64,
    keys: Vec<Hex>,
}

#[derive(Deserialize)]
pub(crate) struct TrustStep {
    pub(crate) data: Hex,
    pub(crate) outcome: String,
}

/// `store.json`: bundles offered one after the other to a scanner that pins roots.
#[derive(Deserialize)]
pub(crate) struct StoreCases {
    pub(crate) cases: Vec<StoreCase>,
}

#[derive(Deserialize)]
pub(crate) struct StoreCase {
    pub(crate) name: String,
    pub(crate) roots: RootSet,
    pub(crate) steps: Vec<StoreStep>,
}

#[derive(Deserialize)]
pub(crate) struct StoreStep {
    pub(crate) bundle: Hex,
    pub(crate) outcome: String,
    #[serde(flatten)]
    pub(crate) after: Option<After>,
}

/// The expected state after a step, if it is given.
#[derive(Deserialize)]
pub(crate) struct After {
    /// Seconds since 1970.
    pub(crate) floor: Option<u64>,
    /// The hash of each file in force, by name.
    pub(crate) in_force: BTreeMap<String, String>,
    /// The same of changes that wait for their list.
    pub(crate) waiting: BTreeMap<String, String>,
    /// The days whose passes would get `status_old`.
    pub(crate) old: Vec<u32>,
    /// Day, index, and whether it is revoked, if that is known.
    pub(crate) probes: Vec<(u32, u32, Option<bool>)>,
}

/// Bytes that are written in hexadecimal.
pub(crate) struct Hex(pub(crate) Vec<u8>);

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        hex::decode(String::deserialize(deserializer)?).map(Self).map_err(D::Error::custom)
    }
}

impl PinnedKeys {
    pub(crate) fn root_set(&self) -> RootSet {
        let keys = self.keys.iter().map(|key| PublicKey::Ed25519(key.0.as_slice().try_into().expect("32 bytes")));
        RootSet::new(self.threshold, keys).expect("a root set")
    }
}

/// Reads one of the vector files.
pub(crate) fn read<T: DeserializeOwned>(file: &str) -> T {
    let path = directory().join(file);
    // Another directory need not have the vectors that are specific to this project.
    let path = if path.exists() { path } else { own().join(file) };
    let json = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&json).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Fails with every case that went wrong, each on a line; also if there was no case at all.
pub(crate) fn require_all_right(file: &str, cases: usize, wrong: &[String]) {
    assert!(cases > 0, "{file} has no cases");
    assert!(wrong.is_empty(), "{file}: {} of {cases} cases went wrong:\n{}", wrong.len(), wrong.join("\n"));
    println!("{file}: {cases} cases");
}

fn directory() -> PathBuf {
    env::var_os("HAETAE_VECTORS").map_or_else(own, PathBuf::from)
}

fn own() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors")
}
