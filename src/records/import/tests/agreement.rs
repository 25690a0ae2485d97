use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::*;
use crate::records::known_names;

fn schema() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schemas/person.schema.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn validator() -> jsonschema::Validator {
    jsonschema::draft202012::options().should_validate_formats(true).build(&schema()).unwrap()
}

#[test]
fn the_sample_files_and_samples_follow_the_schema() {
    let validator = validator();
    let mut text = std::fs::read(data("people.ndjson")).unwrap();
    let today = haetae_core::CivilDate::parse("2021-12-13").unwrap();
    write(Citizens::new(5, today), 200, SampleFormat::Ndjson, &mut text).unwrap();
    for line in String::from_utf8(text).unwrap().lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        assert!(
            validator.is_valid(&row),
            "{line}: {:?}",
            validator.iter_errors(&row).map(|e| e.to_string()).collect::<Vec<_>>()
        );
    }
}

#[test]
fn the_schema_lists_the_product_table() {
    let schema = schema();
    let listed = schema.pointer("/$defs/product/enum").and_then(Value::as_array).unwrap();
    let listed: BTreeSet<String> = listed.iter().map(|name| name.as_str().unwrap().to_owned()).collect();
    assert_eq!(listed, known_names().collect());
}

fn with(change: impl FnOnce(&mut Value)) -> Value {
    let mut row: Value = serde_json::from_str(MINSU).unwrap();
    change(&mut row);
    row
}

fn named(name: &str) -> Value {
    with(|row| row["name"] = json!(name))
}

fn born(date: &str) -> Value {
    with(|row| row["birth_date"] = json!(date))
}

fn subject(id: &str) -> Value {
    with(|row| row["subject"] = json!(id))
}

fn holding(evidence: Value) -> Value {
    with(|row| row["evidence"] = json!([evidence]))
}

#[tokio::test]
async fn the_schema_and_the_import_agree() {
    let vaccinated = json!({"kind": "vaccination", "doses": 2, "date": "2021-07-06", "product": "BNT162B2"});
    let changed = |field: &str, value: Value| {
        let mut evidence = vaccinated.clone();
        evidence[field] = value;
        holding(evidence)
    };
    let good = [
        with(|_| ()),
        with(|row| row["evidence"] = json!([])),
        named("김*수"),
        named("Mary-Jane O’Neill"),
        named("\u{1100}\u{1175}\u{11B7}"),
        named("金\u{F9E1}"),
        named(" 김 민수 "),
        named("Jose\u{301}"),
        named("김\u{202E}수"),
        named("Rosa D`Angelo"),
        named("Ștefan Țurcanu"),
        born("1900-01-01"),
        born("2000-02-29"),
        born("1990-01"),
        born("1990"),
        with(|row| row["deceased"] = json!(true)),
        with(|row| row["system"] = json!("urn:a")),
        subject("urn:x_1.y-Z"),
        subject(&"a".repeat(64)),
        changed("product", json!("208")),
        changed("product", json!("코미나티주")),
        changed("doses", json!(15)),
        holding(json!({"kind": "test", "sampled_at": "2021-12-11T00:00:00+09:00", "method": "rapid"})),
        holding(json!({"kind": "recovery", "date": "2021-07-06"})),
        holding(json!({"kind": "exemption", "until": "2022-07-06"})),
        holding(json!({"kind": "clearance", "policy": "restaurant-2", "until": "2021-12-11T00:00:00Z"})),
    ];
    let bad = [
        json!([]),
        json!("A-1"),
        with(|row| row["phone"] = json!("1")),
        with(|row| row["evidence"] = json!({})),
        with(|row| row["evidence"] = Value::Null),
        with(|row| row["evidence"] = json!(["x"])),
        with(|row| drop(row.as_object_mut().unwrap().remove("evidence"))),
        with(|row| drop(row.as_object_mut().unwrap().remove("name"))),
        with(|row| row["name"] = json!(5)),
        named(""),
        born("1899-12-31"),
        born("2001-02-29"),
        born("2001-2-9"),
        born("2001-13-01"),
        born("2001-13"),
        born("1899"),
        with(|row| row["deceased"] = json!("yes")),
        born(""),
        subject(""),
        subject("A 1"),
        subject("김"),
        subject(&"a".repeat(65)),
        changed("product", json!("water")),
        changed("product", json!("")),
        changed("doses", json!(0)),
        changed("doses", json!(16)),
        changed("doses", json!("2")),
        changed("doses", json!(1.5)),
        changed("date", json!("2021-07-06T00:00:00Z")),
        changed("date", Value::Null),
        changed("method", json!("naat")),
        changed("kind", json!("blessing")),
        holding(json!({"kind": "vaccination", "doses": 2, "date": "2021-07-06"})),
        holding(json!({"kind": "test", "sampled_at": "2021-12-11", "method": "rapid"})),
        holding(json!({"kind": "test", "sampled_at": "2021-12-11T00:00:00", "method": "rapid"})),
        holding(json!({"kind": "test", "sampled_at": "1969-12-11T00:00:00Z", "method": "rapid"})),
        holding(json!({"kind": "test", "sampled_at": "2021-12-11T00:00:00Z", "method": "pcr"})),
        holding(json!({"kind": "clearance", "policy": "Restaurant", "until": "2021-12-11T00:00:00Z"})),
        holding(json!({"kind": "clearance", "policy": "", "until": "2021-12-11T00:00:00Z"})),
        holding(json!({"kind": "exemption", "until": "2021-12-11T00:00:00Z"})),
    ];
    // A schema cannot express what a mask would show.
    for name in [" - ", "김민수1", "<b>김</b>", "Иван", "×"] {
        let rejected = texts(&[("row.ndjson", &named(name).to_string())], &People::default()).await.summary().rejected;
        assert_eq!(rejected, 1, "{name}");
    }
    let validator = validator();
    for (rows, right) in [(&good[..], true), (&bad[..], false)] {
        for row in rows {
            assert_eq!(validator.is_valid(row), right, "schema: {row}");
            // A line before it, so that the file is one of rows.
            let rows = format!("{}\n{row}", MINSU.replace("A-1", "A-0"));
            let rejected = texts(&[("row.ndjson", &rows)], &People::default()).await.summary().rejected;
            assert_eq!(rejected == 0, right, "import: {row}");
        }
    }
}
