use haetae_core::{Evidence, TestMethod, UnixTime};
use haetae_keys::PassKind;

use super::*;
use crate::model::{BirthDate, EligibilityVersion};

const JULY: &str = include_str!("../../deploy/local/eligibility/july-2021.json");
const SWITCH: &str = "2021-07-12T00:00:00+09:00";

fn time(text: &str) -> UnixTime {
    UnixTime::parse_rfc3339(text).expect("a time")
}

fn read(text: &str) -> EligibilityFile {
    EligibilityFile::read(text.as_bytes()).expect("a file")
}

fn problems(text: &str) -> Vec<String> {
    EligibilityFile::read(text.as_bytes()).expect_err("problems")
}

fn asked<'a>(born: &str, evidence: &'a [Evidence], pass: PassKind, now: &str) -> Asked<'a> {
    Asked { born: BirthDate::parse(born).expect("a date"), evidence, pass, now: time(now) }
}

/// Version, time and text as they are stored.
fn stored(version: u64, from: &str, text: &str) -> EligibilityVersion {
    let file = text.replacen("\"version\": 1", &format!("\"version\": {version}"), 1).replacen(
        "\"from\": \"2021-07-05T00:00:00+09:00\"",
        &format!("\"from\": \"{from}\""),
        1,
    );
    EligibilityVersion { version, from: time(from), file: file.into_bytes(), added: time(from), by: "alice".to_owned() }
}

#[test]
fn each_second_has_its_answer_and_the_line_that_made_it() {
    let file = read(JULY);
    let says = |born: &str, pass, now: &str| {
        let decision = file.decide(&asked(born, &[], pass, now));
        (decision.code().as_str(), decision.line().map(|line| line.id.clone()))
    };
    let by = |line: &str| Some(line.to_owned());
    assert_eq!(says("1963-05-01", PassKind::Phone, "2021-07-11T23:59:59+09:00"), ("not_yet", by("born-1962-to-1966")));
    assert_eq!(says("1963-05-01", PassKind::Phone, SWITCH), ("eligible", by("born-1962-to-1966")));
    assert_eq!(says("1961-12-31", PassKind::Paper, "2021-07-11T23:59:59+09:00"), ("eligible", by("born-to-1961")));
    assert_eq!(says("1967-01-01", PassKind::Phone, "2021-09-01T00:00:00+09:00"), ("not_eligible", None));
    // Only the year is known: the whole of it must fit.
    assert_eq!(says("1966", PassKind::Phone, SWITCH).0, "eligible");
    assert_eq!(says("1961", PassKind::Phone, SWITCH).0, "eligible");
    let tested = [Evidence::Test { sampled_at: time("2021-07-04T00:00:00Z"), method: TestMethod::Naat }];
    let of = |pass, now: &str| file.decide(&asked("1990-01-01", &tested, pass, now)).code();
    assert_eq!(of(PassKind::Paper, "2021-07-31T23:59:59+09:00"), Code::Eligible);
    assert_eq!(of(PassKind::Phone, "2021-07-31T23:59:59+09:00"), Code::NotEligible, "the line is for paper alone");
    let ended = file.decide(&asked("1990-01-01", &tested, PassKind::Paper, "2021-08-01T00:00:00+09:00"));
    let Decision::NotEligible { line: Some(line), message } = ended else { panic!("{ended:?}") };
    assert_eq!((line.id.as_str(), message), ("tested", &line.message), "who was eligible reads that line's own text");
}

