use std::time::Duration;

use super::*;

#[test]
fn a_revocation_is_promised_within_five_seconds() {
    let publishing = load("", &[], &[]).expect("the defaults").publishing;
    assert_eq!(publishing.visible_within(), 5);
}

#[test]
fn what_is_kept_in_memory_is_as_old_as_a_poll_unless_another_age_is_set() {
    let age = |settings: &[(&str, &str)]| load("", &[], settings).map(|config| config.cache_max_age().as_secs());
    assert_eq!(age(&[]).expect("the defaults"), 1);
    assert_eq!(age(&[("publishing.poll", "7")]).expect("a poll"), 7);
    assert_eq!(age(&[("publishing.poll", "7"), ("cache.max_age", "3600")]).expect("an age"), 3_600);
    assert_eq!(load("", &[], &[("cache.max_age", "1")]).expect("an age").cache_max_age(), Duration::from_secs(1));
    for (key, bad) in [("cache.max_age", "0"), ("cache.max_age", "3601"), ("cache.bytes", "1099511627777")] {
        assert!(load("", &[], &[(key, bad)]).is_err(), "{key} = {bad}");
    }
    assert_eq!(load("", &[], &[("cache.bytes", "0")]).expect("off").cache.bytes, 0);
}
