//! Identities, and impossible data.

use super::*;
use crate::model::IdentifierSystem;

async fn case(name: &str, store: &People) -> ImportOutcome {
    run(vec![Source::open(&data(&format!("cases/{name}"))).unwrap()], store).await
}

fn row(subject: &str, name: &str, birth_date: &str, evidence: &str) -> String {
    format!(r#"{{"subject":"{subject}","name":"{name}","birth_date":"{birth_date}","evidence":[{evidence}]}}"#)
}

fn vaccination(date: &str) -> String {
    format!(r#"{{"kind":"vaccination","doses":2,"date":"{date}","product":"208"}}"#)
}

fn patient(id: &str, system: &str, value: &str, more: &str) -> String {
    format!(
        r#"{{"resourceType":"Patient","id":"{id}","identifier":[{{"system":"{system}","value":"{value}"}}],"name":[{{"family":"김","given":["민수"]}}],"birthDate":"1990-01-31"{more}}}"#
    )
}

#[tokio::test]
async fn two_people_under_one_number_are_both_refused() {
    let store = People::default();
    let outcome = case("fhir-twins-under-one-family-number.ndjson", &store).await;
    assert!(store.all().is_empty());
    assert_eq!((outcome.summary().rejected, outcome.reported.left_alone.len()), (1, 1));
    assert!(
        outcome.reported.lines()[0].contains("the same subject has another name at"),
        "{:?}",
        outcome.reported.lines()
    );

    // The same in rows that would replace each other, whatever their masks show.
    for (other, what) in
        [(row("F-1", "김현수", "2010-03-03", ""), "name"), (row("F-1", "김민수", "2010-03-04", ""), "birth date")]
    {
        let both = format!("{}\n{other}", row("F-1", "김민수", "2010-03-03", ""));
        let store = People::default();
        let outcome = texts(&[("twins.ndjson", &both)], &store).await;
        assert_eq!((outcome.counts().3, store.all().len()), (1, 0));
        assert!(outcome.reported.lines()[0].ends_with(&format!("another {what} at twins.ndjson:1")));
    }
    let csv = "subject,name,birth_date,kind,date\nF-1,김민수,2010-03-03,recovery,2021-01-01\nF-1,김현수,2010-03-03,recovery,2021-05-01\n";
    let store = People::default();
    assert_eq!(texts(&[("twins.csv", csv)], &store).await.counts(), (0, 0, 0, 1));
    assert!(store.all().is_empty());
}

#[tokio::test]
async fn another_person_than_on_record_is_refused_and_the_record_stays() {
    let store = People::default();
    texts(&[("first.ndjson", &row("F-1", "김민수", "2010-03-03", &vaccination("2021-07-06")))], &store).await;
    let before = shown(&store.all());
    let both = [row("F-1", "김현수", "2010-03-03", ""), row("F-2", "이산", "2010-03-03", "")].join("\n");
    let outcome = texts(&[("second.ndjson", &both)], &store).await;
    assert_eq!(outcome.counts(), (1, 0, 0, 1));
    let reported = &outcome.reported.lines()[0];
    assert!(
        reported.starts_with("second.ndjson:1: ") && reported.contains("haetae records allow --subject F-1"),
        "{reported}"
    );
    assert_eq!(outcome.reported.left_alone.len(), 1);
    assert_eq!(shown(&store.all())[0], before[0]);
    // However the name is typed, it is the same person.
    let typed = row("F-1", "김 민\u{200B}수", "2010", &vaccination("2021-07-06"));
    assert_eq!(texts(&[("third.ndjson", &typed)], &store).await.counts(), (0, 1, 0, 0));
}

#[tokio::test]
async fn birth_dates_are_kept_as_far_as_they_are_known() {
    let store = People::default();
    for name in ["fhir-birthdate-partial.ndjson", "fhir-birthdate-with-time.ndjson"] {
        assert_eq!(case(name, &store).await.counts().3, 0, "{name}");
    }
    let csv = "subject,name,birth_date\nC-1,김민수,1950\nC-2,김민수,1950-07\nC-3,김민수,1950-07-03 00:00:00\n";
    assert_eq!(texts(&[("births.csv", csv)], &store).await.counts(), (3, 0, 0, 0));
    let rows =
        [row("N-1", "김민수", "1950", ""), row("N-2", "김민수", "1950-07", ""), row("N-3", "김민수", "1950-00-00", "")];
    assert_eq!(texts(&[("births.ndjson", &rows.join("\n"))], &store).await.counts(), (3, 0, 0, 0));
    let born: Vec<String> =
        store.all().iter().map(|person| format!("{} {}", person.subject.as_str(), person.birth_date)).collect();
    let expected = [
        "BR-0001 1971",
        "BR-0002 1971-06",
        "BR-0011 1980-05-05",
        "C-1 1950",
        "C-2 1950-07",
        "C-3 1950-07-03",
        "N-1 1950",
        "N-2 1950-07",
        "N-3 1950",
    ];
    assert_eq!(born, expected);
}

#[tokio::test]
async fn evidence_from_the_future_or_before_birth_is_refused_and_the_record_stays() {
    for (name, words) in [
        ("fhir-dose-before-birth.ndjson", "the dose of 2002-02-01 is before the birth date 2020-02-02"),
        ("fhir-dose-in-future.ndjson", "the dose of 2031-02-01 is after 2026-11-30"),
        ("ndjson-birth-in-future.ndjson", "the birth date 2090-01-31 is after 2026-11-30"),
        ("ndjson-vaccination-in-future.ndjson", "the vaccination of 2035-03-01 is after 2026-11-30"),
    ] {
        let store = People::default();
        let outcome = case(name, &store).await;
        assert!(store.all().is_empty(), "{name}");
        assert_eq!(outcome.summary().rejected, 1, "{name}");
        assert!(outcome.reported.lines()[0].ends_with(words), "{name}: {:?}", outcome.reported.lines());
    }
    let test = |at: &str| format!(r#"{{"kind":"test","sampled_at":"{at}","method":"naat"}}"#);
    let store = People::default();
    let good = row("P-1", "김민수", "1990-01-31", &test("2026-11-30T20:00:00+09:00"));
    assert_eq!(texts(&[("good.ndjson", &good)], &store).await.counts(), (1, 0, 0, 0), "a clock may be wrong by hours");
    for piece in [
        test("2026-12-01T20:00:00+09:00"),
        vaccination("2026-12-01"),
        vaccination("1990-01-30"),
        r#"{"kind":"recovery","date":"2027-01-01"}"#.to_owned(),
        r#"{"kind":"exemption","until":"1980-01-01"}"#.to_owned(),
    ] {
        let outcome = texts(&[("bad.ndjson", &row("P-1", "김민수", "1990-01-31", &piece))], &store).await;
        assert_eq!((outcome.counts(), outcome.reported.left_alone.len()), ((0, 0, 0, 1), 1), "{piece}");
    }
    assert!(shown(&store.all())[0].contains("sampled_at"));
}

#[tokio::test]
async fn a_person_who_has_died_is_kept_without_evidence() {
    let dose = r#"{"resourceType":"Immunization","status":"completed","vaccineCode":{"coding":[{"system":"http://hl7.org/fhir/sid/cvx","code":"208"}]},"patient":{"reference":"Patient/p"},"occurrenceDateTime":"2026-03-01"}"#;
    for more in [r#","deceasedBoolean":true"#, r#","deceasedDateTime":"2021-03""#] {
        let store = People::default();
        let rows = [patient("p", "urn:a", "1", more), dose.to_owned()].join("\n");
        assert_eq!(texts(&[("all.ndjson", &rows)], &store).await.counts(), (1, 0, 0, 0), "{more}");
        let all = store.all();
        assert_eq!((all[0].deceased, all[0].evidence.len()), (true, 0), "{more}");
    }
    let store = People::default();
    let rows = [patient("p", "urn:a", "1", r#","deceasedBoolean":false"#), dose.to_owned()].join("\n");
    texts(&[("all.ndjson", &rows)], &store).await;
    assert_eq!((store.all()[0].deceased, store.all()[0].evidence.len()), (false, 1));
}

#[tokio::test]
async fn the_latest_evidence_of_each_kind_is_kept_and_the_rest_is_counted() {
    let test = |number: u64| {
        let sampled_at = haetae_core::UnixTime::new(1_750_000_000 + 60 * number).unwrap().to_rfc3339();
        format!(r#"{{"kind":"test","sampled_at":"{sampled_at}","method":"naat"}}"#)
    };
    let person = |tests: u64, more: &str| {
        let pieces: Vec<String> =
            (0..tests).map(test).chain([more.to_owned()]).filter(|piece| !piece.is_empty()).collect();
        row("P-1", "김민수", "1990-01-31", &pieces.join(","))
    };
    let store = People::default();
    let most = texts(&[("most.ndjson", &person(64, ""))], &store).await;
    assert_eq!((most.counts(), most.summary().evidence_left_out.count), ((1, 0, 0, 0), 0));
    assert_eq!(store.all()[0].evidence.len(), 64);

    let old =
        r#"{"kind":"recovery","date":"2021-07-06"},{"kind":"clearance","policy":"a","until":"2027-01-01T00:00:00Z"}"#;
    let outcome = texts(&[("more.ndjson", &person(4_000 - 2, old))], &store).await;
    assert_eq!(outcome.counts(), (0, 1, 0, 0), "nothing is rejected");
    let left_out = outcome.summary().evidence_left_out;
    assert_eq!((left_out.count, outcome.summary().people_with_evidence_left_out), (3_936, 1));
    assert_eq!(left_out.examples, ["P-1: the latest 64 of 4000 (more.ndjson:1)"]);
    let kept = &store.all()[0].evidence;
    let texts_of: Vec<String> = kept.iter().map(|piece| serde_json::to_string(piece).unwrap()).collect();
    assert_eq!(kept.len(), 64);
    assert!(
        texts_of.contains(&r#"{"kind":"recovery","date":"2021-07-06"}"#.to_owned()),
        "old, but the only one of its kind"
    );
    assert!(texts_of.contains(&test(3_997)) && texts_of.contains(&test(3_936)) && !texts_of.contains(&test(3_935)));
    assert_eq!(texts(&[("again.ndjson", &person(4_000 - 2, old))], &store).await.counts(), (0, 0, 1, 0));

    let outcome = texts(&[("mistake.ndjson", &person(4_001, ""))], &store).await;
    assert_eq!(outcome.counts(), (0, 0, 0, 1));
    assert!(outcome.reported.lines()[0].contains("4001 pieces of evidence of one person: more than 4000"));
    assert_eq!(store.all()[0].evidence.len(), 64, "the record stays as it is");
}

#[tokio::test]
async fn one_number_of_two_systems_is_two_people() {
    let two = [patient("p", "urn:a", "12345", ""), patient("q", "urn:b", "12345", "")].join("\n");
    let store = People::default();
    let outcome = texts(&[("both.ndjson", &two)], &store).await;
    assert!(store.all().is_empty(), "it is unknown which of the two it is");
    assert!(outcome.reported.lines()[0].contains("another system of identifiers"), "{:?}", outcome.reported.lines());

    texts(&[("a.ndjson", &patient("p", "urn:a", "12345", ""))], &store).await;
    let outcome = texts(&[("b.ndjson", &patient("q", "urn:b", "12345", ""))], &store).await;
    assert_eq!(outcome.counts(), (0, 0, 0, 1));
    assert!(outcome.reported.lines()[0].contains("records.identifier_systems"), "{:?}", outcome.reported.lines());
    // Rows of NDJSON are as they are written.
    assert_eq!(texts(&[("n.ndjson", &row("12345", "김민수", "1990-01-31", ""))], &store).await.counts().3, 0);

    let system = |system: &str, prefix: &str| IdentifierSystem { system: system.to_owned(), prefix: prefix.to_owned() };
    let systems = IdentifierSystems::new(vec![system("urn:a", ""), system("urn:b", "b")]);
    let store = People::default();
    let mut reported = Observed::default();
    let files = [two.as_str(), &patient("r", "urn:c", "12345", "")].join("\n");
    let sources = vec![Source::from_reader("all.ndjson", Cursor::new(files.into_bytes()))];
    import(sources, &ImportOptions { systems, ..options() }, &store, &mut reported).await.unwrap();
    let subjects: Vec<String> = store.all().iter().map(|person| person.subject.as_str().to_owned()).collect();
    assert_eq!(subjects, ["12345", "b:12345"]);
    assert_eq!(reported.rejects.len(), 1);
    assert!(reported.lines()[0].contains("\"urn:c\""), "{:?}", reported.lines());
}
