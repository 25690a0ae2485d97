use super::*;

fn at(seconds: u64) -> UnixTime {
    UnixTime::saturating_new(seconds)
}

#[test]
fn levels_begin_at_each_quarter_and_not_before() {
    let level = |now: u64| Lifetime::between(at(1_000), at(2_000), at(now)).level();
    for (now, expected) in [
        (0, Level::Fresh),
        (1_000, Level::Fresh),
        (1_249, Level::Fresh),
        (1_250, Level::Watch),
        (1_499, Level::Watch),
        (1_500, Level::Act),
        (1_749, Level::Act),
        (1_750, Level::Urgent),
        (2_000, Level::Urgent),
        (9_000, Level::Urgent),
    ] {
        assert_eq!(level(now), expected, "{now}");
    }
    assert_eq!(Lifetime::of_days(0, 0).level(), Level::Urgent);
    assert_eq!(Lifetime::of_days(40, 29).level(), Level::Fresh);
    assert_eq!(Lifetime::of_days(29 - 8, 29).level(), Level::Watch);
}

#[test]
fn the_ratio_is_between_nothing_and_all() {
    for (now, expected) in [(0, 0.0), (1_000, 0.0), (1_100, 0.1), (2_000, 1.0), (9_000, 1.0)] {
        let life = Lifetime::between(at(1_000), at(2_000), at(now));
        assert!((life.age_ratio() - expected).abs() < 1e-9, "{now}: {life:?}");
    }
}

#[test]
fn a_level_change_is_reported_once_each_way() {
    let mut watch = Watch::default();
    let mut look = |left: u64| {
        let life = Lifetime { total: 100, left };
        let changes = watch.changes(&Expiry(vec![(Subject::TrustList, life)]));
        changes.iter().map(|change| (change.before, change.life.level())).collect::<Vec<_>>()
    };
    assert_eq!(look(80), []);
    assert_eq!(look(75), [(Level::Fresh, Level::Watch)]);
    assert_eq!(look(74), []);
    assert_eq!(look(10), [(Level::Watch, Level::Urgent)]);
    assert_eq!(look(0), []);
    assert_eq!(look(100), [(Level::Urgent, Level::Fresh)]);
}
