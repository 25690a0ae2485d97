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
    Renewal::of(trust, passes, at(planned), at(NOW), seed)
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
    let looks_again = Renewal::of(&trust, &tomorrow, renewal.at, at(NOW + 600), 4);
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
    let late = Renewal::of(&trust, &[unheard_of], at(NOW + 5 * DAY), at(NOW + 82_900), 1);
    assert_eq!((late.standings, late.at), (vec![Standing::Good], at(NOW + 5 * DAY)));
}
