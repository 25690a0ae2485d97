use std::collections::{BTreeMap, BTreeSet};

use haetae_core::{IssuerName, Kid, PublicKey, Role, RootSet, SECONDS_PER_DAY, TrustList, TrustedKey, UnixTime};
use sha2::{Digest as _, Sha256};

use super::*;
use crate::{Custody as _, KeyRing, Random, RandomUnavailable};

const WEEK: u64 = 7 * SECONDS_PER_DAY;
/// 2026-10-16, 12:00:00 UTC.
const NOW: UnixTime = UnixTime::saturating_new(20_742 * SECONDS_PER_DAY + 43_200);

fn config() -> PassConfig {
    PassConfig { issuer: IssuerName::new("Test issuer").unwrap(), longest_day_pass: 100_800, specimen: false }
}

fn random(seed: u64) -> impl FnMut(&mut [u8]) -> Result<(), RandomUnavailable> {
    let mut generated = seed << 32;
    move |bytes| {
        generated += 1;
        bytes.copy_from_slice(&Sha256::digest(generated.to_be_bytes())[..bytes.len()]);
        Ok(())
    }
}

fn generate(seed: u64, now: UnixTime, list: Option<&TrustList>) -> GeneratedKeys {
    GeneratedKeys::generate(&config(), Span::weeks(now, 26), list, &mut random(seed)).unwrap()
}

fn list_of(generated: &GeneratedKeys) -> TrustList {
    let root = PublicKey::Ed25519([9; 32]);
    let keys = generated.keys().iter().map(|key| key.trusted.clone());
    let expires = NOW.saturating_add(39 * WEEK);
    TrustList::new(1, NOW, expires, RootSet::new(1, [root]).unwrap(), keys).unwrap()
}

/// The windows of a role's keys that are not spares, ascending.
fn windows(generated: &GeneratedKeys, role: &str) -> Vec<(u64, u64)> {
    let keys = generated.keys().iter().filter(|key| key.trusted.role.as_str() == role && !key.spare);
    keys.map(|key| (key.trusted.from.seconds(), key.trusted.until.seconds())).collect()
}

fn next(list: &TrustList, new: &[TrustedKey], now: UnixTime) -> Result<NextList, PlanError> {
    NextList::plan(list, new, now, 39, lead(14 * SECONDS_PER_DAY))
}

#[test]
fn a_new_issuer_has_room_for_a_long_day_and_others_keep_their_longest_life() {
    let issuer = config().issuer;
    let day_of_25_hours_and_4_before_it = 29 * 3_600;
    let new = PassConfig::following(None, Some(&issuer), None).unwrap();
    assert_eq!(new.longest_day_pass, day_of_25_hours_and_4_before_it);
    assert_eq!(new, PassConfig::usual(issuer));
    let list = list_of(&generate(1, NOW, None));
    assert_eq!(PassConfig::following(Some(&list), None, None), Some(config()));
    let given = PassConfig::following(Some(&list), None, Some(30 * 3_600)).unwrap();
    assert_eq!(given.longest_day_pass, 30 * 3_600);
}

#[test]
fn an_issuer_of_specimens_stays_one() {
    let specimens = PassConfig { specimen: true, ..config() };
    let generated = GeneratedKeys::generate(&specimens, Span::weeks(NOW, 26), None, &mut random(1)).unwrap();
    let list = list_of(&generated);
    let issuing: Vec<_> = list.keys().filter_map(|(_, key)| key.role.issuing_constraints()).collect();
    assert!(!issuing.is_empty() && issuing.iter().all(|constraints| constraints.specimen));
    assert_eq!(PassConfig::following(Some(&list), None, None), Some(specimens));
}

#[test]
fn windows_of_passes_are_weeks_and_follow_one_another() {
    let generated = generate(1, NOW, None);
    let weeks = windows(&generated, "phone-passes");
    let begins = 20_740 * SECONDS_PER_DAY;
    assert_eq!(weeks.len(), 26);
    for (place, (from, until)) in (0..).zip(weeks) {
        assert_eq!((from, until), (begins + place * WEEK, begins + (place + 1) * WEEK));
    }
}

