use std::io::Cursor;
use std::path::{Path, PathBuf};

use super::memory::{Observed, People};
use super::*;
use crate::model::Person;
use crate::records::sample::{Citizens, SampleFormat, write};

mod agreement;
mod fhir_cases;
mod fhir_files;
mod left_alone;
mod many;
mod people;
mod strange_files;

fn options() -> ImportOptions {
    memory::options(TimeZone::fixed(jiff::tz::offset(9)))
}

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/records").join(name)
}

struct ImportOutcome {
    result: Result<Summary, ImportError>,
    reported: Observed,
}

impl ImportOutcome {
    fn summary(&self) -> Summary {
        let summary = self.result.as_ref().unwrap_or_else(|error| panic!("{error}")).clone();
        let ends = [summary.used, summary.superseded, summary.rejected, summary.left_alone, summary.ignored()];
        assert_eq!(summary.read, ends.iter().sum::<u64>(), "every row is counted once: {summary:?}");
        summary
    }

    fn counts(&self) -> (u64, u64, u64, u64) {
        let summary = self.summary();
        (summary.imported.added, summary.imported.changed, summary.imported.unchanged, summary.rejected)
    }
}

async fn run(sources: Vec<Source>, store: &People) -> ImportOutcome {
    let mut reported = Observed::default();
    let result = import(sources, &options(), store, &mut reported).await;
    ImportOutcome { result, reported }
}

async fn texts(files: &[(&str, &str)], store: &People) -> ImportOutcome {
    let source = |(name, text): &(&str, &str)| Source::from_reader(name, Cursor::new(text.as_bytes().to_vec()));
    run(files.iter().map(source).collect(), store).await
}

/// People as `subject name birth: evidence`, for reading.
fn shown(people: &[Person]) -> Vec<String> {
    let evidence = |person: &Person| serde_json::to_string(&person.evidence).unwrap().replace('"', "");
    people
        .iter()
        .map(|p| format!("{} {} {}: {}", p.subject.as_str(), p.name.as_str(), p.birth_date, evidence(p)))
        .collect()
}

const MINSU: &str = r#"{"subject":"A-1","name":"김민수","birth_date":"1990-01-31","evidence":[{"kind":"vaccination","doses":2,"date":"2021-07-06","product":"화이자"}]}"#;

#[tokio::test]
async fn the_sample_files_say_the_same_in_each_format() {
    let mut all = Vec::new();
    for files in [
        vec!["people.ndjson"],
        vec!["people.csv"],
        vec!["fhir-bundle.json"],
        vec!["fhir/Immunization.ndjson", "fhir/Observation.ndjson", "fhir/Patient.ndjson"],
    ] {
        let store = People::default();
        let sources = || files.iter().map(|name| Source::open(&data(name)).unwrap()).collect::<Vec<_>>();
        let first = run(sources(), &store).await;
        assert_eq!((first.counts(), first.reported.lines()), ((4, 0, 0, 0), vec![]), "{files:?}");
        assert_eq!(Some(first.reported.bytes), sources().iter().map(Source::length).sum(), "{files:?}");
        assert_eq!(run(sources(), &store).await.counts(), (0, 0, 4, 0), "{files:?}");
        all.push(shown(&store.all()));
    }
    let [ndjson, csv, bundle, bulk] = all.as_slice() else { panic!("four ways") };
    assert_eq!(ndjson, csv);
    assert_eq!(bundle, bulk);
    // FHIR has no exemptions.
    let fhir: Vec<String> = ndjson.iter().map(|line| line.replace("{kind:exemption,until:2022-06-30},", "")).collect();
    assert_eq!(&fhir, bundle);
    assert_eq!(bundle[0], "KR-1001 김*수 1990-01-31: [{kind:vaccination,doses:2,date:2021-07-06,product:BNT162B2}]");
}

