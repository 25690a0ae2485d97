//! One value has exactly one encoding: every signed object that is accepted is made again from what was decoded, byte
//! for byte. Only kids and signatures, which are no part of the values, are read by another implementation of COSE.

use coset::{CoseSign, CoseSign1, Header, TaggedCborSerializable as _};
use haetae_core::{
    Bundle, Challenge, FileKind, Kid, Manifest, PinnedFile, PreparedPresentation, Signature, StatusChanges,
    StatusListClaims, TrustList, UnverifiedPass, base45, inspect, pass_text, presentation_text,
};

use crate::vectors::{CheckCase, Checks, Hex, StoreCases, TrustCases, read, require_all_right};

const ACCEPTED: [&str; 2] = ["taken", "unchanged"];

fn check_cases() -> Vec<CheckCase> {
    read::<Checks>("checks.json").scanners().into_iter().flat_map(|scanner| scanner.cases).collect()
}

#[test]
fn every_pass_is_made_again_from_its_claims() {
    let cases = check_cases();
    let decoded: Vec<(&str, UnverifiedPass)> = cases
        .iter()
        .filter_map(|case| UnverifiedPass::parse(&case.qr).ok().map(|pass| (case.name.as_str(), pass)))
        .collect();
    let again = |code: &UnverifiedPass| {
        let (bytes, unchecked) = (code.pass_bytes(), inspect::unchecked(code));
        (unchecked.claims.prepare(unchecked.kid).expect("claims").complete(&signature(&bytes)), bytes)
    };
    require_equal("checks.json", decoded.iter().map(|(name, code)| (name.to_string(), again(code))));
}

#[test]
fn every_admitted_code_is_made_again_from_its_content() {
    let cases = check_cases();
    let admitted = cases.iter().filter(|case| case.verdict.starts_with("admit"));
    let again = |text: &str| {
        let code = UnverifiedPass::parse(text).expect("a code");
        let object = base45::decode(text.split_at(4).1).expect("base45");
        let Some(presentation) = inspect::unchecked(&code).presentation else {
            return pass_text(&code.pass_bytes());
        };
        // The bytes do not depend on which challenge was signed.
        let challenge = presentation.challenged.then(|| Challenge::new(&[0; 8]).expect("8 bytes"));
        let prepared = PreparedPresentation::new(&code.pass_bytes(), presentation.issued, challenge.as_ref());
        presentation_text(&prepared.expect("a presentation").complete(&signature(&object)))
    };
    require_equal("checks.json", admitted.map(|case| (case.name.clone(), (again(&case.qr), case.qr.clone()))));
}

#[test]
fn every_accepted_trust_list_is_made_again_from_its_keys() {
    let file: TrustCases = read("trust.json");
    let accepted = file.cases.iter().flat_map(|case| {
        let steps = case.steps.iter().filter(|step| ACCEPTED.contains(&step.outcome.as_str()));
        steps.map(|step| (case.name.clone(), (trust_list_again(&step.data.0), step.data.0.clone())))
    });
    require_equal("trust.json", accepted);
}

#[test]
fn every_accepted_bundle_is_made_again_with_all_that_is_in_it() {
    let file: StoreCases = read("store.json");
    let accepted = file.cases.iter().flat_map(|case| {
        let steps = case.steps.iter().filter(|step| ACCEPTED.contains(&step.outcome.as_str()));
        steps.flat_map(|step| {
            let named = |(what, pair)| (format!("{}: {what}", case.name), pair);
            bundle_again(&step.bundle).into_iter().map(named)
        })
    });
    require_equal("store.json", accepted);
}

/// An object encoded again, and the original.
type Pair<T> = (T, T);

/// The bundle, its manifest and its files, each with what it is.
fn bundle_again(bytes: &Hex) -> Vec<(String, Pair<Vec<u8>>)> {
    let bundle = Bundle::decode(&bytes.0).expect("a bundle");
    let manifest = Manifest::decode_unverified(bundle.manifest).expect("a manifest");
    let manifest_again = manifest.prepare(kid(bundle.manifest)).complete(&signature(bundle.manifest));
    let mut pairs = vec![
        ("bundle".to_owned(), (bundle.encode(), bytes.0.clone())),
        ("manifest".to_owned(), (manifest_again, bundle.manifest.to_vec())),
    ];
    for given in &bundle.files {
        let sha256 = PinnedFile::new("", given).sha256;
        for pinned in manifest.files().iter().filter(|pinned| pinned.sha256 == sha256) {
            let again = match FileKind::of(&pinned.name) {
                FileKind::TrustList => trust_list_again(given),
                FileKind::Status(_) => status_list_again(given),
                FileKind::Changes(_) => changes_again(given),
                // A link of the chain that is not a trust list is skipped, and rules are not read yet.
                FileKind::EarlierTrustList(_) | FileKind::Rules | FileKind::Other => continue,
            };
            pairs.push((pinned.name.clone(), (again, given.to_vec())));
        }
    }
    pairs
}

fn trust_list_again(bytes: &[u8]) -> Vec<u8> {
    let list = TrustList::decode_unverified(bytes).expect("a trust list");
    let cose = CoseSign::from_tagged_slice(bytes).expect("a COSE_Sign");
    let signatures: Vec<(Kid, Signature)> = cose
        .signatures
        .iter()
        .map(|one| (kid_in(&one.protected.header), one.signature.as_slice().try_into().expect("64 bytes")))
        .collect();
    list.prepare().complete(&signatures).expect("signatures")
}

fn status_list_again(bytes: &[u8]) -> Vec<u8> {
    let claims = StatusListClaims::decode_unverified(bytes).expect("a status list");
    claims.prepare(kid(bytes)).complete(&signature(bytes))
}

fn changes_again(bytes: &[u8]) -> Vec<u8> {
    let changes = StatusChanges::decode_unverified(bytes).expect("changes");
    changes.prepare(kid(bytes)).complete(&signature(bytes))
}

fn kid(bytes: &[u8]) -> Kid {
    kid_in(&CoseSign1::from_tagged_slice(bytes).expect("a COSE_Sign1").protected.header)
}

fn kid_in(header: &Header) -> Kid {
    Kid(header.key_id.as_slice().try_into().expect("8 bytes"))
}

fn signature(bytes: &[u8]) -> Signature {
    let cose = CoseSign1::from_tagged_slice(bytes).expect("a COSE_Sign1");
    cose.signature.try_into().expect("64 bytes")
}

fn require_equal<T: PartialEq>(file: &str, pairs: impl Iterator<Item = (String, Pair<T>)>) {
    let mut wrong = Vec::new();
    let mut objects = 0;
    for (name, (again, as_it_was)) in pairs {
        objects += 1;
        if again != as_it_was {
            wrong.push(format!("{name}: encodes otherwise"));
        }
    }
    require_all_right(file, objects, &wrong);
}