#[test]
fn other_keys_have_a_pace_of_their_own() {
    let generated = generate(1, NOW, None);
    let (begins, end) = (20_740 * SECONDS_PER_DAY, 20_740 * SECONDS_PER_DAY + 26 * WEEK);
    for (role, count, period, overlap) in
        [("paper-passes", 7, 28, 7), ("status", 3, 91, 28), ("rules", 3, 91, 28), ("visits", 182, 1, 0)]
    {
        let windows = windows(&generated, role);
        assert_eq!(windows.len(), count, "{role}");
        for (place, (from, until)) in (0..).zip(windows) {
            assert_eq!(from, begins + place * period * SECONDS_PER_DAY, "{role}");
            assert_eq!(until - from, (period + overlap) * SECONDS_PER_DAY, "{role}");
            assert!(role == "status" || role == "rules" || from < end);
        }
    }
    let reach = windows(&generated, "status").last().unwrap().1;
    assert!(reach >= NOW.seconds() + 39 * WEEK, "manifests are signed as long as the list is good");
}

#[test]
fn each_signing_window_has_one_spare_and_the_list_alone_shows_which() {
    let generated = generate(1, NOW, None);
    let list = list_of(&generated);
    let spares_of_list = spares(&list);
    let mut by_window: BTreeMap<(&str, UnixTime), Vec<bool>> = BTreeMap::new();
    for key in generated.keys() {
        assert_eq!(spares_of_list.contains(&key.kid()), key.spare);
        by_window.entry((key.trusted.role.as_str(), key.trusted.from)).or_default().push(key.spare);
    }
    for ((role, _), spares) in by_window {
        assert_eq!(spares, if role == "visits" { vec![false] } else { vec![false, true] }, "{role}");
    }
}

#[test]
fn keys_that_are_made_elsewhere_have_generated_spares() {
    let mut made = BTreeSet::new();
    let mut elsewhere = random(7);
    let generated = GeneratedKeys::with_signing_keys(&config(), Span::weeks(NOW, 26), None, &mut random(1), || {
        let mut seed = [0; 32];
        elsewhere(&mut seed)?;
        let ring = KeyRing::from_seeds([&seed])?;
        let kid = ring.kids()[0];
        made.insert(kid);
        Ok::<_, GenerateError>(ring.public_key(kid).unwrap())
    });
    let generated = generated.unwrap();
    assert_eq!(made.len(), 26 + 7 + 3 + 3);
    assert_eq!(GeneratedKeys::count_signing_keys(&config(), Span::weeks(NOW, 26), None), made.len());
    let spares_of_list = spares(&list_of(&generated));
    for key in generated.keys() {
        assert_eq!(key.document().is_none(), made.contains(&key.kid()), "only these are elsewhere");
        assert_eq!(spares_of_list.contains(&key.kid()), key.spare, "the spare is the one that was generated");
        assert!(!key.spare || key.document().is_some());
    }
    let all = generate(1, NOW, None);
    for role in ["phone-passes", "paper-passes", "status", "rules", "visits"] {
        assert_eq!(windows(&generated, role), windows(&all, role), "{role}");
    }
    assert_eq!(generated.summary(), all.summary());
    assert!(generated.summary().contains("phone-passes   52 keys, 26 of them spares"), "{}", generated.summary());
}

#[test]
fn the_private_document_of_a_generated_key_gives_the_key() {
    for key in generate(1, NOW, None).keys() {
        match key.trusted.key {
            PublicKey::X25519(public) => {
                let seed = key.document().unwrap().last_chunk::<32>().unwrap();
                let private = aws_lc_rs::agreement::PrivateKey::from_private_key(&aws_lc_rs::agreement::X25519, seed);
                assert_eq!(private.unwrap().compute_public_key().unwrap().as_ref(), public);
                assert_eq!((key.trusted.role.clone(), key.document().map(<[u8]>::len)), (Role::Visits, Some(48)));
            }
            _ => {
                assert_eq!(KeyRing::from_document(key.document().unwrap()).unwrap().kids(), [key.kid()]);
            }
        }
        assert!(!format!("{key:?}").contains("document"));
    }
}

