//! The transcript that ceremonies leave.

use std::fs;
use std::process::Output;

use haetae_core::RootSet;
use haetae_keys::ceremony::Request;

use crate::roots::{FIRST, Roots, list, printed, public, status_key};

/// Two ceremonies, each signed by the custodians 1 and 3.
fn two_ceremonies() -> Roots {
    let roots = Roots::new();
    sign_and_combine(&roots, &Request::new(list(1, 2_000, roots.set(), []), None).expect("a request"), &FIRST, "first");
    let first = fs::read(roots.path("first")).expect("a list");
    sign_and_combine(&roots, &follower(&roots, 2, first), &[], "second");
    roots
}

fn follower(roots: &Roots, version: u64, previous: Vec<u8>) -> Request {
    Request::new(list(version, 3_000, roots.set(), [status_key(9, 5_000)]), Some(previous)).expect("a request")
}

fn sign_and_combine(roots: &Roots, request: &Request, more: &[&str], out: &str) {
    let confirm = roots.request(request);
    for number in [1, 3] {
        let _ = fs::remove_file(roots.path(&format!("answer-{number}.json")));
        let answer = roots.sign(number, &[&["--confirm", &confirm, "--now", "1796050000"], more].concat());
        assert!(answer.status.success(), "{}", printed(&answer));
    }
    let combined = roots.combine(&[1, 3], out);
    assert!(combined.status.success(), "{}", printed(&combined));
}

fn verify(roots: &Roots, sets: &[&str]) -> Output {
    let sets = sets.iter().flat_map(|set| ["--roots", set]);
    roots.run(&[&["root", "transcript", "ceremonies.json"], &sets.collect::<Vec<_>>()[..]].concat(), "p")
}

#[test]
fn each_ceremony_stands_in_it_with_what_changed_and_who_signed_when() {
    let roots = two_ceremonies();
    let shown = verify(&roots, &["roots/roots.json"]);
    assert!(shown.status.success(), "{}", printed(&shown));
    let kid = public(9).kid();
    for words in [
        "THE FIRST LIST: version 1",
        &format!("+ key {kid} status"),
        "at 2026-11-30T14:46Z",
        "2 ceremonies, each stated by",
    ] {
        assert!(printed(&shown).contains(words), "{words}: {}", printed(&shown));
    }
    assert_eq!(printed(&shown).matches("signed by the root").count(), 4, "{}", printed(&shown));
}

#[test]
fn whatever_is_changed_in_it_afterwards_is_found() {
    let roots = two_ceremonies();
    let good = fs::read_to_string(roots.path("ceremonies.json")).unwrap();
    let (start, end) =
        (good.find("    {\n      \"request\"").unwrap(), good.rfind("    {\n      \"request\"").unwrap());
    let without_first = format!("{}{}", &good[..start], &good[end..]);
    fs::write(roots.path("ceremonies.json"), &without_first).unwrap();
    assert!(verify(&roots, &["roots/roots.json"]).status.success(), "each ceremony stands for itself");
    let swapped = good.replace("\"version\": 1", "\"version\": 3");
    for (changed, words) in [
        (good.replace("1796050000", "1796050001"), "is not what that key signed"),
        (good.replace("+ key", "- key"), "is not what that key signed"),
        (good.replacen("\"request\": \"", "\"request\": \"0", 1), "is not what that key signed"),
        (swapped, "is not what that key signed"),
        (good.replace("transcript v1", "transcript v9"), "it says"),
        (good.replace("\"ceremonies\"", "\"other\""), "not a transcript"),
        (
            format!("{}{},\n{}", &good[..end], good[start..end].trim_end().trim_end_matches(','), &good[end..]),
            "does not follow",
        ),
    ] {
        assert_ne!(changed, good, "{words}");
        fs::write(roots.path("ceremonies.json"), changed).unwrap();
        let shown = verify(&roots, &["roots/roots.json"]);
        assert!(!shown.status.success() && printed(&shown).contains(words), "{words}: {}", printed(&shown));
    }
}

#[test]
fn other_roots_and_too_few_custodians_do_not_verify() {
    let roots = two_ceremonies();
    let set = |threshold, keys: Vec<_>| serde_json::to_vec(&RootSet::new(threshold, keys).unwrap()).unwrap();
    let all = || roots.set().keys().map(|(_, key)| *key).collect::<Vec<_>>();
    fs::write(roots.path("other.json"), set(1, vec![public(1)])).unwrap();
    fs::write(roots.path("all.json"), set(3, all())).unwrap();
    for (sets, words) in [(&["other.json"][..], "in none of the root sets"), (&["all.json"], "too few custodians")] {
        let shown = verify(&roots, sets);
        assert!(!shown.status.success() && printed(&shown).contains(words), "{words}: {}", printed(&shown));
    }
    assert!(verify(&roots, &["other.json", "all.json", "roots/roots.json"]).status.success());
}

#[test]
fn the_same_ceremony_again_adds_nothing_and_an_older_one_is_refused() {
    let roots = two_ceremonies();
    let before = fs::read(roots.path("ceremonies.json")).unwrap();
    assert!(roots.combine(&[3, 1], "again").status.success());
    assert_eq!(fs::read(roots.path("ceremonies.json")).unwrap(), before);

    // A transcript that knows version 9 takes no version 2 after it.
    let text = String::from_utf8(before).unwrap().replace("\"version\": 2", "\"version\": 9");
    let text = text.replace(&Request::read(&fs::read(roots.path("request.json")).unwrap()).unwrap().sha256(), "other");
    fs::write(roots.path("ceremonies.json"), &text).unwrap();
    let combined = roots.combine(&[1, 3], "third");
    assert!(printed(&combined).contains("version 2 does not follow version 9"), "{}", printed(&combined));
    assert!(!roots.path("third").exists());
    assert_eq!(fs::read_to_string(roots.path("ceremonies.json")).unwrap(), text);
}
