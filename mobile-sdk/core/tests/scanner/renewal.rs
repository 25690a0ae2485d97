//! What a phone makes of the trust data for its own passes.

use haetae_core::*;
use haetae_testkit::Signer;
use haetae_testkit::authority::{Authority, DAY, NOW, at, claims};
use haetae_testkit::phone::HolderPair;

/// A pass that a phone holds, from so many seconds before or after now, for a day.
fn pass(key: &Signer, holder: &HolderPair, from: i64, index: u32) -> UnverifiedPass {
    let not_before = at(NOW.saturating_add_signed(from));
    let claims = PassClaims { not_before, expires: not_before.saturating_add(DAY), ..claims(holder, index) };
    UnverifiedPass::decode_pass(&key.issue(&claims)).expect("a pass")
}

fn look(trust: &TrustStore, passes: &[UnverifiedPass], planned: u64, seed: u64) -> Renewal {
    Renewal::of(trust, passes, at(planned), None, at(NOW), seed)
}

fn trust_withdrawing(authority: &Authority, from: u64) -> TrustStore {
    let mut trust = authority.trust();
    assert_eq!(authority.withdraw(&mut trust, NOW - 60, authority.phones.kid(), at(from)), Outcome::Taken);
    trust
}

#[test]
fn good_passes_leave_the_plan_alone() {
    let (authority, holder) = (Authority::default(), HolderPair::ed25519(50));
    let passes = [pass(&authority.phones, &holder, -3_600, 3), pass(&authority.phones, &holder, -2 * DAY as i64, 999)];
    let renewal = look(&authority.trust(), &passes, NOW + 5 * DAY, 1);
    assert_eq!(renewal.standings, [Standing::Good, Standing::Ended]);
    assert_eq!(renewal.at, at(NOW + 5 * DAY));
}

#[test]
fn passes_of_a_withdrawn_key_are_renewed_within_a_quarter_of_an_hour_and_spread_out() {
    let (authority, holder) = (Authority::default(), HolderPair::ed25519(50));
    let trust = trust_withdrawing(&authority, NOW - 60);
    let passes = [pass(&authority.phones, &holder, -3_600, 3)];
    let mut minutes = [0_u32; 15];
    for seed in 0..1_500 {
        let renewal = look(&trust, &passes, NOW + 5 * DAY, seed);
        assert_eq!(renewal.standings, [Standing::Withdrawn(at(NOW - 60))]);
        let minute = renewal.at.seconds_since(at(NOW)) / 60;
        minutes[usize::try_from(minute).expect("small")] += 1;
    }
    assert!(minutes.iter().all(|phones| (60..140).contains(phones)), "{minutes:?}");
    assert_eq!(look(&trust, &passes, NOW, 7).at, at(NOW), "a plan that is due stays due");
}

#[test]
fn passes_that_will_be_refused_are_renewed_before_that() {
    let (authority, holder) = (Authority::default(), HolderPair::ed25519(50));
    let trust = trust_withdrawing(&authority, NOW + 8 * 3_600);
    let passes = [pass(&authority.phones, &holder, -3_600, 3)];
    let times: Vec<u64> = (0..500).map(|seed| look(&trust, &passes, NOW + 5 * DAY, seed).at.seconds() - NOW).collect();
    assert!(times.iter().all(|seconds| *seconds < 6 * 3_600), "a quarter of the time is left");
    assert!(times.iter().any(|seconds| *seconds < 3_600) && times.iter().any(|seconds| *seconds > 5 * 3_600));
    // One that ends before its key is refused needs no other, and one that begins later can wait until then.
    let later = trust_withdrawing(&authority, NOW + 2 * DAY);
    assert_eq!(look(&later, &passes, NOW + 5 * DAY, 1).standings, [Standing::Good]);
    let tomorrow = [pass(&authority.phones, &holder, DAY as i64, 3)];
    let renewal = look(&trust, &tomorrow, NOW + 5 * DAY, 4);
    assert!(renewal.at < at(NOW + DAY));
    let looks_again = Renewal::of(&trust, &tomorrow, renewal.at, renewal.asked, at(NOW + 600), 4);
    assert!(looks_again.at <= renewal.at, "a later look does not put it off");
}

#[test]
fn a_key_that_left_the_list_and_a_revocation_are_seen() {
    let (authority, holder) = (Authority::default(), HolderPair::ed25519(50));
    let trust = authority.trust();
    let gone = pass(&Signer::new(77), &holder, -3_600, 3);
    let revoked = pass(&authority.phones, &holder, -3_600, 999);
    let renewal = look(&trust, &[gone, revoked], NOW + 5 * DAY, 1);
    assert_eq!(renewal.standings, [Standing::KeyGone, Standing::Revoked]);
    assert!(renewal.at < at(NOW + 900));
    // Old data may not know a new key: that is no reason to ask.
    let unheard_of = pass(&Signer::new(77), &holder, DAY as i64, 3);
    let late = Renewal::of(&trust, &[unheard_of], at(NOW + 5 * DAY), None, at(NOW + 82_900), 1);
    assert_eq!((late.standings, late.at), (vec![Standing::Good], at(NOW + 5 * DAY)));
}

/// What a phone remembers between two looks, as it is stored.
struct Stored {
    planned: u64,
    asked: Option<String>,
}

