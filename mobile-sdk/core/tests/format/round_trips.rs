use haetae_core::*;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::arbitrary;

proptest! {
    #[test]
    fn passes(claims in arbitrary::claims(), kid in arbitrary::kid(), signature in arbitrary::signature()) {
        let bytes = claims.prepare(kid).expect("claims that make sense").complete(&signature);
        let pass = UnverifiedPass::parse(&pass_text(&bytes)).expect("a pass");
        let unchecked = inspect::unchecked(&pass);
        prop_assert_eq!((unchecked.claims, unchecked.kid), (&claims, kid));
        prop_assert!(unchecked.presentation.is_none());
        prop_assert_eq!(pass.pass_bytes(), bytes);
    }

    #[test]
    fn presentations(
        claims in arbitrary::phone_claims(),
        kid in arbitrary::kid(),
        issued in arbitrary::time(),
        challenge in proptest::option::of(arbitrary::challenge()),
        signatures in (arbitrary::signature(), arbitrary::signature()),
    ) {
        let pass = claims.prepare(kid).expect("claims that make sense").complete(&signatures.0);
        let prepared = PreparedPresentation::new(&pass, issued, challenge.as_ref()).expect("a pass with a holder key");
        let presentation = prepared.complete(&signatures.1);
        let code = UnverifiedPass::parse(&presentation_text(&presentation)).expect("a presentation");
        let unchecked = inspect::unchecked(&code);
        prop_assert_eq!((unchecked.claims, unchecked.kid), (&claims, kid));
        let proof = unchecked.presentation.expect("a presentation");
        prop_assert_eq!((proof.issued, proof.challenged), (issued, challenge.is_some()));
        prop_assert_eq!(code.pass_bytes(), pass.as_slice());
        // A presentation is no pass, and a pass no presentation.
        prop_assert!(UnverifiedPass::decode_pass(&presentation).is_err());
        prop_assert!(UnverifiedPass::decode_presentation(&pass).is_err());
    }

    #[test]
    fn trust_lists(
        list in arbitrary::trust_list(),
        signatures in vec((arbitrary::kid(), arbitrary::signature()), 1..=4),
    ) {
        let bytes = list.prepare().complete(&signatures).expect("signatures by different keys");
        prop_assert_eq!(TrustList::decode_unverified(&bytes), Ok(list));
    }

    #[test]
    fn manifests(manifest in arbitrary::manifest(), kid in arbitrary::kid(), signature in arbitrary::signature()) {
        let bytes = manifest.prepare(kid).complete(&signature);
        prop_assert_eq!(Manifest::decode_unverified(&bytes), Ok(manifest));
    }

    #[test]
    fn status_changes(
        day: u32,
        issued in arbitrary::time(),
        base: [u8; 32],
        indices in proptest::collection::btree_set(prop_oneof![0..300_u32, any::<u32>()], 1..200),
        kid in arbitrary::kid(),
        signature in arbitrary::signature(),
    ) {
        let indices: Vec<u32> = indices.into_iter().collect();
        let changes = StatusChanges::new(StatusDay(day), issued, base, indices.clone()).expect("ascending");
        let bytes = changes.prepare(kid).complete(&signature);
        prop_assert_eq!(StatusChanges::decode_unverified(&bytes), Ok(changes.clone()));
        prop_assert!(indices.iter().all(|index| changes.contains(*index)));
        let next = indices.iter().map(|index| index.wrapping_add(1));
        let mut absent = next.filter(|index| !indices.contains(index));
        prop_assert!(!absent.any(|index| changes.contains(index)));
    }

    #[test]
    fn status_lists(
        subject in ".{0,80}",
        times in (arbitrary::time(), arbitrary::time(), 0..1_u64 << 53),
        packed in vec(any::<u8>(), 0..1_000),
        kid in arbitrary::kid(),
        signature in arbitrary::signature(),
    ) {
        let (issued, expires, time_to_live) = times;
        let claims = StatusListClaims { subject, issued, expires, time_to_live, packed: &packed };
        let bytes = claims.prepare(kid).complete(&signature);
        prop_assert_eq!(StatusListClaims::decode_unverified(&bytes), Ok(claims));
    }

    #[test]
    fn bundles(manifest in vec(any::<u8>(), 0..1_500), files in vec(vec(any::<u8>(), 0..300), 0..30)) {
        // No entry of a manifest takes fewer than 38 bytes.
        let files = files.iter().map(Vec::as_slice).take(manifest.len() / 38).collect();
        let bundle = Bundle { manifest: &manifest, files };
        let bytes = bundle.encode();
        prop_assert_eq!(Bundle::decode(&bytes), Ok(bundle));
    }

    #[test]
    fn challenges(challenge in arbitrary::challenge()) {
        prop_assert_eq!(Challenge::parse(&challenge.text()), Some(challenge));
    }

    #[test]
    fn base45_of_any_bytes(bytes in vec(any::<u8>(), 0..600)) {
        let text = base45::encode(&bytes);
        prop_assert!(text.bytes().all(|byte| b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:".contains(&byte)));
        prop_assert_eq!(base45::decode(&text), Ok(bytes));
    }

    /// What is read is the one text of its bytes.
    #[test]
    fn base45_of_any_text(text in "[0-9A-Z $%*+./:-]{0,60}") {
        if let Ok(bytes) = base45::decode(&text) {
            prop_assert_eq!(base45::encode(&bytes), text);
        }
    }

    #[test]
    fn names(name in arbitrary::name()) {
        prop_assert!(name.as_str().len() <= MAX_NAME_BYTES);
        prop_assert_eq!(DisplayName::new(name.as_str()), Some(name));
    }

    #[test]
    fn dates(date in arbitrary::date(), time in arbitrary::time()) {
        prop_assert_eq!(CivilDate::parse(&date.to_string()), Some(date));
        prop_assert_eq!(UnixTime::parse_rfc3339(&time.to_rfc3339()), Some(time));
        prop_assert_eq!(BirthDay::from_mmdd(BirthDay::of(date).mmdd().into()), Some(BirthDay::of(date)));
    }

    #[test]
    fn json(evidence in arbitrary::evidence(), roots in arbitrary::root_set()) {
        let text = serde_json::to_string(&evidence).expect("JSON");
        prop_assert_eq!(serde_json::from_str::<Evidence>(&text).expect("evidence"), evidence);
        let text = serde_json::to_string(&roots).expect("JSON");
        prop_assert_eq!(serde_json::from_str::<RootSet>(&text).expect("a root set"), roots);
    }

    #[test]
    fn kids(kid in arbitrary::kid()) {
        prop_assert_eq!(Kid::parse(&kid.to_string()), Some(kid));
    }
}