#[test]
fn the_mis_set_date_of_july_2021_is_found_before_it_counts() {
    assert_eq!(read(JULY).wrong_canaries(), []);
    // The switch at six in the morning instead of at midnight: for six hours the eligible would be refused.
    let mis_set = JULY.replacen(SWITCH, "2021-07-12T06:00:00+09:00", 1);
    let file = read(&mis_set);
    let wrong = file.wrong_canaries();
    assert_eq!(wrong.len(), 2, "{wrong:?}");
    let words = wrong[0].to_string();
    assert!(words.contains("not_yet, and eligible from 2021-07-11T21:00:00Z"), "{words}");
    assert!(words.contains("not_yet, and eligible from 2021-07-11T15:00:00Z is right"), "{words}");
    // A node that has such a file all the same sees it days before, at any second.
    assert_eq!(file.wrong_at(time("2021-07-06T12:00:00+09:00")).len(), 2);
    assert_eq!(file.wrong_at(time("2021-07-12T03:00:00+09:00")).len(), 2);
    // A second is enough, in either direction.
    for slip in ["2021-07-12T00:00:01+09:00", "2021-07-11T23:59:59+09:00"] {
        assert_eq!(read(&JULY.replacen(SWITCH, slip, 1)).wrong_canaries().len(), 2, "{slip}");
    }
}

#[test]
fn a_line_that_fails_is_neither_a_yes_nor_a_no() {
    let broken = JULY.replacen(
        "{\"var\": \"record.born.latest\"}]}, \"1966-12-31\"",
        "{\"var\": \"record.born.last\"}]}, \"1966-12-31\"",
        1,
    );
    let file = read(&broken);
    let of = |born: &str| file.decide(&asked(born, &[], PassKind::Phone, SWITCH)).code();
    assert_eq!(of("1963-05-01"), Code::CannotTell);
    assert_eq!(of("1967-01-01"), Code::CannotTell, "a no needs all lines");
    assert_eq!(of("1950-01-01"), Code::Eligible, "one yes is enough");
    assert!(!file.wrong_canaries().is_empty());
}

#[test]
fn the_newest_of_the_files_that_have_begun_is_in_force() {
    let later = JULY.replacen(SWITCH, "2021-07-10T00:00:00+09:00", 1);
    let versions = Versions::default().with(&[
        stored(1, "2021-07-05T00:00:00+09:00", JULY),
        stored(2, "2021-07-20T00:00:00+09:00", JULY),
        stored(3, "2021-07-08T00:00:00+09:00", &later),
    ]);
    let in_force = |now: &str| versions.in_force(time(now)).map(|version| version.number);
    assert_eq!(in_force("2021-07-04T23:59:59+09:00"), None);
    assert_eq!(in_force("2021-07-05T00:00:00+09:00"), Some(1));
    assert_eq!(in_force("2021-07-07T23:59:59+09:00"), Some(1));
    assert_eq!(in_force("2021-07-08T00:00:00+09:00"), Some(3));
    assert_eq!(in_force("2021-07-21T00:00:00+09:00"), Some(3), "the third replaces the second before its time");
    let from = versions.eligible_from(&asked("1963-05-01", &[], PassKind::Phone, "2021-07-06T00:00:00+09:00"));
    assert_eq!(from.map(|(from, _)| from), Some(time("2021-07-10T00:00:00+09:00")), "by the file that counts then");
    let coming: Vec<(String, u64, bool, Vec<String>)> = switches(&versions, time("2021-07-06T00:00:00+09:00"))
        .into_iter()
        .map(|switch| (switch.at.to_rfc3339(), switch.version, switch.begins, [switch.opens, switch.closes].concat()))
        .collect();
    let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    let expected = [
        ("2021-07-07T15:00:00Z".to_owned(), 3, true, ids(&[])),
        ("2021-07-09T15:00:00Z".to_owned(), 3, false, ids(&["born-1962-to-1966"])),
        ("2021-07-31T15:00:00Z".to_owned(), 3, false, ids(&["tested"])),
    ];
    assert_eq!(coming, expected);
}

#[test]
fn a_stored_version_that_is_another_file_cannot_be_used() {
    let mut version = stored(1, "2021-07-05T00:00:00+09:00", JULY);
    assert!(Version::of(&version).file.is_ok());
    version.from = time("2021-07-06T00:00:00+09:00");
    assert!(Version::of(&version).file.is_err());
    version.file = b"{".to_vec();
    assert!(Version::of(&version).file.is_err());
}

