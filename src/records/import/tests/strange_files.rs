//! Files as spreadsheets and other systems write them.

use super::*;

async fn case(name: &str, store: &People) -> ImportOutcome {
    run(vec![Source::open(&data("cases").join(name)).unwrap()], store).await
}

const KIM: &str = "BR-1001 김*수 1990-01-31: [{kind:vaccination,doses:2,date:2026-03-01,product:BNT162B2}]";

#[tokio::test]
async fn files_of_spreadsheets_are_read() {
    for (name, people, passed_over) in [
        ("csv-cr-only.csv", 1, 0),
        ("csv-cp949.csv", 2, 0),
        ("csv-semicolons.csv", 1, 0),
        ("csv-tabs.tsv", 1, 0),
        ("csv-sep-line.csv", 1, 0),
        ("csv-header-capitals.csv", 1, 0),
        ("csv-trailing-empty-columns.csv", 1, 0),
        ("csv-blank-rows-of-commas.csv", 1, 2),
    ] {
        let store = People::default();
        let outcome = case(name, &store).await;
        assert_eq!((outcome.counts(), outcome.reported.lines()), ((people, 0, 0, 0), vec![]), "{name}");
        assert_eq!(shown(&store.all())[0], KIM, "{name}");
        assert_eq!(outcome.summary().ignored(), passed_over, "{name}");
    }
    let notes = case("csv-cp949.csv", &People::default()).await.summary().notes;
    assert!(
        matches!(notes.as_slice(), [note] if note.ends_with("csv-cp949.csv: read as CP949 (Korean Windows)")),
        "{notes:?}"
    );
}

#[tokio::test]
async fn byte_order_marks_are_passed_over_wherever_files_were_put_together() {
    for (name, people) in [("ndjson-utf8-bom-in-the-middle.ndjson", 2), ("fhir-concatenated-with-bom.ndjson", 2)] {
        let outcome = case(name, &People::default()).await;
        assert_eq!((outcome.counts(), outcome.reported.lines()), ((people, 0, 0, 0), vec![]), "{name}");
    }
}

#[tokio::test]
async fn names_as_people_have_them_go_in() {
    let store = People::default();
    let outcome = case("names.ndjson", &store).await;
    assert_eq!((outcome.counts(), outcome.reported.lines()), ((9, 0, 0, 0), vec![]));
    let names: Vec<_> = store.all().iter().map(|person| person.name.as_str().to_owned()).collect();
    assert_eq!(names, ["K* O*", "K* Ō*", "O* M* A*", "R* D*", "R* D*", "A* J*", "A* J*", "A* J*", "Ş* Ţ*"]);

    let store = People::default();
    case("fhir-name-family-not-ascii.ndjson", &store).await;
    let names: Vec<_> = store.all().iter().map(|person| person.name.as_str().to_owned()).collect();
    assert_eq!(names, ["H* M*", "H* M*", "J* G*"]);
}

#[tokio::test]
async fn every_system_s_text_of_the_same_rows_says_the_same() {
    let csv = "subject,name,birth_date,kind,doses,date,product\r\nA-1,김민수,1990-01-31,vaccination,2,2021-07-06,화이자\r\n\
        A-2,박서연,1985-05-05,,,,\r\n";
    let utf_16 = |text: &str| text.encode_utf16().collect::<Vec<u16>>();
    let with_mark = format!("\u{FEFF}{csv}");
    let bytes = |units: Vec<u16>, to: fn(u16) -> [u8; 2]| units.into_iter().flat_map(to).collect::<Vec<u8>>();
    let files: [(&str, Vec<u8>); 10] = [
        ("UTF-8", csv.as_bytes().to_vec()),
        ("UTF-8 with a mark", with_mark.as_bytes().to_vec()),
        ("UTF-16 LE with a mark", bytes(utf_16(&with_mark), u16::to_le_bytes)),
        ("UTF-16 BE with a mark", bytes(utf_16(&with_mark), u16::to_be_bytes)),
        ("UTF-16 LE", bytes(utf_16(csv), u16::to_le_bytes)),
        ("UTF-16 BE", bytes(utf_16(csv), u16::to_be_bytes)),
        ("CP949", encoding_rs::EUC_KR.encode(csv).0.into_owned()),
        ("CR", csv.replace("\r\n", "\r").into_bytes()),
        (
            "mixed ends, no last one, end of file",
            (csv.replacen("\r\n", "\n", 1).trim_end().to_owned() + "\u{1A}").into_bytes(),
        ),
        ("UTF-16 of Excel, with tabs", bytes(utf_16(&with_mark.replace(',', "\t")), u16::to_le_bytes)),
    ];
    for (name, file) in files {
        let store = People::default();
        let outcome = run(vec![Source::from_reader(name, Cursor::new(file))], &store).await;
        assert_eq!((outcome.counts(), outcome.reported.lines()), ((2, 0, 0, 0), vec![]), "{name}");
        let people = [
            "A-1 김*수 1990-01-31: [{kind:vaccination,doses:2,date:2021-07-06,product:BNT162B2}]",
            "A-2 박*연 1985-05-05: []",
        ];
        assert_eq!(shown(&store.all()), people, "{name}");
    }
}

