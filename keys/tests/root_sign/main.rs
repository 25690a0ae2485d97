//! Requests, what custodians see of them, their answers, and the list that results.

mod roots;
mod signing_record;
mod transcript;

use std::fs;

use haetae_core::{Outcome, PublicKey, Role, RootSet, TrustList, TrustStore, TrustedKey};
use haetae_keys::ceremony::{BadChange, Request, RequestError};

use roots::{FIRST, Roots, list, phone_key, printed, public, signed, status_key};

#[test]
fn two_of_three_custodians_sign_the_first_list_and_its_follower() {
    let roots = Roots::new();
    let first = list(1, 2_000, roots.set(), [status_key(9, 5_000)]);
    let confirm = roots.request(&Request::new(first.clone(), None).unwrap());
    for number in [1, 3] {
        let answer = roots.sign(number, &[&["--confirm", &confirm], &FIRST[..]].concat());
        assert!(answer.status.success(), "{}", printed(&answer));
        assert!(printed(&answer).contains("THE FIRST LIST: version 1"), "{}", printed(&answer));
    }
    let combined = roots.combine(&[3, 1], "trust-list-1");
    assert!(combined.status.success(), "{}", printed(&combined));
    let mut scanner = TrustStore::new(roots.set());
    let first_signed = fs::read(roots.path("trust-list-1")).unwrap();
    assert_eq!(scanner.take_trust_list(&first_signed), Outcome::Taken);

    let next = list(2, 3_000, roots.set(), [status_key(9, 4_000), phone_key(8, 100_800)]);
    let confirm = roots.request(&Request::new(next, Some(first_signed)).unwrap());
    for number in [1, 3] {
        fs::remove_file(roots.path(&format!("answer-{number}.json"))).unwrap();
        let answer = roots.sign(number, &["--confirm", &confirm.to_lowercase().replace('-', "")]);
        for words in ["Version 2, after version 1", "ends 1970-01-01T01:06Z (4000), earlier", "issuer \"Test issuer\""]
        {
            assert!(printed(&answer).contains(words), "{words}: {}", printed(&answer));
        }
    }
    assert!(roots.combine(&[1, 3], "trust-list-2").status.success());
    assert_eq!(scanner.take_trust_list(&fs::read(roots.path("trust-list-2")).unwrap()), Outcome::Taken);
}

#[test]
fn nothing_is_signed_without_consent() {
    let roots = Roots::new();
    let request = Request::new(list(1, 2_000, roots.set(), []), None).unwrap();
    let (confirm, sha256) = (roots.request(&request), request.sha256());
    let other = Request::new(list(1, 2_001, roots.set(), []), None).unwrap().confirmation().to_string();
    fs::write(roots.path("other.json"), serde_json::to_vec(&RootSet::new(1, [public(1)]).unwrap()).unwrap()).unwrap();
    let confirmed =
        |text: &str| [&FIRST[..], &["--confirm", text]].concat().iter().map(|&part| part.to_owned()).collect();
    let cases: [(Vec<String>, &str); 7] = [
        (vec![], "follows no earlier trust list"),
        (
            ["--confirm", &confirm, "--first", "other.json"].map(str::to_owned).into(),
            "not the root set that the request brings",
        ),
        (FIRST.map(str::to_owned).into(), "has 20 characters"),
        (confirmed(&sha256[..8]), "The first characters of a SHA-256 confirm nothing any more"),
        (confirmed(&sha256), "The first characters of a SHA-256 confirm nothing any more"),
        (confirmed(&confirm[..22]), "and this has 19"),
        (confirmed(&other), "is not the confirmation of this request"),
    ];
    for (more, words) in cases {
        let more: Vec<&str> = more.iter().map(String::as_str).collect();
        let answer = roots.sign(1, &more);
        assert!(!answer.status.success() && printed(&answer).contains(words), "{more:?}: {}", printed(&answer));
    }
    assert!(!roots.path("answer-1.json").exists());
}

#[test]
fn a_request_that_is_changed_in_one_byte_is_refused() {
    let roots = Roots::new();
    let request = Request::new(list(1, 2_000, roots.set(), []), None).unwrap();
    let confirm = roots.request(&request);
    for place in (0..request.bytes().len()).step_by(37) {
        let mut changed = request.bytes().to_vec();
        changed[place] ^= 1;
        fs::write(roots.path("request.json"), changed).unwrap();
        let answer = roots.sign(1, &[&["--confirm", &confirm], &FIRST[..]].concat());
        assert!(!answer.status.success(), "byte {place}: {}", printed(&answer));
    }
    // One that is a request too, in a second that another list is issued.
    roots.request(&Request::new(list(1, 2_001, roots.set(), []), None).unwrap());
    let answer = roots.sign(1, &[&["--confirm", &confirm], &FIRST[..]].concat());
    assert!(printed(&answer).contains("is not the confirmation of this request"), "{}", printed(&answer));
    assert!(!roots.path("answer-1.json").exists());
}

