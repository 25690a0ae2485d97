//! What is stored about people: showing it, erasing it, and identities.

use serde_json::Value;

use crate::place::{Place, Ran};

const DATA: [&str; 2] = ["--data", "data"];

fn records(place: &Place, arguments: &[&str]) -> Ran {
    place.run(&[&["records"], arguments, &DATA].concat())
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn people_are_listed_a_page_at_a_time() {
    let place = Place::with_people();
    place.run(&["revoke", "--subject", "lee", "--data", "data"]).succeeds();
    let all = records(&place, &["list"]).succeeds();
    assert_eq!(
        all.stdout,
        "kim  김*수  1990-01-31  1 piece of evidence  good\n\
         lee  이*  1985-12-24  1 piece of evidence  revoked\n\
         park  박*늘  1970-07-07  no evidence  good\n"
    );
    let first = records(&place, &["list", "--limit", "2"]).succeeds();
    assert_eq!((first.stdout.lines().count(), first.stderr.as_str()), (2, "There are more: --after lee\n"));
    let second = records(&place, &["list", "--limit", "2", "--after", "lee", "--json"]).succeeds();
    assert_eq!(lines(&second.stdout)[0]["subject"], "park");
    assert_eq!(second.stderr, "");
    let revoked = records(&place, &["list", "--revoked", "--json"]).succeeds();
    assert_eq!(lines(&revoked.stdout)[0]["standing"], "revoked");
    assert_eq!(records(&place, &["list", "--not-revoked"]).succeeds().stdout.lines().count(), 2);
    records(&place, &["list", "--search", "박"]).succeeds().says("park");
    records(&place, &["list", "--prefix", "x"]).succeeds().says("No people match.");
    assert_eq!(records(&place, &["list", "--prefix", "x", "--json"]).succeeds().stdout, "");
    place.refuses(&["records", "list", "--limit", "0"], 2, "--limit");
    place.refuses(&["records", "list", "--revoked", "--not-revoked"], 2, "--not-revoked");
}

#[test]
fn everything_that_is_kept_about_somebody_is_shown() {
    let place = Place::with_people();
    place.paper_pass("kim");
    place.run(&["revoke", "--subject", "kim", "--reason", "lost", "--data", "data"]).succeeds();
    place.run(&["reinstate", "--subject", "kim", "--data", "data"]).succeeds();
    place.paper_pass("kim");
    records(&place, &["allow", "--subject", "kim", "--reason", "married", "--by", "registrar"]).succeeds();

    let shown = records(&place, &["show", "kim"]).succeeds();
    for words in [
        "subject     kim\n",
        "name        김*수 (masked; of the full name, a keyed hash)\n",
        "birth date  1990-01-31\n",
        "standing    good\n",
        "Vaccination, 2 doses · last dose 2026-05-01 · BNT162B2",
        ", serial 0, of an earlier serial: lost",
        " by registrar: married",
        ", paper, through operator: ",
    ] {
        assert!(shown.stdout.contains(words), "{words}: {shown:?}");
    }
    assert!(!shown.stdout.contains("민"), "the full name is nowhere");
    let json: Value =
        serde_json::from_str(&records(&place, &["show", "kim", "--json"]).succeeds().stdout).expect("JSON");
    assert_eq!(json["issued"].as_array().map(Vec::len), Some(2), "under both serials: {json}");
    assert_eq!(json["evidence"][0]["kind"], "vaccination");
    assert_eq!((json["serial"].as_u64(), json["revocations"][0]["serial"].as_u64()), (Some(3), Some(0)));
    place.refuses(&["records", "show", "nobody", "--data", "data"], 1, "there is no record of that subject");
    place.refuses(&["records", "show", "k i m", "--data", "data"], 2, "1 to 64 characters");
}

#[test]
fn an_export_goes_in_again_as_it_is() {
    let place = Place::with_people();
    place.write("more.ndjson", r#"{"subject":"old","name":"Mary Haile","birth_date":"1971-06","evidence":[]}"#);
    records(&place, &["import", "more.ndjson"]).succeeds();
    records(&place, &["export", "--out", "out.ndjson"]).succeeds().says("4 people in out.ndjson.");
    let exported = place.read("out.ndjson");
    assert_eq!(records(&place, &["export"]).succeeds().stdout, exported);
    assert!(!exported.contains("김민수") && exported.contains("\"1971-06\""), "{exported}");
    records(&place, &["import", "out.ndjson"]).succeeds().says("0 added, 0 changed, 4 unchanged");

    let other = Place::with_data();
    other.write("in.ndjson", &exported);
    records(&other, &["import", "in.ndjson"]).succeeds().says("4 added");
    assert_eq!(records(&other, &["export"]).succeeds().stdout, exported);
    assert_eq!(records(&place, &["export", "--prefix", "ki"]).succeeds().stdout.lines().count(), 1);
    place.refuses(&["records", "export", "--out", "nowhere/out", "--data", "data"], 2, "cannot write nowhere/out");
}

#[test]
fn an_erased_person_has_no_passes_and_does_not_come_back_until_allowed() {
    let place = Place::published();
    let (kim, lee) = (place.paper_pass("kim"), place.paper_pass("lee"));
    let delete = ["records", "delete", "kim", "--data", "data"];
    place.refuses(&delete, 2, "--reason");
    place.refuses(&[&delete[..], &["--reason", " "]].concat(), 2, "--reason must be 1 to 500 characters");
    place.refuses(
        &[&delete[..], &["--reason", "a\nb"]].concat(),
        2,
        "--reason must be 1 to 500 characters on one line",
    );
    let erase = [&delete[..], &["--reason", "request 118"]].concat();
    place.run_with(&erase, &[("USER", "registrar")], "").succeeds().says("Erased.");
    place.run(&erase).succeeds().says("erased already");
    place.publish();
    place.verify(&[&kim]).ends(1).says("REFUSE  revoked");
    place.verify(&[&lee]).succeeds();
    place.refuses(&["issue", "--paper", "--subject", "kim", "--data", "data"], 1, "there is no record");
    let gone = records(&place, &["show", "kim"]).ends(1);
    assert!(gone.stderr.contains("it was erased 20") && gone.stderr.contains("by registrar: request 118"), "{gone:?}");

    let again = records(&place, &["import", "people.csv"]).ends(1);
    assert!(again.stdout.starts_with("0 added, 0 changed, 2 unchanged"), "{again:?}");
    assert!(again.stderr.contains("people.csv:2: ") && again.stderr.contains("haetae records allow"), "{again:?}");
    records(&place, &["allow", "--subject", "kim", "--reason", "asked to"])
        .succeeds()
        .says("may bring this person back");
    records(&place, &["import", "people.csv"]).succeeds().says("1 added, 0 changed, 2 unchanged");
    place.verify(&[&place.paper_pass("kim")]).succeeds();
    place.verify(&[&kim]).ends(1).says("REFUSE  revoked");
}

#[test]
fn another_name_under_a_number_is_refused_until_an_operator_allows_it() {
    let place = Place::with_people();
    let row = |name: &str| format!("subject,name,birth_date\nkim,{name},1990-01-31\nnew,이산,1985-05-05\n");
    place.write("twin.csv", row("김현수"));
    let refused = records(&place, &["import", "twin.csv"]).ends(1);
    assert!(refused.stdout.starts_with("1 added, 0 changed, 0 unchanged"), "{refused:?}");
    assert!(refused.stderr.contains("twin.csv:2: ") && refused.stderr.contains("haetae records allow"), "{refused:?}");
    records(&place, &["show", "kim"]).succeeds().says("Vaccination, 2 doses");

    place.write("changed.txt", "kim\nnobody\n");
    let allowed = records(&place, &["allow", "--from", "changed.txt", "--reason", "register"]).ends(1);
    assert!(allowed.stdout.starts_with("1 person may change") && allowed.stderr.contains("line 2"), "{allowed:?}");
    records(&place, &["import", "twin.csv"]).succeeds().says("0 added, 1 changed, 1 unchanged");
    records(&place, &["import", "people.csv"]).ends(1).says("0 added, 0 changed, 2 unchanged");
    // With a key of another installation everyone would look like another person.
    std::fs::remove_file(place.path("data/names.key")).expect("a key");
    let refused = records(&place, &["import", "people.csv"]).ends(2);
    assert!(refused.stderr.contains("names.key") && refused.stderr.contains("--new-name-key"), "{refused:?}");
    records(&place, &["import", "people.csv", "--new-name-key"]).succeeds();
}

#[test]
fn identifiers_of_two_systems_are_two_people() {
    let patient = |system: &str, name: &str| {
        format!(
            r#"{{"resourceType":"Patient","id":"{name}","identifier":[{{"system":"{system}","value":"12345"}}],"name":[{{"text":"{name}"}}],"birthDate":"1990-01-31"}}"#
        )
    };
    let place = Place::with_data();
    place.write("a.ndjson", patient("https://a.example/mrn", "김민수"));
    place.write("b.ndjson", patient("https://b.example/mrn", "김민수"));
    records(&place, &["import", "a.ndjson"]).succeeds().says("1 added");
    // The same name and birth date: only the system distinguishes them.
    let refused = records(&place, &["import", "b.ndjson"]).ends(1);
    assert!(refused.stdout.starts_with("0 added, 0 changed, 0 unchanged"), "{refused:?}");
    assert!(refused.stderr.contains("https://a.example/mrn"), "{refused:?}");
    assert!(refused.stderr.contains("records.identifier_systems"), "{refused:?}");

    let place = Place::with_data();
    place.write("a.ndjson", patient("https://a.example/mrn", "김민수"));
    place.write("b.ndjson", patient("https://b.example/mrn", "이산"));
    place.write("c.ndjson", patient("https://c.example/mrn", "박하늘"));
    let systems = r#"[{ system = "https://a.example/mrn" }, { system = "https://b.example/mrn", prefix = "b" }]"#;
    let variables = [("HAETAE__RECORDS__IDENTIFIER_SYSTEMS", systems)];
    let import = ["records", "import", "--data", "data", "a.ndjson", "b.ndjson", "c.ndjson"];
    let imported = place.run_with(&import, &variables, "").ends(1);
    assert!(imported.stdout.starts_with("2 added"), "{imported:?}");
    assert!(imported.stderr.contains("c.ndjson:1: ") && imported.stderr.contains("c.example"), "{imported:?}");
    let listed = records(&place, &["list"]).succeeds().stdout;
    assert!(listed.starts_with("12345  김*수") && listed.contains("b:12345  이*"), "{listed}");
}

#[test]
fn impossible_evidence_is_refused_on_import_and_left_out_of_passes() {
    let place = Place::with_people();
    place.write(
        "future.csv",
        "subject,name,birth_date,kind,doses,date,product\n\
         kim,김민수,1990-01-31,vaccination,3,9998-03-01,BNT162B2\n\
         a,이산,2990-01-31,,,,\n\
         b,이산,1990-01-31,vaccination,1,1980-01-01,BNT162B2\n\
         c,이산,1990,recovery,,2021-01-01,\n",
    );
    let imported = records(&place, &["import", "future.csv"]).ends(1);
    assert!(imported.stdout.starts_with("1 added, 0 changed, 0 unchanged"), "{imported:?}");
    for (line, words) in
        [(2, "is after 20"), (3, "the birth date 2990-01-31 is after"), (4, "is before the birth date 1990-01-31")]
    {
        let named = imported
            .stderr
            .lines()
            .any(|reported| reported.contains(&format!("future.csv:{line}: ")) && reported.contains(words));
        assert!(named, "{line}: {imported:?}");
    }
    let issued =
        place.run(&["issue", "--paper", "--subject", "c", "--format", "pdf", "--out", "c.pdf", "--data", "data"]);
    issued.succeeds();
    records(&place, &["show", "kim"]).succeeds().says("2 doses");
    place.write(
        "gone.ndjson",
        r#"{"subject":"lee","name":"이산","birth_date":"1985-12-24","deceased":true,"evidence":[]}"#,
    );
    records(&place, &["import", "gone.ndjson"]).succeeds().says("1 changed");
    place.refuses(&["issue", "--paper", "--subject", "lee", "--data", "data"], 1, "has died");
}
