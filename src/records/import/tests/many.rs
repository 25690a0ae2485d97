//! A national export of which a tenth is strange: nothing is lost silently, and the counts add up.
//! `HAETAE_IMPORT_ROWS=1000000` makes it as large as a nation's.

use std::collections::BTreeMap;

use super::*;

/// The expected result for the rows.
#[derive(Debug, Default, PartialEq, Eq)]
struct Expected {
    read: u64,
    used: u64,
    superseded: u64,
    left_alone: u64,
    passed_over: u64,
    people: u64,
    people_left_alone: u64,
    rejects: BTreeMap<RejectCode, u64>,
}

impl Expected {
    fn uses(&mut self, rows: u64) {
        self.read += rows;
        self.used += rows;
        self.people += 1;
    }

    fn rejects(&mut self, code: RejectCode, people_left_alone: u64) {
        self.read += 1;
        *self.rejects.entry(code).or_default() += 1;
        self.people_left_alone += people_left_alone;
    }

    fn passes_over(&mut self) {
        self.read += 1;
        self.passed_over += 1;
    }

    /// The row just before is of a person who is left alone now; it counts as `instead`.
    fn takes_back(&mut self, instead: fn(&mut Self) -> &mut u64) {
        self.used -= 1;
        self.people -= 1;
        *instead(self) += 1;
    }

    fn of(summary: &Summary) -> Self {
        Self {
            read: summary.read,
            used: summary.used,
            superseded: summary.superseded,
            left_alone: summary.left_alone,
            passed_over: summary.ignored(),
            people: summary.imported.added,
            people_left_alone: summary.people_left_alone,
            rejects: summary.rejects.iter().map(|(code, tally)| (*code, tally.count)).collect(),
        }
    }
}

/// Makes the rows of a file one at a time, and counts the expected results.
type Row = fn(u64, &mut Expected) -> Vec<u8>;

/// A file that is made while it is read.
struct Made {
    row: Row,
    next: u64,
    end: u64,
    ready: Cursor<Vec<u8>>,
    expected: std::sync::Arc<std::sync::Mutex<Expected>>,
}

impl std::io::Read for Made {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        loop {
            let read = std::io::Read::read(&mut self.ready, buffer)?;
            if read > 0 || self.next == self.end {
                return Ok(read);
            }
            self.ready = Cursor::new((self.row)(self.next, &mut self.expected.lock().unwrap()));
            self.next += 1;
        }
    }
}

const HEADER: &str = "subject;name;birth_date;kind;doses;date;product";

/// The number of a strange row among them; every tenth is one.
fn strange(row: u64) -> Option<u64> {
    (row % 10 == 9).then_some(row / 10)
}

fn csv_row(number: u64, expected: &mut Expected) -> Vec<u8> {
    let row = |name: &str, birth_date: &str, product: &str| {
        format!("C-{number};{name};{birth_date};vaccination;2;2021-07-06;{product}\n").into_bytes()
    };
    let before = number.saturating_sub(1);
    if number == 0 {
        return format!("{HEADER}\n").into_bytes();
    }
    match strange(number).map(|strange| strange % 11) {
        None => expected.uses(1),
        Some(0) => {
            expected.passes_over();
            return b" ;;;;;;\r\n".to_vec();
        }
        Some(1) => {
            expected.passes_over();
            return format!("{}\n", HEADER.to_uppercase()).into_bytes();
        }
        Some(2) => {
            expected.rejects(RejectCode::BirthDate, 1);
            return row("김민수", "07/06/1990", "208");
        }
        Some(3) => {
            expected.uses(1);
            return row("Rosa D`Angelo", "1990. 1. 31.", "208");
        }
        Some(4) => {
            expected.uses(1);
            return row("\"김\n민수\"", "1990-01-31", "화이자");
        }
        Some(5) => {
            expected.rejects(RejectCode::Subject, 0);
            return "9.00101E+12;김민수;1990-01-31;;;;\n".into();
        }
        Some(6) => {
            expected.rejects(RejectCode::Malformed, 1);
            return row("\"김민수", "1990-01-31", "208");
        }
        Some(7) => {
            expected.rejects(RejectCode::Encoding, 1);
            return [&b"C-"[..], number.to_string().as_bytes(), b";\xB1\xE8\xFF;1990-01-31;;;;\n"].concat();
        }
        Some(8) => {
            expected.rejects(RejectCode::Product, 1);
            return row("김민수", "1990-01-31", "water");
        }
        Some(9) => {
            expected.rejects(RejectCode::AnotherPerson, 1);
            expected.takes_back(|expected| &mut expected.left_alone);
            return format!("C-{before};박서연;1985-05-05;;;;\n").into_bytes();
        }
        Some(_) => expected.uses(1),
    }
    row("김민수", "1990-01-31", "208")
}