#[tokio::test]
async fn text_in_another_encoding_is_refused_before_anything_changes() {
    let rows = |name: &[u8]| [&b"subject,name,birth_date\nA-1,"[..], name, b",1990-01-31\n"].concat();
    let late = [
        b"subject,name,birth_date\n".to_vec(),
        b"A-1,John Doe,1990-01-31\n".repeat(10_000),
        b"A-2,J\xF6rg,1990-01-31\n".to_vec(),
    ];
    for (name, file, part) in [
        ("Windows-1252", rows(b"J\xF6rg M\xFCller"), "Western European"),
        ("an A that pairs with a letter", rows(b"\xC1ngel Garc\xEDa"), "neither UTF-8"),
        ("GBK", rows(b"\xCD\xF5\xD0\xA1\xC3\xF7 \xD5\xC5\xCE\xB0"), "neither UTF-8"),
        ("Shift-JIS", rows(b"\x8E\x52\x93\x63\x91\xBE\x98\x59"), "neither UTF-8"),
        ("far on", late.concat(), "Western European"),
        ("gzip", b"\x1F\x8B\x08\0".to_vec(), "this is a gzip archive"),
        ("Excel", b"PK\x03\x04\x14\0[Content_Types].xml".to_vec(), "save the sheet as \"CSV UTF-8\""),
    ] {
        let store = People::default();
        let good = Source::from_reader("good", Cursor::new(MINSU));
        let outcome = run(vec![good, Source::from_reader(name, Cursor::new(file))], &store).await;
        let error = outcome.result.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error.starts_with(&format!("{name}: ")) && error.contains(part), "{name}: {error}");
        assert!(error.ends_with("nothing has been imported") && store.all().is_empty(), "{error}");
    }
}

#[tokio::test]
async fn cells_of_spreadsheets_and_people_are_read_or_explained() {
    let csv = "Subject;이름;생년월일;Kind;Doses;Date;Product;\n\
        A-1;\"김\n민수\";1990. 1. 31.;Vaccination;2.0;2021/07/06;화이자;\n\
        ;;;;;;;\n\
        １２３;이산;１９９００１３１;;;;;\n\
        A-3;이산;07/06/1990;;;;;\n\
        9.00101E+12;이산;1990-01-31;;;;;\n\
        A-5;\"이산;1990-01-31;;;;;\n\
        subject;name;birth_date;kind;doses;date;product;\n\
        A-6;이산;1990-01-31;;;;;note\n\
        A-7;이산;1990-01-31;;;;;;x\n\
        A-8;이산;1990-01-31;vaccination;two;2021-07-06;208;\n\
        =\"0009\";이산;1990-01-31;;;;;\n";
    let store = People::default();
    let outcome = texts(&[("people.csv", csv)], &store).await;
    let reported = [
        "people.csv:6: the birth date \"07/06/1990\" does not say whether the day or the month comes first: write it as YYYY-MM-DD, 1990-01-31 for instance",
        "people.csv:7: \"9.00101E+12\" is a number that a spreadsheet has shortened: format the column as text and export it again",
        "people.csv:8: a quote is opened and not closed",
        "people.csv:10: the column 8 has no name in the header, and holds \"note\" here",
        "people.csv:11: the row has 9 fields, the header 8",
        "people.csv:12: doses: \"two\" is not a number of 1 to 15",
    ];
    assert_eq!(outcome.reported.lines(), reported);
    let people = [
        "0009 이* 1990-01-31: []",
        "123 이* 1990-01-31: []",
        "A-1 김*수 1990-01-31: [{kind:vaccination,doses:2,date:2021-07-06,product:BNT162B2}]",
    ];
    assert_eq!(shown(&store.all()), people);
    let summary = outcome.summary();
    assert_eq!((summary.read, summary.used, summary.ignored()), (11, 3, 2));
    assert_eq!(summary.people_left_alone, 5, "{:?}", summary.left_alone_examples);
}

