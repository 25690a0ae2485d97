//! Where a phone's pass is good, by the Korean policies of the winter of 2021 (`rules.json`).

use haetae_core::*;
use haetae_testkit::Signer;
use haetae_testkit::authority::{Authority, DAY, NOW, at, claims};
use haetae_testkit::phone::HolderPair;
use haetae_testkit::vectors;
use serde_json::Value;

/// 31 December 2021, noon in Seoul.
const EVE: u64 = 1_640_919_600;
/// 3 January 2022, midnight in Seoul.
const SWITCH: u64 = 1_641_135_600;

/// What a phone holds that took the bundle of this scanner of the vectors.
fn trust_of(scanner: &str) -> TrustStore {
    let json = vectors::json("rules.json");
    let named = |json: &&Value| json["name"] == scanner;
    let scanner = json["checks"].as_array().expect("scanners").iter().find(named).expect("the scanner").clone();
    let mut trust = TrustStore::new(serde_json::from_value(scanner["roots"].clone()).expect("roots"));
    assert_eq!(trust.take_bundle(&vectors::bytes(&scanner["bundle"])), Outcome::Taken);
    trust
}

fn evidence(json: &str) -> EvidenceSet {
    EvidenceSet::new(serde_json::from_str::<Vec<Evidence>>(json).expect("evidence")).expect("evidence")
}

