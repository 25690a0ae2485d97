//! Malformed objects of the vectors are refused for the reason that the vector is named after, and not for another that
//! would leave the rule untested.

use haetae_core::Malformed::*;
use haetae_core::{
    Bundle, FileKind, MAX_CODE_BYTES, Malformed, Manifest, PinnedFile, StatusBits, StatusChanges, StatusListClaims,
    TrustList, Unclear, UnverifiedPass, pass_text,
};
use serde_json::Value;

use haetae_testkit::vectors::{bytes, json};

/// Why the cases of `checks.json` are malformed; a star stands for any end.
const CODES: &[(Malformed, &[&str])] = &[
    (CutOff, &["cut-in-half"]),
    (Indefinite, &["indefinite-map"]),
    (TrailingBytes, &["trailing-byte-*"]),
    (NotShortest, &["long-form-integer*"]),
    (NotUnsigned, &["float-time", "negative-nbf", "index-as-bytes", "evidence-kind-as-bool", "evidence-doses-as-bool"]),
    (NotUnsigned, &["holder-key-type-as-bool"]),
    (NotInteger, &["text-key"]),
    (NotBytes, &["detached-payload"]),
    (NotText, &["null-name", "bad-utf8-name"]),
    (NotArray, &["evidence-as-map"]),
    // What nests too deep, or claims a length, stands where a map should.
    (NotMap, &["nested-*", "length-2-to-the-40", "array-length-2-to-the-60"]),
    (NotTag, &["untagged", "presentation-pass-as-bytes", "prefix-alone"]),
    (NotBool, &["challenge-as-bytes", "holder-key-uncompressed"]),
    (FalseFlag, &["challenge-false"]),
    (BytesLength, &["kid-7-bytes", "signature-63-bytes", "holder-key-31-bytes"]),
    (ArrayLength, &["five-elements"]),
    (
        MapLength,
        &["presentation-without-pass", "presentation-with-kid", "extra-protected-header", "kid-in-unprotected"],
    ),
    (MapLength, &["unprotected-with-a-harmless-key", "alg-none", "holder-key-with-kid-beside"]),
    (AnotherTag, &["tag-98", "cwt-tag-61"]),
    (AnotherValue, &["presentation-inside-presentation", "presentation-as-pass", "pass-as-presentation"]),
    (AnotherValue, &["alg-minus-8", "alg-es256", "alg-esp256-for-issuer", "holder-key-extra-field"]),
    (MissingKey, &["presentation-without-iat", "without-index", "keys-out-of-order"]),
    (UnexpectedKey, &["presentation-extra-claim", "unknown-claim", "unknown-body-key", "duplicate-key"]),
    (UnexpectedKey, &["with-issuer-claim"]),
    (Time, &["presentation-iat-in-year-10000", "exp-of-64-bits", "exp-in-year-10000"]),
    (Date, &["evidence-date-*"]),
    (Base45, &["lower-case-body", "base45-*", "trailing-newline", "null-character", "hangul-in-body"]),
    (PassEnd, &["exp-not-after-nbf"]),
    (HolderKey, &["holder-key-x25519"]),
    (StatusIndex, &["index-of-33-bits*"]),
    (IndexBeyondList, &["index-beyond-the-list", "copied-and-index-beyond", "challenge-required-index-beyond"]),
    (DisplayName, &["name-with-*"]),
    (BirthDay, &["birth-*"]),
    (EvidenceKind, &["evidence-kind-unknown"]),
    (EvidenceFields, &["evidence-empty-array", "evidence-clearance-without-end"]),
    (EvidenceFields, &["evidence-vaccination-with-five-fields"]),
    (EvidenceCount, &["evidence-none", "evidence-five"]),
    (EvidenceOrder, &["evidence-out-of-order", "evidence-twice"]),
    (Doses, &["evidence-zero-doses", "evidence-sixteen-doses"]),
    (Product, &["evidence-product-*"]),
    (TestMethod, &["evidence-test-method-3"]),
    (PolicyId, &["evidence-clearance-upper-case", "evidence-clearance-17-characters"]),
    (HolderAlgorithm, &["proof-alg-other-than-key"]),
    // It has 2,025 bytes: a product that long is refused first. The test below has the limit itself.
    (Product, &["pass-over-2-kib"]),
];