#[test]
fn a_second_generation_continues_where_the_list_ends() {
    let first = list_of(&generate(1, NOW, None));
    let later = NOW.saturating_add(13 * WEEK);
    let generated = generate(2, later, Some(&first));
    let weeks = windows(&generated, "phone-passes");
    assert_eq!(weeks.len(), 13);
    assert_eq!(weeks[0].0, 20_740 * SECONDS_PER_DAY + 26 * WEEK);
    let new: Vec<TrustedKey> = generated.keys().iter().map(|key| key.trusted.clone()).collect();
    let next = next(&first, &new, later).unwrap();
    assert_eq!((next.list.version, next.added, next.short_lead.len()), (2, new.len(), 0));
    assert!(next.list.keys().all(|(_, key)| last_use(key) > later));
    // At any time from two days ago to the end of 26 more weeks exactly one key is due.
    for hours in 0..(26 * 7 - 3) * 24 {
        let time = later.saturating_add(hours * 3_600);
        let due = next.list.keys().filter(|(_, key)| key.role.as_str() == "phone-passes" && key.window_holds(time));
        assert_eq!(due.count(), 2, "a key and its spare");
    }
}

#[test]
fn after_a_gap_generation_begins_today() {
    let first = list_of(&generate(1, NOW, None));
    let later = NOW.saturating_add(40 * WEEK);
    let weeks = windows(&generate(2, later, Some(&first)), "phone-passes");
    assert_eq!(weeks[0].0, later.status_day().begins().seconds() - 2 * SECONDS_PER_DAY);
}

#[test]
fn keys_go_when_the_last_thing_that_they_signed_has_ended() {
    let list = list_of(&generate(1, NOW, None));
    for (kid, key) in list.keys() {
        let end = last_use(key);
        let before = next(&list, &[], end.saturating_sub(1)).unwrap();
        assert!(!before.ended.contains(kid));
        if end < list.expires {
            assert!(next(&list, &[], end).unwrap().ended.contains(kid));
        }
        let signs_until = match key.role.as_str() {
            "phone-passes" => 100_800,
            "paper-passes" => 14 * SECONDS_PER_DAY,
            _ => 0,
        };
        assert!(end.seconds_since(key.until) > signs_until);
    }
}

#[test]
fn keys_that_do_not_fit_together_are_refused() {
    let generated = generate(1, NOW, None);
    let list = list_of(&generated);
    let other = generate(2, NOW, None);
    let key = |role: &str| other.keys().iter().find(|key| key.trusted.role.as_str() == role).unwrap().trusted.clone();
    let phone = key("phone-passes");

    let same = generated.keys()[0].trusted.clone();
    assert_eq!(next(&list, std::slice::from_ref(&same), NOW).unwrap().added, 0, "it is there already");
    let moved = TrustedKey { until: same.until.saturating_add(1), ..same };
    assert!(matches!(next(&list, &[moved], NOW), Err(PlanError::Known(_))));
    assert!(matches!(next(&list, std::slice::from_ref(&phone), NOW), Err(PlanError::Crowded(..))));
    let visits = other.keys().last().unwrap().trusted.clone();
    assert!(matches!(next(&list, &[visits], NOW), Err(PlanError::Crowded(..))));
    let shifted = TrustedKey { from: phone.from.saturating_add(1), ..phone.clone() };
    assert!(matches!(next(&list, &[shifted], NOW), Err(PlanError::Overlap(..))));
    let far = |weeks: u64| TrustedKey {
        from: phone.from.saturating_add(weeks * WEEK),
        until: phone.until.saturating_add(weeks * WEEK),
        ..phone.clone()
    };
    assert!(matches!(next(&list, &[far(30), far(30)], NOW), Err(PlanError::Twice(_))));
    let cut = TrustedKey { from: phone.until, until: phone.from, ..phone.clone() };
    assert!(matches!(next(&list, &[cut], NOW), Err(PlanError::Malformed(_))));
    assert_eq!(next(&list, &[far(30)], NOW).unwrap().short_lead, []);
}

#[test]
fn a_key_that_comes_too_late_for_some_scanners_is_named() {
    let list = list_of(&generate(1, NOW, None));
    let other = generate(2, NOW.saturating_add(26 * WEEK), None);
    let phone = other.keys()[0].trusted.clone();
    let lead = lead(14 * SECONDS_PER_DAY);
    assert_eq!(lead, 16 * SECONDS_PER_DAY);
    let latest = phone.from.saturating_sub(lead);
    let short = |now| next(&list, std::slice::from_ref(&phone), now).unwrap().short_lead;
    assert_eq!(short(latest), []);
    assert_eq!(short(latest.saturating_add(1)), [(phone.key.kid(), phone.from)]);
}