/// Two doses, the second on 6 July 2021: 180 days later is 2 January 2022.
fn second_dose() -> EvidenceSet {
    evidence(r#"[{"kind":"vaccination","doses":2,"date":"2021-07-06","product":"BNT162B2"}]"#)
}

/// A day's pass with this evidence that begins at a time.
fn pass(evidence: &EvidenceSet, from: u64) -> String {
    let (not_before, expires) = (at(from), at(from + DAY));
    let of = claims(&HolderPair::ed25519(50), 3);
    pass_text(&Signer::new(2).issue(&PassClaims { not_before, expires, evidence: evidence.clone(), ..of }))
}

/// A wallet that holds passes with this evidence, each of which begins at a time.
fn wallet(passes: &[(&EvidenceSet, u64)]) -> Wallet {
    let mut wallet = Wallet::new(at(EVE + 5 * DAY));
    for (evidence, from) in passes {
        wallet.add_pass(CivilDate::MIN, &pass(evidence, *from)).expect("a pass");
    }
    wallet
}

/// The time of a phone that has just learned the service's.
fn confirmed(now: u64) -> PhoneTime {
    let wall = i64::try_from(now).expect("small") * 1_000;
    let moment = Moment { wall, monotonic: 0 };
    let mut clock = PhoneClock::new(moment, None);
    clock.learn(wall, moment);
    clock.time(moment)
}

/// The eve as a phone knows it whose clock is behind by so many milliseconds.
fn known_by(trust: TimeTrust, behind: i64) -> PhoneTime {
    let mut time = confirmed(EVE);
    (time.trust, time.behind) = (trust, Some(behind));
    time
}

/// A time in which a policy is met: its beginning, its end, and why it ends.
type Span = (u64, Option<u64>, &'static str);

/// What is said of a policy: its answer, and of the time in which it is met the beginning, the end and why.
fn said(outlook: &Outlook, id: &str) -> (&'static str, Option<Span>) {
    let policy = outlook.policies.iter().find(|policy| policy.id == id).expect("the policy");
    let good = policy.good.as_ref().map(|good| match &good.end {
        GoodEnd::NotInSight => (good.from.seconds(), None, "no end in sight"),
        GoodEnd::Rules { at, after } => (good.from.seconds(), Some(at.seconds()), after.code()),
        GoodEnd::Pass { at } => (good.from.seconds(), Some(at.seconds()), "the pass ends"),
    });
    (policy.answer.code(), good)
}

#[test]
fn a_second_dose_is_good_until_the_stricter_policy_begins_and_its_owner_is_reminded_a_week_before() {
    let trust = trust_of("korea-2021");
    let wallet_at = |now| wallet(&[(&second_dose(), now)]).outlook(&trust, &confirmed(now)).expect("an outlook");
    let outlook = wallet_at(EVE);
    let ids: Vec<&str> = outlook.policies.iter().map(|policy| policy.id.as_str()).collect();
    assert_eq!(ids, ["restaurant", "gym", "large-store"], "each once, in the order of the file");
    assert_eq!(said(&outlook, "restaurant"), ("met", Some((EVE, Some(SWITCH), "policy_not_met"))));
    let [restaurant, _, store] = outlook.policies.as_slice() else { panic!("three") };
    assert_eq!(restaurant.name.get("ko"), Some("식당·카페"));
    assert_eq!((restaurant.asked, restaurant.begins), (at(EVE), None));
    let Some(Good { end: GoodEnd::Rules { after: PolicyAnswer::NotMet(unmet), .. }, .. }) = &restaurant.good else {
        panic!("it ends")
    };
    assert!(unmet.messages.iter().any(|message| message.rule == "KR-VR-180"), "in the rules' own words");
    // Department stores begin a week later, and then two doses are too old.
    let begins = at(SWITCH + 7 * DAY);
    assert_eq!((store.asked, store.begins), (begins, Some(begins)));
    assert_eq!(said(&outlook, "large-store"), ("policy_not_met", None));
    assert_eq!(restaurant.ends_soon(outlook.now), Some(at(SWITCH)));
    assert_eq!(store.ends_soon(outlook.now), None);
    let soon = |now: u64| wallet_at(now).policies[0].ends_soon(at(now));
    assert_eq!([soon(SWITCH - 7 * DAY - 1), soon(SWITCH - 7 * DAY)], [None, Some(at(SWITCH))]);
    assert_eq!([soon(SWITCH - 1), soon(SWITCH)], [Some(at(SWITCH)), None]);
    assert_eq!(said(&wallet_at(SWITCH), "restaurant"), ("policy_not_met", None));
}

#[test]
fn a_fresh_second_dose_is_good_from_the_fourteenth_day_and_a_third_at_once() {
    let trust = trust_of("korea-2021");
    let fresh = evidence(r#"[{"kind":"vaccination","doses":2,"date":"2021-12-25","product":"BNT162B2"}]"#);
    let outlook = wallet(&[(&fresh, EVE)]).outlook(&trust, &confirmed(EVE)).expect("an outlook");
    let fourteenth = 1_641_567_600;
    assert_eq!(said(&outlook, "gym"), ("policy_not_met", Some((fourteenth, None, "no end in sight"))));
    let third = evidence(r#"[{"kind":"vaccination","doses":3,"date":"2021-12-31","product":"BNT162B2"}]"#);
    let outlook = wallet(&[(&third, EVE)]).outlook(&trust, &confirmed(EVE)).expect("an outlook");
    assert_eq!(said(&outlook, "gym"), ("met", Some((EVE, None, "no end in sight"))));
}

#[test]
fn the_newest_pass_that_scanners_accept_counts() {
    let trust = trust_of("korea-2021");
    let third = evidence(r#"[{"kind":"vaccination","doses":3,"date":"2021-12-31","product":"BNT162B2"}]"#);
    let passes = [(&third, EVE + 3_600), (&second_dose(), EVE)];
    let outlook = wallet(&passes).outlook(&trust, &confirmed(EVE)).expect("an outlook");
    assert_eq!(said(&outlook, "restaurant").1, Some((EVE, None, "no end in sight")), "it has not begun");
    // By data so new that it would name their key, scanners refuse them.
    let now = trust.floor().seconds();
    let mut refused = wallet(&[(&third, now), (&second_dose(), now)]);
    assert!(refused.outlook(&trust, &confirmed(now)).is_ok(), "nobody has looked yet");
    assert_eq!(refused.renew(&trust, at(now), 7).standings, [Standing::KeyGone, Standing::KeyGone]);
    assert_eq!(refused.outlook(&trust, &confirmed(now)), Err(NoOutlook::Refused));
    let over = wallet(&[(&third, EVE - DAY)]);
    assert_eq!(over.outlook(&trust, &confirmed(EVE)), Err(NoOutlook::NoPass));
    assert_eq!(Wallet::new(at(0)).outlook(&trust, &confirmed(EVE)), Err(NoOutlook::NoPass));
}

#[test]
fn what_a_phone_cannot_know_it_does_not_say() {
    let (trust, dose) = (trust_of("korea-2021"), second_dose());
    let outlook = |trust: &TrustStore, time: &PhoneTime| {
        wallet(&[(&dose, time.time().seconds())]).outlook(trust, time).map(|outlook| outlook.now.seconds())
    };
    assert_eq!(outlook(&trust, &confirmed(EVE)), Ok(EVE));
    let doubtful = known_by(TimeTrust::Disturbed, 3_600_000);
    assert_eq!(outlook(&trust, &doubtful), Err(NoOutlook::Clock));
    let estimated = known_by(TimeTrust::Estimated, 0);
    assert_eq!(outlook(&trust, &estimated), Err(NoOutlook::Clock));
    let corrected = known_by(TimeTrust::Confirmed, 3_600_000);
    assert_eq!(outlook(&trust, &corrected), Ok(EVE), "it is wrong, and known by how much");
    let manifest = trust.manifest().expect("a manifest");
    let (floor, expires) = (trust.floor().seconds(), manifest.expires.seconds());
    assert_eq!(outlook(&trust, &confirmed(floor - CLOCK_BEHIND_SECONDS - 1)), Err(NoOutlook::Clock));
    assert_eq!(outlook(&trust, &confirmed(floor - CLOCK_BEHIND_SECONDS)), Ok(floor - CLOCK_BEHIND_SECONDS));
    assert_eq!(outlook(&trust, &confirmed(expires - 1)), Ok(expires - 1));
    assert_eq!(outlook(&trust, &confirmed(expires)), Err(NoOutlook::Outdated));
    let none = Authority::default();
    assert_eq!(outlook(&none.trust(), &confirmed(NOW)), Err(NoOutlook::NoRules));
    assert_eq!(outlook(&none.bare_trust(), &confirmed(NOW)), Err(NoOutlook::NoRules));
    let now_of = |trust: &TrustStore| confirmed(trust.floor().seconds());
    let empty = trust_of("no-policies");
    assert_eq!(outlook(&empty, &now_of(&empty)), Err(NoOutlook::NoRules));
    let newer = trust_of("file-level-2");
    assert_eq!(outlook(&newer, &now_of(&newer)), Err(NoOutlook::Unreadable));
}

#[test]
fn a_paper_pass_is_good_within_its_own_time_and_stands_as_a_door_would_judge_it() {
    let trust = trust_of("korea-2021");
    let paper = |from: u64, until: u64| {
        let of = claims(&HolderPair::ed25519(50), 3);
        let (not_before, expires) = (at(from), at(until));
        let claims = PassClaims { not_before, expires, holder_key: None, evidence: second_dose(), ..of };
        UnverifiedPass::parse(&pass_text(&Signer::new(3).issue(&claims))).expect("a pass")
    };
    let outlook = |pass: &UnverifiedPass, standing| Outlook::of_paper(&trust, pass, standing, &confirmed(EVE));
    let good = |from, until| outlook(&paper(from, until), PaperStanding::Good).expect("an outlook");
    let ends = good(EVE - DAY, SWITCH - 3_600);
    assert_eq!(said(&ends, "gym"), ("met", Some((EVE, Some(SWITCH - 3_600), "the pass ends"))));
    assert_eq!(ends.policies.len(), 2, "department stores begin when it is over");
    assert!(ends.policies.iter().all(|policy| policy.ends_soon(at(EVE)).is_none()), "its end stands on it");
    assert_eq!(said(&good(EVE - DAY, SWITCH), "gym").1, Some((EVE, Some(SWITCH), "the pass ends")));
    let switched = good(EVE - DAY, SWITCH + 1);
    assert_eq!(said(&switched, "gym"), ("met", Some((EVE, Some(SWITCH), "policy_not_met"))));
    let later = outlook(&paper(EVE + 3_600, SWITCH), PaperStanding::NotYet).expect("an outlook");
    assert_eq!(said(&later, "gym").1, Some((EVE + 3_600, Some(SWITCH), "the pass ends")));
    assert_eq!((later.policies[0].asked, later.policies[0].begins), (at(EVE + 3_600), None));
    let lasting = good(EVE - DAY, EVE + 200 * DAY);
    assert_eq!(said(&lasting, "gym").1, Some((EVE, Some(SWITCH), "policy_not_met")));
    let of = paper(EVE - DAY, SWITCH);
    assert_eq!(outlook(&of, PaperStanding::Expired), Err(NoOutlook::NoPass));
    for refused in [PaperStanding::Revoked, PaperStanding::Replaced, PaperStanding::NotGenuine] {
        assert_eq!(outlook(&of, refused), Err(NoOutlook::Refused));
    }
    assert!(outlook(&of, PaperStanding::Unchecked).is_ok(), "it can be shown");
}
