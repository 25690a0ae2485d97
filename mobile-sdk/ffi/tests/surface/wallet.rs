use std::sync::Arc;

use haetae_core::{PassClaims, Scanner, UnixTime, pass_text};
use haetae_ffi::{
    Choice, ClockState, CodeKind, Contact, CoreError, CorePhoneClock, CorePhoneTime, CoreScanner, CoreWallet, Due,
    Moment, NoOutlook, Outlook, OwnPass, PolicyAnswer, Standing, TimeTrust, Verdict, challenge_text, code_kind,
    holder_keys_digest, inspect, is_challenge, presentation, qr, to_be_signed,
};
use haetae_testkit::authority::{Authority, DAY, NOW, at, claims};
use haetae_testkit::phone::HolderPair;
use haetae_testkit::vectors::{bytes, json};

use crate::vectors::{list, number};

const TODAY: &str = "2026-12-13";

fn seconds(time: u64) -> i64 {
    time.cast_signed()
}

/// A scanner that trusts what the authority has published.
pub(crate) fn door(authority: &Authority) -> Arc<CoreScanner> {
    let roots = serde_json::to_string(&authority.roots()).expect("JSON");
    let scanner = CoreScanner::new(&roots, 7).expect("roots");
    assert_eq!(scanner.restore(authority.trust().to_snapshot()), Ok(0));
    Arc::new(scanner)
}

/// The time of a phone whose clock has just been confirmed.
pub(crate) fn confirmed(now: u64) -> Arc<CorePhoneTime> {
    let moment = Moment { wall_ms: seconds(now) * 1_000, monotonic_ms: 0 };
    let clock = CorePhoneClock::new(moment, None);
    assert_eq!(clock.learn(moment.wall_ms, moment), Contact { server_ms: moment.wall_ms, behind_ms: 0 });
    Arc::new(clock.time(moment))
}

/// The text of today's pass for a phone.
fn pass(authority: &Authority, phone: &HolderPair) -> String {
    pass_text(&authority.phones.issue(&claims(phone, 3)))
}

#[test]
fn a_phone_shows_live_codes_of_both_algorithms_that_a_door_admits() {
    let authority = Authority::default();
    for phone in [HolderPair::ed25519(50), HolderPair::p256()] {
        let (door, wallet) = (door(&authority), CoreWallet::new(0, None).expect("a time"));
        let (pass, time) = (pass(&authority, &phone), confirmed(NOW));
        assert_eq!(wallet.add(TODAY, Some(pass.clone())), Ok(true));
        let Choice::Show { day, made, next } = wallet.to_show(time) else { panic!("a pass to show") };
        assert_eq!((day.as_str(), made, next), (TODAY, seconds(NOW), seconds(NOW) + 15));

        let challenge = door.show_challenge(vec![7; 8], made).expect("a challenge");
        assert_eq!((challenge_text(vec![7; 8]), is_challenge(&challenge)), (Ok(challenge.clone()), true));
        door.require_challenge(true);
        let message = to_be_signed(&pass, made, Some(challenge.clone())).expect("a pass");
        let code = presentation(&pass, made, Some(challenge), phone.sign(&message).to_vec()).expect("a signature");
        assert_eq!((code_kind(&code), code_kind("hello")), (Some(CodeKind::Presentation), None));
        assert_eq!(qr(&code).map(|code| code.modules.len()), qr(&code).map(|code| (code.size * code.size) as usize));
        let Ok(Verdict::Admit { admission }) = door.check(&code, made) else { panic!("admitted: {code}") };
        assert_eq!((admission.warnings, admission.issuer.as_deref()), (Vec::new(), Some("Office 1")));

        let inspected = inspect(&code).expect("a pass");
        assert_eq!((inspected.presented, inspected.paper), (Some(made), false));
        assert_eq!((Some(inspected.evidence), inspected.name), (admission.evidence, admission.name));
        // Of another time or challenge the signature is wrong.
        let other = to_be_signed(&pass, made + 1, None).expect("a pass");
        let forged = presentation(&pass, made, None, phone.sign(&other).to_vec()).expect("a signature");
        door.require_challenge(false);
        assert_eq!(door.check(&forged, made).expect("a time").code(), "holder_proof_invalid");
    }
}

#[test]
fn a_wallet_says_what_to_ask_for_and_what_may_go() {
    let authority = Authority::default();
    let wallet = CoreWallet::new(seconds(NOW + 5 * DAY), None).expect("a time");
    let due = wallet.due(TODAY, 3, confirmed(NOW), false).expect("a day");
    assert_eq!(due, Due { days: ["2026-12-13", "2026-12-14", "2026-12-15"].map(str::to_owned).to_vec(), urgent: true });
    assert_eq!(wallet.to_show(confirmed(NOW)), Choice::NoPass);
    assert_eq!(wallet.covered_until(confirmed(NOW), true), None);

    assert_eq!(wallet.add(TODAY, Some(pass(&authority, &HolderPair::ed25519(50)))), Ok(true));
    assert_eq!(wallet.add("2026-12-14", Some("HT1:NO".to_owned())), Ok(false));
    let due = wallet.due(TODAY, 3, confirmed(NOW), false).expect("a day");
    assert_eq!(due, Due { days: Vec::new(), urgent: false });
    assert_eq!(wallet.due(TODAY, 2, confirmed(NOW), true).expect("a day").days, ["2026-12-14"]);
    let until = wallet.covered_until(confirmed(NOW), true).expect("a pass");
    assert_eq!(wallet.discardable(confirmed(NOW)), Vec::<String>::new());
    assert_eq!(wallet.discardable(confirmed(until.unsigned_abs())), [TODAY]);
    assert_eq!(wallet.to_show(confirmed(until.unsigned_abs())), Choice::Over);
    let Choice::NotYet { from } = wallet.to_show(confirmed(NOW - 300 * DAY)) else { panic!("it begins later") };
    assert!(from > seconds(NOW - 300 * DAY));
}