#[tokio::test]
async fn samples_of_all_formats_say_the_same_in_many_batches() {
    let today = haetae_core::CivilDate::parse("2021-12-13").unwrap();
    let mut all = Vec::new();
    for format in [SampleFormat::Ndjson, SampleFormat::Csv, SampleFormat::Fhir] {
        let mut text = Vec::new();
        write(Citizens::new(3, today), 5_000, format, &mut text).unwrap();
        let store = People::default();
        let outcome = run(vec![Source::from_reader("sample", Cursor::new(text))], &store).await;
        assert_eq!((outcome.counts(), outcome.reported.lines()), ((5_000, 0, 0, 0), vec![]));
        assert_eq!(outcome.reported.stored, 5_000);
        let mut people = store.all();
        for person in &mut people {
            person.evidence.retain(|piece| !matches!(piece, haetae_core::Evidence::Exemption { .. }));
        }
        all.push(people);
    }
    assert!(all[0] == all[1] && all[0] == all[2]);
}

#[tokio::test]
async fn bad_rows_are_named_and_left_out() {
    let rows = [
        MINSU,
        r#"{"subject":"A-2","name":"김","#,
        "",
        r#"{"subject":"A 3","name":"이산","birth_date":"1990-01-31","evidence":[]}"#,
        r#"{"subject":"A-4","name":"이산1","birth_date":"1990-01-31","evidence":[]}"#,
        r#"{"subject":"A-5","name":"이산","birth_date":"1990-02-30","evidence":[]}"#,
        r#"{"subject":"A-6","name":"이산","birth_date":"1990-01-31","evidence":[{"kind":"vaccination","doses":1,"date":"2021-07-06","product":"물"}]}"#,
        r#"{"subject":"A-7","name":"이산","birth_date":"1990-01-31","evidence":[],"phone":"1"}"#,
        r#"{"subject":"A-8","name":"이산","birth_date":"1990-01-31","evidence":[]}"#,
    ]
    .join("\n");
    let store = People::default();
    let outcome = texts(&[("people.ndjson", &rows)], &store).await;
    assert_eq!(outcome.counts(), (2, 0, 0, 6));
    let expected = [
        "people.ndjson:2: the line ends in the middle of its JSON, at byte 30",
        "people.ndjson:4: the subject must be 1 to 64 of A-Z, a-z, 0-9, '.', '_', ':' and '-'",
        "people.ndjson:5: the name has U+0031 (1), which no pass can show: give it in Latin letters, Hangul, Hanja or Kana",
        "people.ndjson:6: the birth date \"1990-02-30\" is not a date like 1990-01-31, nor a month like 1990-01 or a year like 1990",
        "people.ndjson:7: \"물\" is not a code or name of the product table",
        "people.ndjson:8: unknown field `phone`, expected one of `subject`, `name`, `birth_date`, `deceased`, `system`, `evidence`, at byte 80",
    ];
    assert_eq!(outcome.reported.lines(), expected);
    let known: Vec<String> = store.all().iter().map(|person| person.subject.as_str().to_owned()).collect();
    assert_eq!(known, ["A-1", "A-8"]);
}

#[tokio::test]
async fn rows_of_one_subject_in_a_csv_file_are_one_person() {
    let csv = "\u{FEFF}subject,name,birth_date,kind,doses,date,product,sampled_at,method,until,policy\r\n\
        B-1,\"이산\",1985-05-05,vaccination,3,2021-11-20,모더나,,,,\r\n\
        B-2,John Doe,1970-01-01,,,,,,,,\r\n\
        B-1,이산,1985-05-05,clearance,,,,,,2022-01-01T00:00:00+09:00,restaurant\r\n\
        B-1,이훈민,1985-05-05,recovery,,2021-01-01,,,,,\r\n\
        B-3,김하나,1985-05-05,recovery,1,2021-01-01,,,,,\r\n\
        B-3,김하나,1985-05-05,vaccination,x,2021-01-01,207,,,,\r\n\
        B-3,김하나,1985-05-05,,,2021-01-01,,,,,\r\n\
        B-4,김하나\r\n\
        ,김하나,1985-05-05,,,,,,,,\r\n";
    let store = People::default();
    let outcome = texts(&[("people.csv", csv)], &store).await;
    let expected = [
        "people.csv:6: evidence: unknown field `doses`, expected `date`",
        "people.csv:7: doses: \"x\" is not a number of 1 to 15",
        "people.csv:8: evidence: missing field `kind`",
        "people.csv:9: the row has 2 fields, the header 11",
        "people.csv:10: the subject is empty",
        "people.csv:5: the same subject has another name at people.csv:2",
    ];
    assert_eq!(outcome.reported.lines(), expected);
    // It is unknown whose B-1 is, and B-3 would be incomplete.
    assert_eq!(shown(&store.all()), ["B-2 J* D* 1970-01-01: []"]);
}