#[test]
fn everything_that_is_wrong_is_said_with_its_place() {
    let canary = "\"line\": \"born-1962-to-1966\",\n      \"born\": \"1963-05-01\"";
    for (right, wrong, place, words) in [
        ("\"version\": 1", "\"version\": 0", "3:14", "from 1 on"),
        ("Asia/Seoul", "Asia/Soul", "5:11", "no time zone"),
        ("\"id\": \"tested\"", "\"id\": \"born-to-1961\"", "31:5", "is there twice"),
        ("\"until\": \"2021-08-01", "\"until\": \"2021-07-05", "31:5", "is not after `from`"),
        ("[\"paper\"]", "[]", "31:5", "`passes`"),
        ("{\"===\": [", "{\"==\": [", "36:14", "`who` is not logic"),
        ("\"ko\": \"아직", "\"ko\": \"\\n아직", "47:16", "on one line"),
        (canary, "\"born\": \"1963-05-01\"", "7:5", "needs a canary"),
        ("\"name\": \"born 1967\",", "\"name\": \"born 1967\", \"line\": \"none\",", "97:5", "there is no line"),
        ("\"expect\": \"not_eligible\"}\n", "\"expect\": \"no\"}\n", "86:5", "unknown variant"),
    ] {
        let text = JULY.replacen(right, wrong, 1);
        assert_ne!(text, JULY, "{right}");
        let problems = problems(&text);
        let found =
            problems.iter().any(|problem| problem.starts_with(&format!("{place}: ")) && problem.contains(words));
        assert!(found, "{place} {words}: {problems:?}");
    }
    for text in ["", "{}", "[]", "{\"version\": 1}"] {
        assert!(!problems(text).is_empty(), "{text}");
    }
}

#[test]
fn whose_eligibility_changes_is_counted_by_kind_of_pass_and_date() {
    use crate::model::{Person, Record, Serial, SubjectId};
    let (old, new) = (read(JULY), read(&JULY.replacen(SWITCH, "2021-07-13T00:00:00+09:00", 1)));
    let record = |number: u32, born: &str| {
        let subject = SubjectId::new(&format!("p-{number}")).expect("an id");
        let name = haetae_core::DisplayName::new("김*수").expect("a name");
        let person = Person::new(subject, name, BirthDate::parse(born).expect("a date"), Vec::new());
        Record { serial: Serial(number), version: 1, person, revocation: None }
    };
    let people = [record(0, "1963-01-01"), record(1, "1950-01-01"), record(2, "1990-01-01")];
    let counted = |old: Option<&EligibilityFile>, new, at: &str| {
        let at = time(at);
        let today = read(JULY).civil_date(at).expect("a date");
        let mut comparison = Comparison::new(Side { file: old, at }, Side { file: Some(new), at }, today, 1);
        people.iter().for_each(|record| comparison.add(record));
        let mut dead = record(3, "1963-01-01");
        dead.person.deceased = true;
        comparison.add(&dead);
        comparison.finish()
    };
    let at_switch = counted(Some(&old), &new, SWITCH);
    assert_eq!((at_switch.people, at_switch.without_pass), (3, 1));
    let phone = &at_switch.policies["phone"];
    assert_eq!((phone.total().loses, phone.total().gains, phone.total().same), (1, 0, 2));
    let change = "eligible > not_yet, from 2021-07-12T15:00:00Z".to_owned();
    assert_eq!(phone.examples.get(&change), Some(&vec!["p-0".to_owned()]));
    assert_eq!(phone.refused_by.get("born-1962-to-1966"), Some(&1));
    let before = counted(Some(&old), &new, "2021-07-11T00:00:00+09:00");
    assert_eq!(before.policies["paper"].total().other, 1, "another date is another answer");
    assert_eq!(counted(None, &old, SWITCH).policies["phone"].total().loses, 1, "without a file nobody is refused");
}
