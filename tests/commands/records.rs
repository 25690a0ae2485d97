use crate::place::Place;

const IMPORT: [&str; 4] = ["records", "import", "--data", "data"];

fn data(file: &str) -> String {
    format!("{}/tests/data/records/{file}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_format_goes_in_and_going_in_again_changes_nothing() {
    let place = Place::with_data();
    let files = ["people.csv", "people.ndjson", "fhir-bundle.json"].map(data);
    let imported = place.run(&[&IMPORT[..], &[&files[0]]].concat()).succeeds();
    assert!(imported.stdout.starts_with("4 added, 0 changed, 0 unchanged; 0 rejected"), "{imported:?}");
    for file in [&files[0], &files[1]] {
        let again = place.run(&[&IMPORT[..], &[file]].concat()).succeeds();
        assert!(again.stdout.starts_with("0 added, 0 changed, 4 unchanged; 0 rejected"), "{again:?}");
    }
    place.run(&[&IMPORT[..], &[&files[2]]].concat()).succeeds().says("0 rejected");
    let exports = ["fhir/Patient.ndjson", "fhir/Immunization.ndjson", "fhir/Observation.ndjson"].map(data);
    let arguments = [&IMPORT[..], &exports.each_ref().map(String::as_str)].concat();
    place.run(&arguments).succeeds().says("0 rejected");
}

#[test]
fn rows_come_from_the_standard_input_and_standing_is_kept() {
    let place = Place::with_people();
    place.run(&["revoke", "--data", "data", "--subject", "kim"]).succeeds();
    let row = r#"{"subject":"kim","name":"김민수","birth_date":"1990-01-31","evidence":[]}"#;
    let imported = place.run_with(&[&IMPORT[..], &["-"]].concat(), &[], row).succeeds();
    assert!(imported.stdout.starts_with("0 added, 1 changed, 0 unchanged"), "{imported:?}");
    place.run(&["revoke", "--data", "data", "--subject", "kim"]).succeeds().says("revoked already");
}

#[test]
fn bad_rows_are_reported_with_their_line_and_left_out_and_all_others_go_in() {
    let place = Place::with_data();
    place.write(
        "people.ndjson",
        "{\"subject\":\"a\",\"name\":\"김민수\",\"birth_date\":\"1990-01-31\",\"evidence\":[]}\n\
         {\"subject\":\"b\",\"name\":\"김민수\",\"birth_date\":\"1990-02-31\",\"evidence\":[]}\n\
         not json\n\
         {\"subject\":\"c d\",\"name\":\"김민수\",\"birth_date\":\"1990-01-31\",\"evidence\":[]}\n\
         {\"subject\":\"e\",\"name\":\"김민수\",\"birth_date\":\"1990-01-31\",\"evidence\":[{\"kind\":\"vaccination\",\"doses\":2,\"date\":\"2021-07-06\",\"product\":\"tea\"}]}\n\
         {\"subject\":\"f\",\"name\":\"이산\",\"birth_date\":\"1990-01-31\",\"evidence\":[]}\n",
    );
    let ran = place.run(&[&IMPORT[..], &["people.ndjson", "--rejects", "rejects.ndjson"]].concat()).ends(1);
    assert!(ran.stdout.starts_with("2 added, 0 changed, 0 unchanged; 4 rejected"), "{ran:?}");
    let rejects = place.read("rejects.ndjson");
    let rejects: Vec<serde_json::Value> =
        rejects.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(rejects.iter().map(|reject| reject["line"].as_u64()).collect::<Vec<_>>(), [2, 3, 4, 5].map(Some));
    for reject in &rejects {
        let reported = format!("people.ndjson:{}: {}", reject["line"], reject["reason"].as_str().expect("text"));
        assert!(ran.stderr.lines().any(|line| line == reported), "{reported}: {}", ran.stderr);
    }
    let known = |subject| place.run(&["reinstate", "--data", "data", "--subject", subject]).status;
    assert_eq!(["a", "b", "e", "f"].map(known), [Some(0), Some(1), Some(1), Some(0)]);
}

#[test]
fn files_that_cannot_be_read_stop_the_import_before_its_beginning() {
    let place = Place::with_people();
    place.write("good.ndjson", r#"{"subject":"a","name":"김민수","birth_date":"1990-01-31","evidence":[]}"#);
    place.write("page.html", "<html>");
    std::fs::create_dir(place.path("folder")).expect("a folder");
    let import = |files: &[&'static str]| [&IMPORT[..], &["good.ndjson"], files].concat();
    place.refuses(&import(&["missing.csv"]), 2, "cannot open missing.csv");
    place.refuses(&import(&["folder"]), 2, "cannot open folder");
    place.refuses(&import(&["page.html"]), 2, "page.html: this is a web page");
    place.refuses(&import(&["-", "-"]), 2, "the standard input can be read only once");
    place.refuses(&import(&["--rejects", "nowhere/rejects"]), 2, "cannot write nowhere/rejects");
}

#[test]
fn a_file_that_is_imported_is_not_overwritten_with_rejects() {
    let place = Place::with_people();
    place.write("rows.csv", "subject,name,birth_date\nchoi,최고,1990-01-31\n");
    std::os::unix::fs::symlink("rows.csv", place.path("link.csv")).expect("a link");
    for rejects in ["rows.csv", "./rows.csv", "link.csv"] {
        place.refuses(&[&IMPORT[..], &["rows.csv", "--rejects", rejects]].concat(), 2, "is one of the files to import");
    }
}

#[test]
fn an_old_list_of_rejects_stays_where_an_import_does_not_begin() {
    let place = Place::with_people();
    place.write("rejects", "of yesterday");
    place.write("page.html", "<html>");
    place.refuses(&[&IMPORT[..], &["page.html", "--rejects", "rejects"]].concat(), 2, "page.html");
}

#[test]
fn a_person_with_a_rejected_row_keeps_what_was_on_record_and_the_report_says_so() {
    let place = Place::with_data();
    let rows = |date: &str| {
        format!(
            "subject,name,birth_date,kind,doses,date,product\na,김민수,1990-01-31,vaccination,1,{date},208\nb,이산,1990-01-31,,,,\n"
        )
    };
    place.write("good.csv", rows("2021-07-06"));
    place.write("bad.csv", rows("07/06/2021"));
    place.run(&[&IMPORT[..], &["good.csv"]].concat()).succeeds();
    let ran = place.run(&[&IMPORT[..], &["bad.csv", "--rejects", "rejects"]].concat()).ends(1);
    assert!(
        ran.stdout.starts_with("0 added, 0 changed, 1 unchanged; 1 rejected; 1 left alone\n2 rows read: "),
        "{ran:?}"
    );
    let reported = "a: the record stays as it is, because of bad.csv:2";
    assert!(ran.stderr.lines().any(|line| line == reported), "{ran:?}");
    let reject: serde_json::Value = serde_json::from_str(&place.read("rejects")).expect("JSON");
    assert_eq!((reject["code"].as_str(), reject["subject"].as_str()), (Some("date"), Some("a")));
}

#[test]
fn a_dry_run_stores_nothing_and_the_summary_comes_as_json() {
    let place = Place::with_data();
    let file = data("people.csv");
    let summary = |arguments: &[&str]| -> serde_json::Value {
        let ran = place.run(&[&IMPORT[..], &[&file], arguments].concat()).succeeds();
        serde_json::from_str(&ran.stdout).expect("JSON")
    };
    for _ in 0..2 {
        let dry = summary(&["--dry-run", "--json"]);
        assert_eq!((dry["dry_run"].as_bool(), dry["people"]["added"].as_u64()), (Some(true), Some(4)), "{dry}");
    }
    assert_eq!(summary(&["--json"])["people"]["added"], 4);
    assert_eq!(summary(&["--dry-run", "--json"])["people"]["unchanged"], 4);
}

#[test]
fn a_file_without_rows_is_named() {
    let place = Place::with_data();
    place.write("empty.csv", "subject,name,birth_date\n");
    place.run(&[&IMPORT[..], &["empty.csv"]].concat()).succeeds().says("empty.csv: there are no rows in it");
}

#[test]
fn samples_are_synthetic_and_the_same_for_the_same_seed_and_go_in_whole() {
    let place = Place::with_data();
    let sample = ["records", "sample", "--count", "50", "--today", "2026-10-16"];
    let first = place.run(&sample).succeeds();
    assert_eq!(first.stdout.lines().count(), 50);
    assert!(first.stdout.lines().all(|line| line.contains("\"SYN-")));
    assert_eq!(place.run(&sample).stdout, first.stdout);
    assert_ne!(place.run(&[&sample[..], &["--seed", "2"]].concat()).stdout, first.stdout);
    for format in ["ndjson", "csv", "fhir"] {
        place.run(&[&sample[..], &["--format", format, "--out", format]].concat()).succeeds();
        place.run(&[&IMPORT[..], &[format]].concat()).succeeds().says("; 0 rejected");
    }
    place.refuses(&[&sample[..], &["--out", "nowhere/sample"]].concat(), 2, "cannot write nowhere/sample");
}