/// Why the lists of `trust.json` are.
const TRUST_LISTS: &[(Malformed, &[&str])] = &[
    (TrailingBytes, &["trailing-byte"]),
    (NotTag, &["empty-file"]),
    (AnotherTag, &["tag-18"]),
    (FalseFlag, &["specimen-false"]),
    (BytesLength, &["third-signature-63-bytes"]),
    (MapLength, &["unknown-list-field", "body-unprotected-not-empty", "signature-unprotected-not-empty"]),
    (MapLength, &["third-signature-extra-header"]),
    (AnotherValue, &["third-signature-alg-minus-8"]),
    (MissingKey, &["lifetime-missing", "issuer-missing", "paper-key-without-*"]),
    (UnexpectedKey, &["issuer-on-*", "lifetime-on-*", "specimen-on-*", "kinds-on-*", "unknown-key-field"]),
    (Count, &["version-2-to-the-53", "lifetime-2-to-the-53"]),
    (Time, &["list-in-year-10000"]),
    (NotEd25519, &["root-x25519", "x25519-in-role-1", "p256-as-issuing-key"]),
    (NoSignature, &["no-signatures"]),
    (SignatureOrder, &["signature-twice", "signatures-out-of-order"]),
    (ProtectedHeader, &["body-protected-not-empty"]),
    (TrustListEnd, &["expires-when-issued", "expires-before-issued"]),
    (KeyOrder, &["keys-out-of-order", "key-twice"]),
    (KeyRole, &["role-6", "role-0"]),
    (KeyKid, &["kid-not-of-the-key"]),
    (KeyWindow, &["window-empty", "window-backwards"]),
    (VisitKey, &["ed25519-in-role-4"]),
    (Issuer, &["issuer-empty", "issuer-with-*", "issuer-of-33-bytes"]),
    (LongestLife, &["lifetime-zero"]),
    (KeyEvidenceKind, &["kinds-of-six"]),
    (KeyEvidenceOrder, &["kinds-twice", "kinds-descending"]),
    (NoKeyEvidence, &["kinds-empty"]),
    (RootOrder, &["roots-out-of-order", "root-twice"]),
    (Threshold, &["threshold-*", "no-roots"]),
];

/// Why a bundle of `store.json`, or something in it, is.
const BUNDLES: &[(Malformed, &[&str])] = &[
    (CutOff, &["bundle-cut"]),
    (TrailingBytes, &["bundle-with-rest", "changes-with-a-byte-after-the-payload"]),
    (NotUnsigned, &["withdrawn-time-negative", "changes-with-a-negative-time", "changes-with-a-day-as-text"]),
    (NotUnsigned, &["changes-of-day-true"]),
    (NotBytes, &["changes-with-a-base-as-text", "changes-with-indices-as-an-array", "changes-with-a-payload-left-out"]),
    (NotText, &["name-as-bytes"]),
    (NotArray, &["not-a-bundle"]),
    (NotMap, &["changes-with-a-payload-as-array", "changes-with-no-map"]),
    (NotTag, &["changes-with-no-tag"]),
    (AnotherTag, &["changes-with-tag-98"]),
    (BytesLength, &["withdrawn-kid-of-7-bytes", "manifest-hash-of-31-bytes", "changes-with-a-base-of-*"]),
    (BytesLength, &["changes-with-kid-of-7-bytes", "changes-with-a-signature-of-63-bytes"]),
    (ArrayLength, &["manifest-entry-of-three", "changes-with-five-elements"]),
    (MapLength, &["status-without-*", "status-extra-claim", "status-with-aggregation", "changes-that-are-a-list"]),
    (MapLength, &["changes-with-no-day", "changes-with-no-time", "changes-with-no-base", "changes-with-no-kid"]),
    (MapLength, &["changes-with-no-indices-at-all", "changes-with-a-field-more", "changes-with-the-type-of-a-list"]),
    (MapLength, &["changes-with-an-unprotected-header"]),
    (AnotherValue, &["status-two-bits", "changes-with-keys-out-of-order", "changes-with-alg-minus-8"]),
    (UnexpectedKey, &["extra-field"]),
    (Count, &["manifest-version-2-to-the-53"]),
    (Time, &["manifest-in-year-10000", "changes-with-a-time-in-year-10000"]),
    (StatusListType, &["status-other-typ"]),
    (Zlib, &["status-not-zlib"]),
    (AfterZlib, &["status-zlib-with-rest"]),
    (StatusListSize, &["status-of-33-MiB", "status-one-byte-over-32-MiB"]),
    (ChangesDay, &["changes-with-a-day-of-64-bits"]),
    (ChangesCount, &["changes-with-65537-indices"]),
    (ChangesIndices, &["changes-with-zero-indices", "changes-with-an-index-twice", "changes-with-index-0-twice"]),
    (ChangesIndex, &["changes-with-indices-that-descend-by-32-bits", "changes-with-an-index-of-33-bits"]),
    (ChangesIndex, &["changes-with-indices-that-sum-up-to-33-bits", "changes-with-an-index-that-is-small-in-32-bits"]),
    (ChangesIndex, &["changes-with-an-index-of-five-bytes-and-35-bits"]),
    (NumberEnd, &["changes-with-an-index-without-an-end", "changes-with-a-second-index-without-an-end"]),
    (NumberForm, &["changes-with-an-index-not-shortest", "changes-with-index-0-not-shortest"]),
    (NumberForm, &["changes-with-second-index-not-shortest"]),
    (NumberSize, &["changes-with-indices-that-descend-by-64-bits", "changes-with-an-index-that-is-small-in-64-bits"]),
    (NumberSize, &["changes-with-an-index-of-six-bytes", "changes-with-an-index-of-40-bytes"]),
    (NoManifest, &["empty-bundle"]),
    (NoTrustList, &["no-trust-list-named"]),
    (ManifestTimes, &["stale-before-issued", "expires-before-stale"]),
    (ManifestLife, &["expires-29-days-after"]),
    (NoEntry, &["withdrawn-empty"]),
];

