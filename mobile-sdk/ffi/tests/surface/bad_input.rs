//! Each way in which an argument can be wrong: it is said, and nothing has changed.

use haetae_ffi::{CoreError, CoreScanner, CoreWallet, challenge_text, holder_keys_digest, qr};
use haetae_testkit::authority::NOW;
use haetae_testkit::vectors::{bytes, json};

use crate::vectors::scanner;
use crate::wallet::confirmed;

const BEYOND: i64 = 253_402_300_800;

#[test]
fn roots_that_are_none_are_refused_with_a_reason() {
    for roots in ["", "{}", "[]", r#"{"threshold":0,"keys":[]}"#, "\u{0}"] {
        let refused = CoreScanner::new(roots, 1).expect_err(roots);
        assert!(matches!(&refused, CoreError::Roots(why) if !why.is_empty()), "{refused}");
        assert!(refused.to_string().starts_with("the roots are not a root set: "));
    }
}

#[test]
fn a_time_outside_the_years_is_refused_everywhere_and_changes_nothing() {
    let file = json("checks.json");
    let scanner = scanner(&file["roots"]);
    scanner.bundle_arrived(bytes(&file["bundle"]));
    let before = scanner.snapshot();
    let hash = "0".repeat(64);
    for time in [-1, BEYOND, i64::MIN, i64::MAX] {
        let refused = CoreError::Time(time);
        assert_eq!(scanner.check("HT1:", time), Err(refused.clone()));
        assert_eq!(scanner.show_challenge(vec![0; 8], time), Err(refused.clone()));
        assert_eq!(scanner.policies(time), Err(refused.clone()));
        assert_eq!(scanner.trust(time), Err(refused.clone()));
        assert_eq!(scanner.next(time), Err(refused.clone()));
        assert_eq!(scanner.manifest_arrived(Vec::new(), time), Err(refused.clone()));
        assert_eq!(scanner.file_arrived(&hash, Vec::new(), time), Err(refused.clone()));
        assert_eq!(scanner.failed(None, time), Err(refused.clone()));
        assert_eq!(scanner.bundle(time, 1), Err(refused.clone()));
        assert_eq!(CoreWallet::new(time, None).err(), Some(refused));
    }
    assert_eq!(scanner.snapshot(), before);
}

#[test]
fn other_arguments_that_cannot_be_used_are_refused_and_change_nothing() {
    let file = json("checks.json");
    let scanner = scanner(&file["roots"]);
    scanner.bundle_arrived(bytes(&file["bundle"]));
    let before = scanner.snapshot();
    for snapshot in [Vec::new(), b"?".to_vec(), before[1..].to_vec()] {
        assert_eq!(scanner.restore(snapshot.clone()), Err(CoreError::Snapshot));
        assert_eq!(scanner.snapshot_arrived(snapshot), Err(CoreError::Snapshot));
    }
    for length in [0, 7, 17] {
        assert_eq!(scanner.show_challenge(vec![0; length], 1), Err(CoreError::Challenge));
        assert_eq!(challenge_text(vec![0; length]), Err(CoreError::Challenge));
    }
    for hash in ["", "manifest", &"g".repeat(64), &"0".repeat(63), &"0".repeat(65)] {
        assert_eq!(scanner.file_arrived(hash, Vec::new(), 1), Err(CoreError::Hash));
        assert_eq!(scanner.failed(Some(hash.to_owned()), 1), Err(CoreError::Hash));
    }
    assert_eq!(scanner.bundle(1, -1), Err(CoreError::Size(-1)));
    assert_eq!(scanner.snapshot(), before);

    let wallet = CoreWallet::new(0, None).expect("a time");
    for day in ["", "2026-02-30", "20261213", "2026-12-13T00:00:00Z"] {
        let refused = CoreError::Day(day.to_owned());
        assert_eq!(wallet.add(day, None), Err(refused.clone()));
        assert_eq!(wallet.due(day, 1, confirmed(NOW), false), Err(refused));
    }
    assert_eq!(wallet.due("2026-12-13", 1, confirmed(NOW), false).map(|due| due.days.len()), Ok(1));

    for jwk in ["", "{}", "[]", r#"{"kty":"OKP","crv":"Ed25519","x":"AA"}"#] {
        assert!(matches!(holder_keys_digest(vec![jwk.to_owned()]), Err(CoreError::Jwk(why)) if !why.is_empty()));
    }
    for text in ["a".to_owned(), "한".to_owned(), "A".repeat(3_392)] {
        assert!(matches!(qr(&text), Err(CoreError::Text(why)) if !why.is_empty()));
    }
}

#[cfg(feature = "decode")]
#[test]
fn a_picture_has_as_many_bytes_as_its_sides_say() {
    use haetae_ffi::read_picture;

    for (bytes, width, height) in [(0, 1, 1), (3, 2, 2), (5, 2, 2), (4, u32::MAX, u32::MAX)] {
        let refused = CoreError::Picture { width, height, bytes: bytes as u64 };
        assert_eq!(read_picture(vec![0; bytes], width, height), Err(refused));
    }
    assert_eq!(read_picture(vec![255; 10_000], 100, 100), Ok(None));
}

/// What is said is a sentence about what is wrong, for whoever reads a log.
#[test]
fn each_error_says_what_is_wrong() {
    let pass = CoreError::Pass("it cannot be read".to_owned());
    for (error, sentence) in [
        (CoreError::Time(-1), "a time is a number of seconds since 1970, up to the year 9999, and not -1"),
        (CoreError::Challenge, "a challenge is 8 to 16 bytes, or its text"),
        (CoreError::Signature(63), "a signature has 64 bytes, not 63"),
        (CoreError::Size(-1), "a number of bytes is at least 0, and not -1"),
        (pass, "the text is not a pass that can be presented: it cannot be read"),
    ] {
        assert_eq!(error.to_string(), sentence);
    }
}