#[test]
fn a_key_file_says_the_same_when_it_is_read() {
    let file = generate(1, NOW, None).key_file();
    let json = file.to_json().unwrap();
    assert_eq!(KeyFile::read(&json).unwrap(), file);
    let text = String::from_utf8(json).unwrap();
    let first = &file.keys()[0].0.key.kid().to_string();
    for (from, to, words) in [
        ("haetae keys v1", "haetae keys v2", "it says \"haetae keys v2\""),
        ("\"kty\"", "\"d\": \"AA\", \"kty\"", "key 1 of the file: it needs a public key"),
        (first, "0011223344556677", "key 1 of the file: it needs the kid of its key"),
        ("\"phone-passes\"", "\"phones\"", "key 1 of the file: it needs issuer"),
        ("\"longest_life\": 100800", "\"longest_life\": 0", "longest_life above 0"),
        ("\"issuer\": \"Test issuer\"", "\"issuer\": \" \"", "an issuer"),
        ("\"spare\"", "\"share\"", "unknown field"),
    ] {
        assert!(text.contains(from), "{from}");
        let error = KeyFile::read(text.replacen(from, to, 1).as_bytes()).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
}

/// A node that holds those of the generated keys that are for it at `loaded`.
fn places(generated: &GeneratedKeys, loaded: UnixTime) -> KeyLocations {
    let kids = |held: bool| {
        generated.keys().iter().filter(move |key| key.is_for_a_node(loaded) == held).map(GeneratedKey::kid)
    };
    KeyLocations {
        held: kids(true).collect(),
        vault: kids(false).collect(),
        withdrawn: Vec::new().into_iter().collect(),
    }
}

#[test]
fn the_report_shows_what_is_due_and_who_is_needed_when() {
    let generated = generate(1, NOW, None);
    let (list, places) = (list_of(&generated), places(&generated, NOW));
    let report = KeyReport::new(&list, &places, 28, NOW);
    let begins = UnixTime::saturating_new(20_740 * SECONDS_PER_DAY);
    let phone = &report.roles[0];
    let key = |week: u64| {
        let from = begins.saturating_add(week * WEEK);
        generated.keys().iter().find(|key| key.trusted.from == from && !key.spare).map(GeneratedKey::kid)
    };
    assert_eq!(
        (phone.role, phone.due, phone.next),
        ("phone-passes", key(0), Some((begins.saturating_add(WEEK), key(1).unwrap())))
    );
    assert_eq!(phone.listed_until, begins.saturating_add(26 * WEEK));
    assert_eq!(phone.held_until, begins.saturating_add(6 * WEEK), "the windows that begin within 35 days");
    assert_eq!(report.load_by, begins.saturating_add(2 * WEEK));
    assert_eq!(report.custodians_by, begins.saturating_add(13 * WEEK));
    assert_eq!(report.to_load(NOW).count(), 0);
    assert_eq!(report.to_load(NOW.saturating_add(WEEK)).map(|row| Some(row.kid)).collect::<Vec<_>>(), [key(6)]);
    let states = |state| report.rows.iter().filter(|row| row.state == state).count();
    assert_eq!((states(KeyState::InUse), states(KeyState::Past)), (4, 2), "two days of visits are over");
    assert_eq!(states(KeyState::Spare), 26 + 7 + 3 + 3);
}

#[test]
fn a_spare_is_due_where_its_key_is_withdrawn() {
    let generated = generate(1, NOW, None);
    let (list, mut places) = (list_of(&generated), places(&generated, NOW));
    let (stolen, spare) = (generated.keys()[0].kid(), generated.keys()[1].kid());
    places.withdrawn.insert(stolen);
    let report = KeyReport::new(&list, &places, 28, NOW);
    assert_eq!((report.roles[0].due, report.load_by), (None, NOW));
    places.vault.remove(&spare);
    places.held.insert(spare);
    let report = KeyReport::new(&list, &places, 28, NOW);
    assert_eq!(report.roles[0].due, Some(spare));
    let state = |kid: Kid| report.rows.iter().find(|row| row.kid == kid).map(|row| row.state);
    assert_eq!((state(stolen), state(spare)), (Some(KeyState::Withdrawn), Some(KeyState::InUse)));
}

#[test]
fn nothing_is_generated_without_randomness() {
    let mut broken = |_: &mut [u8]| Err(RandomUnavailable);
    let broken: &mut dyn Random = &mut broken;
    assert!(matches!(
        GeneratedKeys::generate(&config(), Span::weeks(NOW, 1), None, broken),
        Err(GenerateError::Random(_))
    ));
}
