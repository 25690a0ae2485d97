//! What is in the files of `tests/vectors`.

use haetae_core::{Bundle, FileKind, Manifest, Outcome, PinnedFile, RootSet, TrustStore};
use serde_json::Value;

use crate::repository;

/// Of larger ones nothing is learnt that small ones do not teach faster.
const LARGEST: usize = 8 * 1024;

/// A scanner of `checks.json`, and the codes that are shown to it.
pub(crate) struct Scanner {
    pub(crate) trust: TrustStore,
    pub(crate) cases: Vec<Code>,
}

/// A code, and when it is shown.
pub(crate) struct Code {
    pub(crate) text: String,
    pub(crate) now: u64,
}

/// The first scanner of `checks.json` with its codes.
pub(crate) fn scanner() -> Scanner {
    let file = json("checks.json");
    let mut trust = TrustStore::new(roots(&file["roots"]));
    assert_eq!(trust.take_bundle(&bytes(&file["bundle"])), Outcome::Taken);
    Scanner { trust, cases: codes_in(&file).collect() }
}

/// The codes of all scanners.
pub(crate) fn codes() -> Vec<Code> {
    let files = [json("checks.json"), json("rules.json")];
    let more = files.iter().flat_map(|file| list(&file["checks"]));
    more.chain([&files[0]]).flat_map(codes_in).collect()
}

/// The bundles of `store.json`, in their order, with the roots that they are for.
pub(crate) fn bundles() -> (RootSet, Vec<Vec<u8>>) {
    let file = json("store.json");
    let bundles = list(&file["cases"]).flat_map(|case| list(&case["steps"])).map(|step| bytes(&step["bundle"]));
    (roots(&file["cases"][0]["roots"]), bundles.filter(|bundle| bundle.len() <= LARGEST).collect())
}

/// The rules files and the expressions of `rules.json`.
pub(crate) fn rules() -> Vec<Vec<u8>> {
    let file = json("rules.json");
    let files = list(&file["good_until"]).filter_map(|case| case["file"].as_str().map(|text| text.as_bytes().to_vec()));
    let expressions = list(&file["logic"]).map(|case| case["logic"].to_string().into_bytes());
    files.chain(expressions).filter(|text| text.len() <= LARGEST).collect()
}

/// The trust lists of `trust.json`.
pub(crate) fn trust_lists() -> Vec<Vec<u8>> {
    let file = json("trust.json");
    list(&file["cases"]).flat_map(|case| list(&case["steps"])).map(|step| bytes(&step["data"])).collect()
}

/// The manifests of all bundles.
pub(crate) fn manifests() -> Vec<Vec<u8>> {
    let (_, bundles) = bundles();
    bundles.iter().filter_map(|bytes| Some(Bundle::decode(bytes).ok()?.manifest.to_vec())).collect()
}

/// The files of one kind in all bundles.
pub(crate) fn files(is_wanted: fn(FileKind) -> bool) -> Vec<Vec<u8>> {
    let (_, bundles) = bundles();
    let mut found = Vec::new();
    for bundle in bundles.iter().filter_map(|bytes| Bundle::decode(bytes).ok()) {
        let Ok(manifest) = Manifest::decode_unverified(bundle.manifest) else { continue };
        for file in &bundle.files {
            let sha256 = PinnedFile::new("", file).sha256;
            let mut names = manifest.files().iter().filter(|pinned| pinned.sha256 == sha256);
            if names.any(|pinned| is_wanted(FileKind::of(&pinned.name))) {
                found.push(file.to_vec());
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The texts that a scanner is given as JSON: root sets, keys, files of rules.
pub(crate) fn json_texts() -> Vec<Vec<u8>> {
    let (checks, rules) = (json("checks.json"), json("rules.json"));
    let roots = list(&checks["checks"]).map(|check| &check["roots"]).chain([&checks["roots"]]);
    let keys = list(&checks["roots"]["keys"]);
    let files = list(&rules["good_until"]).filter_map(|case| case["file"].as_str().map(str::to_owned));
    let mut texts: Vec<Vec<u8>> =
        roots.chain(keys).map(Value::to_string).chain(files).map(String::into_bytes).collect();
    texts.sort_unstable();
    texts.dedup();
    texts
}

fn codes_in(scanner: &Value) -> impl Iterator<Item = Code> {
    list(&scanner["cases"]).map(|case| Code {
        text: case["qr"].as_str().expect("a text").to_owned(),
        now: case["now"].as_u64().expect("a time"),
    })
}

fn roots(json: &Value) -> RootSet {
    serde_json::from_value(json.clone()).expect("a root set")
}

fn json(file: &str) -> Value {
    serde_json::from_slice(&repository::file(&format!("tests/vectors/{file}"))).expect("JSON")
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn bytes(hexadecimal: &Value) -> Vec<u8> {
    hex::decode(hexadecimal.as_str().expect("a text")).expect("hexadecimal")
}