#[tokio::test]
async fn the_last_of_several_statements_counts_and_a_second_run_changes_nothing() {
    let row = |doses: u8| MINSU.replace("\"doses\":2", &format!("\"doses\":{doses}"));
    let files = [row(1), row(2), "subject,name,birth_date\nA-1,김민수,1990-01-31\n".to_owned(), row(3)];
    let named: Vec<(&str, &str)> = ["a", "b", "c", "d"].into_iter().zip(files.iter().map(String::as_str)).collect();
    let store = People::default();
    let first = texts(&named, &store).await;
    assert_eq!((first.counts(), first.summary().superseded), ((1, 0, 0, 0), 3));
    let reported = shown(&store.all());
    assert!(reported[0].contains("김*수") && reported[0].contains("doses:3"), "{reported:?}");
    assert_eq!(texts(&named, &store).await.counts(), (0, 0, 1, 0));
    assert_eq!(texts(&named[..2], &store).await.counts(), (0, 1, 0, 0));
}

#[tokio::test]
async fn a_file_that_cannot_be_read_keeps_everything_out() {
    let store = People::default();
    for (name, text, reason) in [
        ("x.bin", "\u{0}\u{1}", "x.bin: this is neither CSV"),
        ("x.csv", "subject,name,birthday\n", "x.csv: there is no column \"birthday\""),
        ("x.csv", "subject,name\n", "x.csv: the column \"birth_date\" is missing"),
    ] {
        let outcome = texts(&[("good.ndjson", MINSU), (name, text)], &store).await;
        let error = outcome.result.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error.starts_with(reason) && error.ends_with("nothing has been imported"), "{error}");
    }
    struct Broken;
    impl std::io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the cable is out"))
        }
    }
    let beginning = format!("{MINSU}\n").repeat(1_000);
    let broken = std::io::Read::chain(Cursor::new(beginning.into_bytes()), Broken);
    let outcome = run(vec![Source::from_reader("tape", broken)], &store).await;
    assert!(matches!(outcome.result, Err(ImportError::Read { ref file, .. }) if file == "tape"));
    assert!(matches!(Source::open(&data("nowhere.csv")), Err(ImportError::Open { .. })));
    assert!(matches!(Source::open(&data("fhir")), Err(ImportError::Open { .. })));
    assert!(store.all().is_empty());
}

#[tokio::test]
async fn whole_batches_are_stored_before_a_failure_and_the_next_run_completes_them() {
    let mut text = Vec::new();
    write(
        Citizens::new(1, haetae_core::CivilDate::parse("2021-12-13").unwrap()),
        4_500,
        SampleFormat::Ndjson,
        &mut text,
    )
    .unwrap();
    let source = || vec![Source::from_reader("sample", Cursor::new(text.clone()))];
    let store = People::default();
    *store.batches_left.lock().unwrap() = 2;
    let stopped = run(source(), &store).await;
    assert!(matches!(stopped.result, Err(ImportError::Store { stored: 4_000, .. })));
    assert_eq!(store.all().len(), 4_000);
    *store.batches_left.lock().unwrap() = 3;
    assert_eq!(run(source(), &store).await.counts(), (500, 0, 4_000, 0));
}
