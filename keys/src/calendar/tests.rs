use haetae_core::{IssuerName, PublicKey, RootSet, TrustedKey};

use super::*;
use crate::KeyRing;

fn time(seconds: u64) -> UnixTime {
    UnixTime::saturating_new(seconds)
}

fn constraints(longest_life: u64) -> IssuingConstraints {
    IssuingConstraints { kinds: None, issuer: IssuerName::new("Test").unwrap(), specimen: false, longest_life }
}

fn public_key(seed: u8) -> PublicKey {
    let ring = KeyRing::from_seeds([&[seed; 32]]).unwrap();
    ring.public_key(ring.kids()[0]).unwrap()
}

fn kid(seed: u8) -> Kid {
    public_key(seed).kid()
}

/// A calendar of keys given as (seed, role, from, until), of which those with a seed below 100 are held.
fn calendar(keys: &[(u8, Role, u64, u64)]) -> KeyCalendar {
    let trusted = keys.iter().map(|(seed, role, from, until)| TrustedKey {
        key: public_key(*seed),
        from: time(*from),
        until: time(*until),
        role: role.clone(),
    });
    let roots = RootSet::new(1, [public_key(200)]).unwrap();
    let list = TrustList::new(1, time(0), time(1), roots, trusted).unwrap();
    let seeds: Vec<[u8; 32]> = keys.iter().filter(|key| key.0 < 100).map(|key| [key.0; 32]).collect();
    KeyCalendar::new(&list, &KeyRing::from_seeds(&seeds).unwrap())
}

fn phone(seed: u8, from: u64, until: u64) -> (u8, Role, u64, u64) {
    (seed, Role::PhonePasses(constraints(100_800)), from, until)
}

fn due_at(calendar: &KeyCalendar, not_before: u64) -> Option<Kid> {
    calendar.issuing_key_at(PassKind::Phone, time(not_before)).map(|key| key.kid)
}

#[test]
fn consecutive_windows_hand_over_at_their_ends() {
    let calendar = calendar(&[phone(1, 10, 20), phone(2, 20, 30)]);
    let due = [9, 10, 19, 20, 29, 30].map(|not_before| due_at(&calendar, not_before));
    assert_eq!(due, [None, Some(kid(1)), Some(kid(1)), Some(kid(2)), Some(kid(2)), None]);
}

#[test]
fn of_several_the_one_that_ends_first_is_due() {
    // In some of these orders the kids ascend with the ends, in others they do not.
    for [a, b, c] in [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]] {
        let calendar = calendar(&[phone(a, 0, 40), phone(b, 10, 30), phone(c, 15, 35)]);
        let due = [5, 12, 16, 29, 31, 36].map(|not_before| due_at(&calendar, not_before));
        assert_eq!(due, [a, b, b, b, c, a].map(|seed| Some(kid(seed))));
    }
}

#[test]
fn of_those_that_end_together_the_lowest_kid_is_due() {
    for seeds in [[1, 2, 3], [3, 1, 2], [2, 3, 1]] {
        let calendar = calendar(&seeds.map(|seed| phone(seed, 0, 10)));
        assert_eq!(due_at(&calendar, 5), [kid(1), kid(2), kid(3)].into_iter().min());
    }
}

#[test]
fn a_key_that_is_not_held_is_never_due() {
    let calendar = calendar(&[phone(100, 0, 10), phone(1, 0, 20)]);
    assert_eq!(due_at(&calendar, 5), Some(kid(1)));
}

#[test]
fn each_role_has_its_own_keys() {
    let calendar = calendar(&[
        phone(1, 0, 10),
        (2, Role::PaperPasses(constraints(1_209_600)), 0, 10),
        (3, Role::Status, 0, 10),
        (4, Role::Rules, 0, 10),
    ]);
    let paper = calendar.issuing_key_at(PassKind::Paper, time(5)).unwrap();
    let expected = IssuingKey { kid: kid(2), from: time(0), until: time(10), constraints: constraints(1_209_600) };
    assert_eq!(paper, &expected);
    assert_eq!(due_at(&calendar, 5), Some(kid(1)));
    assert_eq!((calendar.status_key_at(time(5)), calendar.status_key_at(time(10))), (Some(kid(3)), None));
    assert_eq!((calendar.rules_key_at(time(5)), calendar.rules_key_at(time(10))), (Some(kid(4)), None));
}

#[test]
fn a_withdrawn_key_is_never_due_but_a_status_key_where_there_is_no_other() {
    let calendar = calendar(&[
        phone(1, 0, 10),
        phone(2, 0, 20),
        (3, Role::Status, 0, 10),
        (4, Role::Status, 5, 20),
        (5, Role::Rules, 0, 10),
    ]);
    let left = calendar.clone().without(&BTreeSet::from([kid(1), kid(3), kid(5)]));
    assert_eq!([5, 15].map(|time| due_at(&left, time)), [Some(kid(2)); 2]);
    assert_eq!([4, 5, 9].map(|seconds| left.status_key_at(time(seconds))), [3, 4, 4].map(|seed| Some(kid(seed))));
    assert_eq!(left.rules_key_at(time(5)), None);
    assert_eq!(calendar.clone().without(&BTreeSet::new()), calendar);
}