/// A phone that looks every ten minutes, restarted each time, and asks when it is due. Each answer brings what `answer`
/// says, and the next plan five days later. Returns the times at which it asked, in seconds since the beginning.
fn ask(
    trust: &TrustStore,
    days: u64,
    seed: u64,
    mut passes: Vec<UnverifiedPass>,
    mut answer: impl FnMut(u64) -> Option<Vec<UnverifiedPass>>,
) -> Vec<u64> {
    let mut stored = Stored { planned: NOW + 5 * DAY, asked: None };
    let mut asked = Vec::new();
    for now in (NOW..NOW + days * DAY).step_by(600) {
        let last = stored.asked.as_deref().map(|text| Asked::parse(text).expect("what was stored"));
        let renewal = Renewal::of(trust, &passes, at(stored.planned), last, at(now), seed);
        stored = Stored { planned: renewal.at.seconds(), asked: renewal.asked.map(|asked| asked.to_string()) };
        if renewal.at <= at(now) {
            asked.push(now - NOW);
            stored.planned = now + 5 * DAY;
            passes = answer(now).unwrap_or(passes);
        }
    }
    asked
}

/// Trust data that does not age within a test, in which index 999 is revoked today.
fn revoking() -> (Authority, HolderPair, TrustStore) {
    let authority = Authority::default();
    let trust = authority.trust();
    (authority, HolderPair::ed25519(50), trust)
}

fn revoked_for_weeks(key: &Signer, holder: &HolderPair) -> UnverifiedPass {
    let not_before = at(NOW - 3_600);
    let claims = PassClaims { not_before, expires: not_before.saturating_add(90 * DAY), ..claims(holder, 999) };
    UnverifiedPass::decode_pass(&key.issue(&claims)).expect("a pass")
}

#[test]
fn a_phone_whose_passes_stay_revoked_asks_again_with_growing_pauses_up_to_a_day() {
    let (authority, holder, trust) = revoking();
    for seed in 0..20 {
        let passes = vec![revoked_for_weeks(&authority.phones, &holder)];
        let asked = ask(&trust, 30, seed, passes, |_| None);
        let pauses: Vec<u64> = asked.windows(2).map(|two| two[1] - two[0]).collect();
        assert!(asked[0] <= 900 + 600, "at once, and spread out: {asked:?}");
        assert!(pauses.windows(2).take(5).all(|two| two[1] > two[0]), "each is longer: {pauses:?}");
        assert!(pauses.iter().all(|pause| (1_350..=108_000 + 600).contains(pause)), "{pauses:?}");
        assert!(asked.iter().filter(|time| **time < DAY).count() <= 7, "{asked:?}");
        assert!(asked.iter().filter(|time| **time >= 3 * DAY).count() <= 27 * 4 / 3, "about once a day: {asked:?}");
    }
    let first_day = |seed| ask(&trust, 1, seed, vec![revoked_for_weeks(&authority.phones, &holder)], |_| None);
    assert!((1..20).any(|seed| first_day(seed) != first_day(0)), "not all phones at once");
}

#[test]
fn another_answer_begins_anew_and_a_good_one_ends_it() {
    let (authority, holder, trust) = revoking();
    let revoked = || vec![revoked_for_weeks(&authority.phones, &holder)];
    // With new evidence there are other passes, which are revoked as well.
    let with_evidence = || {
        let evidence = EvidenceSet::new([Evidence::Recovery { date: CivilDate::from_days(20_777).expect("a date") }]);
        let claims =
            PassClaims { expires: at(NOW + 90 * DAY), evidence: evidence.expect("evidence"), ..claims(&holder, 999) };
        vec![UnverifiedPass::decode_pass(&authority.phones.issue(&claims)).expect("a pass")]
    };
    let mut answers = 0;
    let asked = ask(&trust, 10, 3, revoked(), |_| {
        answers += 1;
        (answers == 8).then(with_evidence)
    });
    let pauses: Vec<u64> = asked.windows(2).map(|two| two[1] - two[0]).collect();
    assert!(pauses[6] > 40_000 && pauses[7] <= 900 + 600 && pauses[8] < 3_000, "{pauses:?}");
    // Whoever was reinstated has another number.
    let mut answers = 0;
    let reinstated = pass(&authority.phones, &holder, -3_600, 4);
    let asked = ask(&trust, 4, 3, revoked(), |_| {
        answers += 1;
        (answers == 3).then(|| vec![reinstated.clone()])
    });
    assert_eq!(asked.len(), 3, "then it is good: {asked:?}");
}

#[test]
fn a_pass_of_another_day_is_no_news() {
    let (authority, holder, trust) = revoking();
    let of_day = |ahead: u64| {
        let not_before = at(NOW - 3_600);
        let expires = not_before.saturating_add(20 * DAY + ahead);
        let claims = PassClaims { not_before, expires, ..claims(&HolderPair::ed25519(60), 999) };
        UnverifiedPass::decode_pass(&authority.phones.issue(&claims)).expect("a pass")
    };
    let first = vec![of_day(0), revoked_for_weeks(&authority.phones, &holder)];
    let asked = ask(&trust, 8, 5, first, |now| Some(vec![of_day(now - NOW)]));
    assert!(asked.len() < 16, "{asked:?}");
}

#[test]
fn what_is_stored_reads_back_and_nothing_else_does() {
    let (authority, holder, trust) = revoking();
    let renewal = look(&trust, &[revoked_for_weeks(&authority.phones, &holder)], NOW + 5 * DAY, 1);
    let asked = renewal.asked.expect("something to remember");
    let text = asked.to_string();
    assert_eq!(Asked::parse(&text), Some(asked));
    let refused = [&text[1..], &format!("{text}-1"), "", "0011-1-1", "+011223344556677-1-1", "00112233445566ff-1-x"];
    for refused in refused {
        assert_eq!(Asked::parse(refused), None, "{refused}");
    }
}
