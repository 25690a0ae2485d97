use haetae::clock::{Clock as _, SystemClock};
use haetae_core::TrustList;
use haetae_keys::ceremony::{Request, minute};

use crate::place::{Place, Ran};
use crate::running::Service;
use crate::trust::{manifest, publish_at_once, sign};

const COMPROMISE: [&str; 4] = ["keys", "compromise", "--data", "data"];

/// The key that signs now in this role.
fn kid(place: &Place, role: &str) -> String {
    let shown = place.run(&["keys", "status", "--data", "data"]).succeeds().stdout;
    let line = shown.lines().find(|line| line.starts_with(role) && line.contains("in use"));
    line.and_then(|line| line.split_whitespace().nth(1)).unwrap_or_else(|| panic!("{role}: {shown}")).to_owned()
}

/// The first root key.
fn root(place: &Place) -> String {
    let shown = place.run(&["trust", "show", "--data", "data"]).succeeds().stdout;
    let mut lines = shown.lines().skip_while(|line| !line.starts_with("Roots")).skip(1);
    lines.next().expect("a root").trim().to_owned()
}

fn compromise(place: &Place, kid: &str, more: &[&str]) -> Ran {
    place.run(&[&COMPROMISE[..], &[kid, "--reason", "a stolen backup"], more].concat())
}

/// The list that a request asks for, and the one before.
fn request(place: &Place, name: &str) -> (TrustList, TrustList) {
    let request = Request::read(place.read(name).as_bytes()).expect("a request");
    (request.next().clone(), request.previous().expect("a list before").clone())
}

#[test]
fn a_compromised_key_stops_at_once_and_its_passes_are_refused() {
    let place = Place::published();
    let pass = place.paper_pass("kim");
    place.paper_pass("lee");
    place.paper_pass("kim");
    place.verify(&[&pass]).succeeds();
    let kid = kid(&place, "paper-passes");

    let reported = compromise(&place, &kid, &["--out", "request.json"]).succeeds();
    let reported = reported.says(&format!("Withdrawn: the key {kid} (paper-passes"));
    let reported = reported.says("operator                 3 passes, of which 3 have not ended, of 2 people");
    let reported = reported.says("0 phones: they see it in the manifest").says("2 people with a paper pass");
    reported.says("The cold spare of its window is").says("Confirmation of the request");
    let (next, before) = request(&place, "request.json");
    let named = |list: &TrustList| list.keys().any(|(known, _)| known.to_string() == kid);
    assert!(named(&before) && !named(&next));
    assert_eq!((next.version, next.expires, next.keys().len()), (2, before.expires, before.keys().len() - 1));

    let issue = ["issue", "--data", "data", "--paper", "--subject", "kim", "--format", "text"];
    place.refuses(&issue, 1, "there is no signing key");
    place.verify(&[&pass]).succeeds();
    place.publish();
    place.verify(&[&pass]).ends(1).says("REFUSE  key_withdrawn");

    let again = compromise(&place, &kid, &["--out", "request-2.json"]).succeeds();
    again.says("was withdrawn already");
    compromise(&place, &kid, &["--undo"]).succeeds().says("Taken back");
    compromise(&place, &kid, &["--undo"]).succeeds().says("nothing changed");
    place.publish();
    place.verify(&[&pass]).succeeds();
    place.paper_pass("kim");
}

#[test]
fn a_running_service_publishes_a_withdrawal_until_the_list_is_without_the_key() {
    let place = Place::with_people();
    publish_at_once(&place);
    let service = Service::start(&place);
    service.logs("published a new manifest");
    let kid = kid(&place, "paper-passes");
    compromise(&place, &kid, &["--out", "request.json"]).succeeds();
    service.logs("nothing is signed with them");
    service.logs("published a new manifest");
    let withdrawn = || manifest(&service).withdrawn().iter().map(|(kid, _)| kid.to_string()).collect::<Vec<_>>();
    assert_eq!(withdrawn(), [kid]);

    sign(&place);
    place.run(&["trust", "install", "--data", "data", "signed-list"]).succeeds();
    service.logs("a new trust list are in force");
    service.logs("published a new manifest");
    assert_eq!(withdrawn(), Vec::<String>::new());
}

#[test]
fn passes_may_be_refused_later_and_then_sooner() {
    let place = Place::published();
    let pass = place.paper_pass("kim");
    let kid = kid(&place, "paper-passes");
    let tomorrow = SystemClock.now().saturating_add(86_400);
    let from = tomorrow.to_rfc3339();
    let later = compromise(&place, &kid, &["--out", "request.json", "--from", &from]).succeeds();
    let later = later.says(&format!("from {} on", minute(tomorrow)));
    later.says("!! Until then they admit passes that a thief makes");
    place.publish();
    place.verify(&[&pass]).succeeds();
    compromise(&place, &kid, &["--out", "request-2.json"]).succeeds().says("Withdrawn: the key");
    place.publish();
    place.verify(&[&pass]).ends(1).says("REFUSE  key_withdrawn");
}