#[test]
fn too_few_wrong_and_foreign_answers_make_no_list() {
    let roots = Roots::new();
    let request = Request::new(list(1, 2_000, roots.set(), []), None).unwrap();
    let confirm = roots.request(&request);
    for number in 1..=2 {
        assert!(roots.sign(number, &[&["--confirm", &confirm], &FIRST[..]].concat()).status.success());
    }
    let good = fs::read_to_string(roots.path("answer-2.json")).unwrap();
    let refused = |answer: &str, numbers: &[usize], words: &str| {
        fs::write(roots.path("answer-2.json"), answer).unwrap();
        let combined = roots.combine(numbers, "trust-list");
        assert!(!combined.status.success() && printed(&combined).contains(words), "{words}: {}", printed(&combined));
        assert!(!roots.path("trust-list").exists());
    };
    refused(&good, &[2], "1 of the present roots signed, and 2 must");
    refused(&good, &[2, 2], "answers twice");
    refused(&good.replace(&request.sha256(), &"0".repeat(64)), &[1, 2], "answers another request");
    let place = good.find("\"signature\": \"").unwrap() + 14;
    let wrong = if &good[place..=place] == "A" { "B" } else { "A" };
    refused(&format!("{}{wrong}{}", &good[..place], &good[place + 1..]), &[1, 2], "is wrong");
    let at = good.find("\"at\": ").unwrap() + 6;
    refused(&format!("{}1{}", &good[..at], &good[at..]), &[1, 2], "the statement of the root");
    refused("{}", &[1, 2], "not an answer");
    fs::write(roots.path("answer-2.json"), &good).unwrap();
    assert!(roots.combine(&[1, 2], "trust-list").status.success());
    assert!(!roots.combine(&[1, 2], "trust-list").status.success(), "a list is not overwritten");
}

#[test]
fn a_change_that_breaks_a_rule_is_refused() {
    let roots = RootSet::new(1, [public(1)]).unwrap();
    let keys = || [status_key(9, 5_000), phone_key(8, 100_800)];
    let previous = signed(&list(5, 2_000, roots.clone(), keys()), 1);
    let refusal = |next: TrustList| match Request::new(next, Some(previous.clone())) {
        Err(RequestError::Change(change)) => Some(change),
        Err(other) => panic!("{other}"),
        Ok(_) => None,
    };
    let of = |keys: Vec<TrustedKey>| list(6, 2_000, roots.clone(), keys);
    let kid = |seed| public(seed).kid();
    assert_eq!(refusal(of(keys().into())), None);
    assert_eq!(refusal(of(vec![status_key(9, 4_999)])), None);
    let version = |next| Some(BadChange::Version { previous: 5, next });
    assert_eq!(refusal(list(5, 2_000, roots.clone(), keys())), version(5));
    assert_eq!(refusal(list(4, 2_000, roots.clone(), keys())), version(4));
    assert_eq!(refusal(list(6, 1_999, roots.clone(), keys())), Some(BadChange::IssuedBefore));
    assert_eq!(refusal(of(vec![status_key(9, 5_001)])), Some(BadChange::WindowLonger(kid(9))));
    assert_eq!(refusal(of(vec![phone_key(8, 100_801)])), Some(BadChange::KeyChanged(kid(8))));
    let rules = TrustedKey { role: Role::Rules, ..status_key(9, 5_000) };
    assert_eq!(refusal(of(vec![rules])), Some(BadChange::KeyChanged(kid(9))));
    assert_eq!(refusal(of(vec![status_key(1, 5_000)])), Some(BadChange::RootWithRole(kid(1))));
    let unusable = PublicKey::Ed25519([0; 32]);
    let no_point = TrustedKey { key: unusable, ..status_key(7, 5_000) };
    assert_eq!(refusal(of(vec![no_point])), Some(BadChange::Unusable(unusable.kid())));
}

#[test]
fn everything_in_a_request_that_can_be_checked_is_checked() {
    let roots = RootSet::new(1, [public(1)]).unwrap();
    let previous = list(1, 2_000, roots.clone(), []);
    let request = Request::new(list(2, 2_000, roots.clone(), []), Some(signed(&previous, 1))).unwrap();
    assert_eq!(Request::read(request.bytes()).unwrap().bytes(), request.bytes());
    let text = String::from_utf8(request.bytes().to_vec()).unwrap();
    let read = |text: &str| Request::read(text.as_bytes()).expect_err("refused").to_string();
    assert!(read(&text.replace("Version 2", "Version 3")).contains("does not match what it changes"));
    assert!(read(&text.replace("request v1", "request v2")).contains("it says \"haetae trust request v2\""));
    assert!(read(&text.replace("\n}", ",\n  \"more\": 1\n}")).contains("unknown field `more`"));
    assert!(read(&text.replace("  ", " ")).contains("not in the form that haetae writes"));
    assert!(read(&text.replace("\"payload\": \"", "\"payload\": \"AAAA")).contains("malformed"));
    // A list that another root signed, passed off as the one before.
    let forged = Request::new(list(2, 2_000, roots, []), Some(signed(&previous, 2)));
    assert!(matches!(forged, Err(RequestError::Previous(Outcome::Unsigned))), "{forged:?}");
}