fn ndjson_row(number: u64, expected: &mut Expected) -> Vec<u8> {
    let row = |number: u64| MINSU.replace("A-1", &format!("N-{number}")) + "\n";
    let before = number.saturating_sub(1);
    match strange(number).map(|strange| strange % 8) {
        None => expected.uses(1),
        Some(0) => {
            expected.uses(1);
            return format!("\u{FEFF}{}", row(number)).into_bytes();
        }
        Some(1) => {
            expected.rejects(RejectCode::Malformed, 1);
            return format!("{}\n", &row(number)[..60]).into_bytes();
        }
        Some(2) => {
            expected.takes_back(|expected| &mut expected.superseded);
            expected.uses(1);
            return row(before).into_bytes();
        }
        Some(3) => {
            expected.rejects(RejectCode::Name, 1);
            return row(number).replace("김민수", "Иван").into_bytes();
        }
        Some(4) => {
            expected.rejects(RejectCode::Encoding, 1);
            return row(number).replace("1990", "19\u{0}0").into_bytes();
        }
        Some(5) => {
            expected.rejects(RejectCode::Malformed, 0);
            return b"-- 5 rows selected --\n".to_vec();
        }
        Some(6) => {
            expected.takes_back(|expected| &mut expected.superseded);
            expected.rejects(RejectCode::BirthDate, 1);
            return row(before).replace("1990-01-31", "1990-13").into_bytes();
        }
        Some(_) => expected.uses(1),
    }
    row(number).into_bytes()
}

fn fhir_rows(number: u64, expected: &mut Expected) -> Vec<u8> {
    let patient = format!(
        r#"{{"resourceType":"Patient","id":"f{number}","identifier":[{{"value":"F-{number}"}}],"name":[{{"family":"남궁","given":["민수"]}}],"birthDate":"1990-01-31"}}"#
    );
    let dose = |patient: &str| {
        format!(
            r#"{{"resourceType":"Immunization","status":"completed","vaccineCode":{{"coding":[{{"system":"http://hl7.org/fhir/sid/cvx","code":"208"}}]}},"patient":{{"reference":"Patient/{patient}"}},"occurrenceDateTime":"2021-05-01"}}"#
        )
    };
    match strange(number).map(|strange| strange % 4) {
        Some(0) => {
            expected.passes_over();
            b"{\"resourceType\":\"Encounter\",\"status\":\"finished\"}\r\n".to_vec()
        }
        Some(1) => {
            expected.rejects(RejectCode::PatientUnknown, 0);
            format!("{}\n", dose("nobody")).into_bytes()
        }
        Some(2) => {
            expected.rejects(RejectCode::Malformed, 0);
            b"{\"resourceType\":\n".to_vec()
        }
        _ => {
            expected.uses(2);
            format!("{}\r{patient}\n", dose(&format!("f{number}"))).into_bytes()
        }
    }
}

#[tokio::test]
async fn a_national_export_with_a_strange_tenth_loses_nothing_silently() {
    let rows = std::env::var("HAETAE_IMPORT_ROWS").map_or(21_000, |rows| rows.parse().unwrap());
    let expected = std::sync::Arc::default();
    let made = |name: &str, row: Row| {
        let expected = std::sync::Arc::clone(&expected);
        Source::from_reader(name, Made { row, next: 0, end: rows / 3, ready: Cursor::default(), expected })
    };
    let sources = vec![made("a.csv", csv_row), made("b.ndjson", ndjson_row), made("c.ndjson", fhir_rows)];
    let store = People::default();
    let outcome = run(sources, &store).await;
    let summary = outcome.summary();
    let expected = expected.lock().unwrap();
    assert_eq!(Expected::of(&summary), *expected);
    assert_eq!(store.all().len() as u64, expected.people);
    // Each reject and each person left alone is named.
    assert_eq!(outcome.reported.rejects.len() as u64, summary.rejected);
    assert_eq!(outcome.reported.left_alone.len() as u64, summary.people_left_alone);
    println!("{summary:?}");
}