#[test]
fn a_renewal_names_the_standing_of_each_pass_and_is_remembered() {
    let authority = Authority::default();
    let wallet = CoreWallet::new(seconds(NOW + 5 * DAY), None).expect("a time");
    let phone = HolderPair::ed25519(50);
    let foreign = pass_text(&authority.training.issue(&claims(&phone, 4)));
    for text in
        [pass(&authority, &phone), pass_text(&haetae_testkit::Signer::new(77).issue(&claims(&phone, 4))), foreign]
    {
        assert_eq!(wallet.add(TODAY, Some(text)), Ok(true));
    }
    let renewal = wallet.renew(door(&authority), confirmed(NOW), 1);
    let stands = |standing| OwnPass { standing, from: None };
    assert_eq!(renewal.passes, [stands(Standing::Good), stands(Standing::KeyGone), stands(Standing::Good)]);
    assert!((seconds(NOW)..seconds(NOW) + 900).contains(&renewal.at), "{}", renewal.at);
    let asked = renewal.asked.expect("something to remember");
    let again = CoreWallet::new(renewal.at, Some(asked.clone())).expect("a time");
    assert_eq!(again.renew(door(&authority), confirmed(NOW), 1).asked, None, "it holds no pass");
    assert!(CoreWallet::new(0, Some("?".to_owned())).is_ok(), "what nobody has said counts as none");
}

#[test]
fn a_withdrawn_key_is_named_with_its_time() {
    let authority = Authority::default();
    let mut trust = authority.trust();
    let from = at(NOW + 60);
    assert_eq!(authority.withdraw(&mut trust, NOW + 1, authority.phones.kid(), from), haetae_core::Outcome::Taken);
    let scanner = door(&authority);
    assert_eq!(scanner.restore(trust.to_snapshot()), Ok(0));
    let wallet = CoreWallet::new(seconds(NOW + 5 * DAY), None).expect("a time");
    assert_eq!(wallet.add(TODAY, Some(pass(&authority, &HolderPair::ed25519(50)))), Ok(true));
    let renewal = wallet.renew(scanner, confirmed(NOW + 1), 1);
    assert_eq!(renewal.passes, [OwnPass { standing: Standing::Withdrawn, from: Some(seconds(NOW + 60)) }]);
}

#[test]
fn a_phone_clock_is_corrected_and_says_how_much_it_knows() {
    let moment = |wall_ms, monotonic_ms| Moment { wall_ms, monotonic_ms };
    let clock = CorePhoneClock::new(moment(1_000_000, 500_000), None);
    let time = clock.time(moment(1_000_500, 500_500));
    assert_eq!((time.now_ms(), time.now(), time.trust()), (1_000_500, 1_000, TimeTrust::Unconfirmed));
    assert_eq!(
        clock.learn(1_600_250, moment(1_000_000, 500_000)),
        Contact { server_ms: 1_600_250, behind_ms: 600_250 }
    );
    let time = clock.time(moment(1_060_000, 560_000));
    assert_eq!((time.now_ms(), time.trust(), time.state()), (1_660_250, TimeTrust::Confirmed, ClockState::Corrected));
    assert_eq!((time.behind_ms(), time.correction_ms()), (Some(600_250), 600_250));
    assert_eq!((time.earliest_ms(), time.certain()), (Some(1_660_250), 1_660));
    let kept = Contact { server_ms: 10_600_000, behind_ms: 0 };
    let again = CorePhoneClock::new(moment(6_400_000, 0), Some(kept)).time(moment(6_400_000, 0));
    assert_eq!(
        (again.now_ms(), again.trust(), again.state()),
        (10_600_000, TimeTrust::Estimated, ClockState::Estimated)
    );
    assert_eq!(again.earliest_ms(), None);
}

#[test]
fn an_estimated_time_is_taken_where_no_pass_is_valid_by_a_clock_that_was_moved() {
    let authority = Authority::default();
    let wallet = CoreWallet::new(0, None).expect("a time");
    assert_eq!(wallet.add(TODAY, Some(pass(&authority, &HolderPair::ed25519(50)))), Ok(true));
    let moment = |now: u64| Moment { wall_ms: seconds(now) * 1_000, monotonic_ms: 0 };
    let clock = CorePhoneClock::new(moment(NOW), None);
    clock.learn(seconds(NOW) * 1_000, moment(NOW));
    let moved = Arc::new(clock.time(moment(NOW + 40 * DAY)));
    assert_eq!(moved.trust(), TimeTrust::Disturbed);
    let shown = wallet.time_to_show(moved);
    assert_eq!((shown.now(), shown.trust()), (seconds(NOW), TimeTrust::Estimated));
}