#[tokio::test]
async fn empty_rows_before_the_header_korean_kinds_and_times_without_a_zone_are_read() {
    let csv = ",,,,,\n\"\",\"\",,,,\nsubject,name,birth_date,구분,sampled_at,method\n\
        A-1,김민수,1990-01-31,검사,2021-12-11 9:00,PCR\nA-2,김민수,1990-01-31,수술,,\n";
    let store = People::default();
    let outcome = texts(&[("people.csv", csv)], &store).await;
    assert_eq!(
        outcome.reported.lines(),
        ["people.csv:5: evidence: the kind \"수술\" is none of vaccination, test, recovery, exemption, clearance"]
    );
    assert_eq!((outcome.counts(), outcome.summary().ignored()), ((1, 0, 0, 1), 2));
    assert_eq!(
        shown(&store.all()),
        ["A-1 김*수 1990-01-31: [{kind:test,sampled_at:2021-12-11T00:00:00Z,method:naat}]"]
    );
}

#[tokio::test]
async fn files_with_nothing_or_strange_columns_say_so() {
    for (file, part) in [
        ("subject,name,birth_date,phone\n", "there is no column \"phone\" (columns separated by commas)"),
        ("subject;name\n", "the column \"birth_date\" is missing (columns separated by semicolons)"),
        ("Name;Geburtstag\n", "there is no column \"Geburtstag\" (columns separated by semicolons)"),
        ("Nummer;Geburtstag\n", "(it is \"Nummer;Geburtstag\")"),
        ("A-1,김민수,1990-01-31\n", "named in its first row, nor NDJSON"),
    ] {
        let outcome = texts(&[("x.csv", file)], &People::default()).await;
        assert!(outcome.result.is_err_and(|error| error.to_string().contains(part)), "{file}");
    }
    for file in ["", "\u{FEFF}", "\n\n", "subject,name,birth_date", "sep=;\nsubject;name;birth_date\n", "[]"] {
        assert_eq!(texts(&[("x.csv", file)], &People::default()).await.counts(), (0, 0, 0, 0), "{file}");
    }
}

#[tokio::test]
async fn people_as_json_over_many_lines_go_in() {
    let indented =
        |row: &str| serde_json::to_string_pretty(&serde_json::from_str::<serde_json::Value>(row).unwrap()).unwrap();
    let second = MINSU.replace("A-1", "A-2");
    let bad = second.replace("A-2", "A-3").replace("1990-01-31", "1990-13");
    for file in [
        format!("[{MINSU},{second},{bad}]"),
        format!("[\n{},\n{},\n{}\n]\n", indented(MINSU), indented(&second), indented(&bad)),
        format!("{}\n{}\n{}\n", indented(MINSU), indented(&second), indented(&bad)),
    ] {
        let store = People::default();
        let outcome = texts(&[("people.ndjson", &file)], &store).await;
        assert_eq!((outcome.counts(), outcome.summary().people_left_alone), ((2, 0, 0, 1), 1), "{file}");
        assert_eq!(store.all().len(), 2);
    }
}

#[tokio::test]
async fn a_list_that_is_cut_off_changes_nothing() {
    let store = People::default();
    let file = format!("[\n{MINSU},\n{}\n", MINSU.replace("A-1", "A-2"));
    let outcome = texts(&[("whole.ndjson", MINSU), ("people.json", &file)], &store).await;
    let error = outcome.result.expect_err("the file is not complete").to_string();
    let expected = "people.json: line 1: the list that begins here is not closed: the file is not complete; nothing has \
                    been imported";
    assert_eq!(error, expected);
    assert!(store.all().is_empty());
}