#[test]
fn two_stolen_keys_leave_the_list_together() {
    let place = Place::with_data();
    let (paper, phone) = (kid(&place, "paper-passes"), kid(&place, "phone-passes"));
    std::fs::remove_dir_all(place.path("data/journal")).expect("a folder");
    let withdraw = ["keys", "compromise", &paper, "--reason", "stolen", "--out", "one.json", "--data", "data"];
    let off = [("HAETAE__JOURNAL__MODE", "off")];
    place.run_with(&withdraw, &off, "").succeeds().says("This node has no journal: journal.mode is off");
    compromise(&place, &phone, &["--out", "both.json"]).succeeds();
    let (next, before) = request(&place, "both.json");
    assert_eq!(next.keys().len(), before.keys().len() - 2);
}

#[test]
fn the_cold_spare_takes_over() {
    let place = Place::published();
    let pass = place.paper_pass("kim");
    let kid = kid(&place, "paper-passes");
    let reported = compromise(&place, &kid, &["--out", "request.json", "--vault", "data/vault"]).succeeds();
    reported.says("of the same window signs in its place");
    let renewed = place.paper_pass("kim");
    assert_ne!(renewed, pass);
    place.publish();
    place.verify(&[&renewed]).succeeds();
    place.verify(&[&pass]).ends(1).says("REFUSE  key_withdrawn");
}

#[test]
fn a_status_key_goes_on_until_its_spare_is_here_and_the_last_one_cannot_leave_the_list() {
    let place = Place::published();
    let stolen = kid(&place, "status");
    let reported = compromise(&place, &stolen, &["--out", "request.json"]).succeeds();
    reported
        .says("The cold spare of its window is")
        .says("It keeps signing manifests until another status key is here");
    place.publish();
    let reported = compromise(&place, &stolen, &["--out", "request-2.json", "--vault", "data/vault"]).succeeds();
    let reported = reported.says("was withdrawn already").says("of the same window signs in its place");
    assert!(!reported.stdout.contains("It keeps signing"), "{reported:?}");
    place.publish();

    let spare = kid(&place, "status");
    assert_ne!(spare, stolen);
    let reported = compromise(&place, &spare, &["--out", "request-3.json"]).ends(2);
    assert!(
        reported.stderr.contains("the withdrawal is entered")
            && reported.stderr.contains("no status key would be left")
    );
    reported.says("It has no spare");
    place.publish();
}

#[test]
fn a_key_that_cannot_be_withdrawn_changes_nothing() {
    let place = Place::published();
    place.write("there", "something");
    let (paper, root, rules) = (kid(&place, "paper-passes"), root(&place), kid(&place, "rules"));
    let refuses = |more: &[&str], status: i32, words: &str| {
        place.refuses(&[&COMPROMISE[..], more].concat(), status, words);
    };
    let out = ["--reason", "stolen", "--out", "request.json"];
    refuses(&[&["no-kid"][..], &out].concat(), 2, "16 hexadecimal digits");
    refuses(&[&["0123456789abcdef"][..], &out].concat(), 1, "there is no key 0123456789abcdef on the trust list");
    refuses(&[&[root.as_str()][..], &out].concat(), 1, "is a root key: no manifest can withdraw it");
    refuses(&[&paper, "--reason", "stolen"], 2, "--out");
    refuses(&[&paper, "--out", "request.json"], 2, "--reason");
    refuses(&[&paper, "--reason", " ", "--out", "request.json"], 2, "--reason must be 1 to 500 characters");
    refuses(&[&paper, "--reason", "stolen", "--out", "there"], 2, "there: the file exists already");
    refuses(&[&[paper.as_str()][..], &out, &["--vault", "nowhere"]].concat(), 2, "nowhere");
    refuses(&[&[paper.as_str()][..], &out, &["--passphrase-file", "there"]].concat(), 2, "--vault");
    refuses(&[&paper, "--reason", "stolen", "--undo", "--out", "request.json"], 2, "--undo");
    for (from, words) in [
        ("2020-01-01T00:00:00Z", "--from is in the past"),
        ("9000-01-01T00:00:00Z", "the last pass of this key ends at"),
        ("tomorrow", "a time as 2026-11-22T09:00:00Z"),
        ("1960-01-01T00:00:00Z", "a time from 1970"),
    ] {
        refuses(&[&[paper.as_str()][..], &out, &["--from", from]].concat(), 2, words);
    }
    refuses(&[&[rules.as_str()][..], &out, &["--from", "2100-01-01T00:00:00Z"]].concat(), 2, "this key does not");
}