#[test]
fn the_digest_of_holder_keys_is_that_of_the_service() {
    let key = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#.to_owned();
    let digest = Ok("5GQG7i4RmqS2W4JorB88DmlQxBXQz4UTEQsalAlc1xc".to_owned());
    assert_eq!(holder_keys_digest(vec![key.clone()]), digest);
    let other = HolderPair::p256().jwk().to_string();
    let [one, two] = [[key.clone(), other.clone()], [other, key]].map(|keys| holder_keys_digest(keys.to_vec()));
    assert!(one.is_ok() && one == two && one != digest);
}

/// By the policies of the vectors, whatever they are: what a wallet says is what the core's says.
#[test]
fn an_outlook_says_what_the_core_says() {
    let authority = Authority::default();
    let wallet = CoreWallet::new(0, None).expect("a time");
    let no_rules = Outlook::Unknown { why: NoOutlook::NoRules };
    assert_eq!(wallet.outlook(door(&authority), confirmed(NOW)), no_rules);

    let (file, mut known, mut answers) = (json("rules.json"), 0, [0; 4]);
    for scanner in list(&file["checks"]).filter(|scanner| scanner["outcome"].as_str().unwrap_or("taken") == "taken") {
        let trusting = Arc::new(crate::vectors::scanner(&scanner["roots"]));
        trusting.bundle_arrived(bytes(&scanner["bundle"]));
        let mut core = Scanner::new(serde_json::from_value(scanner["roots"].clone()).expect("roots"), 1);
        core.bundle_arrived(&bytes(&scanner["bundle"]));
        let Some(case) = scanner["cases"].get(0) else { continue };
        let now = number(&case["now"]).unsigned_abs();
        let begins = UnixTime::saturating_new(now - 60);
        let of = claims(&HolderPair::ed25519(50), 3);
        let text = pass_text(&authority.phones.issue(&PassClaims {
            not_before: begins,
            expires: begins.saturating_add(DAY),
            ..of
        }));
        let (wallet, mut core_wallet) = (CoreWallet::new(0, None).expect("a time"), haetae_core::Wallet::new(at(0)));
        assert_eq!(wallet.add(TODAY, Some(text.clone())), Ok(true));
        core_wallet.add_pass(haetae_core::CivilDate::MIN, &text).expect("a pass");
        let moment = haetae_core::Moment { wall: seconds(now) * 1_000, monotonic: 0 };
        let mut clock = haetae_core::PhoneClock::new(moment, None);
        clock.learn(moment.wall, moment);
        let should = core_wallet.outlook(core.store(), &clock.time(moment));
        let is = wallet.outlook(trusting, confirmed(now));
        match (&is, &should) {
            (Outlook::Known { policies, .. }, Ok(should)) => {
                known += 1;
                assert_eq!(policies.len(), should.policies.len());
                for (is, should) in policies.iter().zip(&should.policies) {
                    assert_eq!((&is.id, is.asked), (&should.id, seconds(should.asked.seconds())));
                    assert_eq!(is.good.is_some(), should.good.is_some());
                    let (code, number) = match &is.answer {
                        PolicyAnswer::Met => ("met", 0),
                        PolicyAnswer::Missing => ("rules_missing", 1),
                        PolicyAnswer::Failed { .. } => ("rule_failed", 2),
                        PolicyAnswer::NotMet { .. } => ("policy_not_met", 3),
                    };
                    assert_eq!(code, should.answer.code());
                    answers[number] += 1;
                }
            }
            (Outlook::Unknown { .. }, Err(_)) => {}
            _ => panic!("{is:?}, not {should:?}"),
        }
    }
    assert!(known > 0 && answers[0] > 0 && answers[3] > 0, "{known} outlooks, {answers:?}");
}

#[test]
fn what_cannot_be_presented_is_refused() {
    let authority = Authority::default();
    let phone = HolderPair::ed25519(50);
    let paper = pass_text(&authority.paper.issue(&PassClaims { holder_key: None, ..claims(&phone, 3) }));
    let live = phone.present(&pass(&authority, &phone), at(NOW), None);
    for (text, why) in
        [("HT1:NO", "it cannot be read"), (&paper, "it has no holder key"), (&live, "it is a presentation already")]
    {
        assert_eq!(to_be_signed(text, seconds(NOW), None), Err(CoreError::Pass(why.to_owned())));
    }
    let pass = pass(&authority, &phone);
    assert_eq!(to_be_signed(&pass, seconds(NOW), Some("HQ1:".to_owned())), Err(CoreError::Challenge));
    assert_eq!(presentation(&pass, seconds(NOW), None, vec![0; 63]), Err(CoreError::Signature(63)));
    assert_eq!(presentation(&pass, -1, None, vec![0; 64]), Err(CoreError::Time(-1)));
}
