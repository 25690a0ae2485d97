use haetae_core as core;
use haetae_ffi::{CoreScanner, Next, SyncSettings, limits};
use haetae_testkit::vectors::json;

#[test]
fn the_limits_are_those_of_the_core() {
    let limits = limits();
    assert_eq!(limits.live_seconds.unsigned_abs(), core::LIVE_SECONDS);
    assert_eq!(limits.max_bundle_bytes.unsigned_abs(), core::MAX_BUNDLE_BYTES as u64);
    assert_eq!(limits.max_code_bytes as usize, core::MAX_CODE_BYTES);
    assert_eq!(u64::from(limits.outlook_days), core::OUTLOOK_DAYS);
    assert_eq!((limits.days_kept, limits.max_paper_days), (core::DAYS_KEPT, core::MAX_PAPER_DAYS));
}

/// The generated code has the numbers of `SyncSettings` that its attributes name.
#[test]
fn the_settings_that_the_languages_begin_with_are_those_of_the_core() {
    let core::SyncSettings { refresh_seconds, days_back, days_ahead, days_in_reserve } = core::SyncSettings::default();
    assert_eq!((refresh_seconds, days_back, days_ahead, days_in_reserve), (300, 2, 1, 14));
}

#[test]
fn other_settings_are_taken_and_make_the_manifest_due() {
    let scanner = CoreScanner::new(&json("checks.json")["roots"].to_string(), 1).expect("roots");
    scanner.failed(None, 1_000).expect("a time");
    let Next::Wait { until } = scanner.next(1_000).expect("a time") else { panic!("it waits after a failure") };
    assert!(until > 1_000);
    scanner.configure(SyncSettings { refresh_seconds: 60, days_back: 1, days_ahead: 0, days_in_reserve: 0 });
    assert!(matches!(scanner.next(1_000), Ok(Next::FetchManifest { most_bytes }) if most_bytes > 0));
}