fn named_after(table: &[(Malformed, &[&str])], name: &str) -> Option<Malformed> {
    let fits = |pattern: &str| match pattern.strip_suffix('*') {
        Some(begin) => name.starts_with(begin),
        None => name == pattern,
    };
    table.iter().find(|(_, names)| names.iter().any(|pattern| fits(pattern))).map(|(reason, _)| *reason)
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// The name of every case, or step of a case, of which `outcome` says that it is malformed.
fn malformed<'v>(cases: &'v Value, steps: &str, outcome: &str) -> Vec<(&'v str, &'v Value)> {
    let steps_of =
        |case: &'v Value| case.get(steps).map_or(std::slice::from_ref(case), |all| all.as_array().expect("steps"));
    let cases = cases.as_array().expect("cases").iter();
    let all = cases.flat_map(|case| steps_of(case).iter().map(|step| (text(&case["name"]), step)));
    all.filter(|(_, step)| step[outcome] == "malformed").collect()
}

fn require_reason(name: &str, is: Option<Malformed>, should: Option<Malformed>) -> Option<String> {
    (is != should).then(|| format!("{name}: {is:?}, not {should:?}"))
}

#[test]
fn codes_are_refused_for_the_reason_in_their_name() {
    let file = json("checks.json");
    let wrong = malformed(&file["cases"], "", "verdict").into_iter().filter_map(|(name, case)| {
        // One character in the middle may become anything.
        let should = (!name.starts_with("one-character-")).then(|| named_after(CODES, name).expect(name))?;
        let is = match UnverifiedPass::parse(text(&case["qr"])) {
            Err(Unclear::Malformed(reason)) => Some(reason),
            Err(_) => None,
            // It decodes, and its list says that it cannot be.
            Ok(_) => Some(IndexBeyondList),
        };
        require_reason(name, is, Some(should))
    });
    assert_eq!(wrong.collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn trust_lists_are_refused_for_the_reason_in_their_name() {
    let file = json("trust.json");
    let wrong = malformed(&file["cases"], "steps", "outcome").into_iter().filter_map(|(name, step)| {
        let is = TrustList::decode_unverified(&bytes(&step["data"])).err();
        require_reason(name, is, Some(named_after(TRUST_LISTS, name).expect(name)))
    });
    assert_eq!(wrong.collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn bundles_are_refused_for_the_reason_in_their_name() {
    let file = json("store.json");
    let wrong = malformed(&file["cases"], "steps", "outcome").into_iter().filter_map(|(name, step)| {
        // Others are in order by themselves, and do not fit what is in force or stands beside them.
        require_reason(name, reason_of_bundle(&bytes(&step["bundle"])), Some(named_after(BUNDLES, name)?))
    });
    assert_eq!(wrong.collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn a_code_of_more_than_2_048_bytes_is_refused_before_it_is_read() {
    for (bytes, reason) in [(MAX_CODE_BYTES, NotTag), (MAX_CODE_BYTES + 1, CodeSize)] {
        let object = vec![0; bytes];
        assert_eq!(UnverifiedPass::parse(&pass_text(&object)).err(), Some(Unclear::Malformed(reason)), "{bytes}");
        assert_eq!(UnverifiedPass::decode_pass(&object).err(), Some(reason), "{bytes}");
        assert_eq!(UnverifiedPass::decode_presentation(&object).err(), Some(reason), "{bytes}");
    }
}

/// What is wrong with a bundle, its manifest, or one of its files.
fn reason_of_bundle(bundle: &[u8]) -> Option<Malformed> {
    let bundle = match Bundle::decode(bundle) {
        Ok(bundle) => bundle,
        Err(reason) => return Some(reason),
    };
    let manifest = match Manifest::decode_unverified(bundle.manifest) {
        Ok(manifest) => manifest,
        Err(reason) => return Some(reason),
    };
    manifest.files().iter().find_map(|pinned| {
        let file = bundle.files.iter().find(|file| PinnedFile::new("", file).sha256 == pinned.sha256)?;
        match FileKind::of(&pinned.name) {
            FileKind::Status(_) => {
                StatusListClaims::decode_unverified(file).and_then(|claims| StatusBits::unpack(claims.packed)).err()
            }
            FileKind::Changes(_) => StatusChanges::decode_unverified(file).err(),
            _ => None,
        }
    })
}
