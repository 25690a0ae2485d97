//! `haetae eligibility`: a file from its first check to the day on which it counts.

use serde_json::{Value, json};

use crate::place::Place;

/// A time so many seconds from now.
fn ahead(seconds: i64) -> String {
    let now = haetae::clock::Clock::now(&haetae::clock::SystemClock).seconds().cast_signed();
    jiff::Timestamp::from_second(now + seconds).expect("a time").to_string()
}

fn run<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    [&["eligibility"], arguments, &["--data", "data"]].concat()
}

/// People born until 1989 from `opens` on, on phones and on paper. Kim was born in 1990, Lee in 1985, Park in 1970.
fn file(version: u64, from: &str, opens: &str, says: &str) -> String {
    let canary = |pass: &str| {
        let mut answers = vec![json!({"from": says, "expect": "eligible"})];
        if says != from {
            answers.insert(0, json!({"from": from, "expect": "not_yet"}));
        }
        json!({"name": pass, "line": "born-to-1989", "born": "1980-01-01", "pass": pass, "answers": answers})
    };
    json!({
        "version": version, "from": from, "zone": "Asia/Seoul",
        "lines": [{
            "id": "born-to-1989", "passes": ["phone", "paper"], "from": opens,
            "who": {"not-after": [{"localDate": [{"var": "record.born.latest"}]}, "1989-12-31"]},
            "message": {"ko": "1989년까지 태어난 분", "en": "People born until 1989"},
        }],
        "otherwise": {"ko": "대상이 아닙니다", "en": "Not yet"},
        "canaries": [canary("phone"), canary("paper")],
    })
    .to_string()
}

fn explained(place: &Place, subject: &str, at: &str, exit: i32) -> Value {
    let arguments = run(&["explain", "--subject", subject, "--at", at, "--json"]);
    serde_json::from_str(&place.run(&arguments).ends(exit).stdout).expect("JSON")
}

#[test]
fn a_file_is_shown_with_whom_it_changes_before_it_is_added_and_explained_afterwards() {
    let place = Place::with_people();
    let (from, opens) = (ahead(3_600), ahead(7_200));
    place.write("one.json", file(1, &from, &from, &from));
    place.run(&["eligibility", "check", "one.json"]).succeeds().says("All 2 canaries are answered as they say.");
    // Without a file everybody is eligible: Kim is not any more.
    let refused = place.run(&run(&["add", "one.json", "--yes"])).ends(1).stderr;
    assert!(refused.contains("1 people cease to be eligible, and --loses says 0"), "{refused}");
    let shown = place.run(&run(&["add", "one.json", "--loses", "1", "--html", "page.html"])).ends(1);
    let shown = shown.says("born-to-1989").says("eligible -> not_eligible").says("Nothing was changed");
    assert!(shown.stdout.contains("3 people on record"), "{}", shown.stdout);
    assert!(place.read("page.html").contains("<svg"));
    place.run(&run(&["schedule"])).succeeds().says("No file is in force").says("Nothing changes later");
    place.run(&run(&["add", "one.json", "--loses", "1", "--yes"])).succeeds().says("Added");
    place.refuses(&run(&["add", "one.json", "--loses", "1", "--yes"]), 1, "version 1 is there: number it anew");

    place.write("two.json", file(2, &from, &opens, &opens));
    let changes = place.run(&run(&["diff", "one.json", "two.json", "--at", &from, "--examples", "1"])).ends(1);
    changes.says("eligible -> not_yet, from").says("lee");
    place.run(&run(&["diff", "one.json", "two.json", "--at", &opens])).succeeds().says("nothing changes");
}

#[test]
fn a_switch_is_counted_over_everybody_and_each_answer_has_its_line() {
    let place = Place::with_people();
    let (from, opens) = (ahead(3_600), ahead(7_200));
    place.write("one.json", file(1, &from, &opens, &opens));
    place.run(&run(&["add", "one.json", "--loses", "3", "--yes"])).succeeds();
    let at_switch = run(&["schedule", "--at", &from, "--count", "--json"]);
    let schedule: Value = serde_json::from_str(&place.run(&at_switch).succeeds().stdout).expect("JSON");
    assert_eq!((&schedule["in_force"], &schedule["switches"][0]["opens"]), (&json!(1), &json!(["born-to-1989"])));
    let phone = &schedule["next"]["policies"]["phone"]["answers"];
    assert_eq!(phone["not_eligible > not_eligible"], 1, "{phone}");
    assert_eq!(phone.as_object().map(serde_json::Map::len), Some(2), "two become eligible: {phone}");
    let now = explained(&place, "kim", &ahead(0), 0);
    assert_eq!((&now["decision"], &now["version"]), (&json!("eligible"), &Value::Null), "before the first file");
    let before = explained(&place, "lee", &from, 1);
    assert_eq!((&before["decision"], &before["line"]["id"]), (&json!("not_yet"), &json!("born-to-1989")));
    assert_eq!(before["message"]["en"], "People born until 1989");
    assert_eq!(explained(&place, "lee", &opens, 0)["decision"], "eligible");
    let never = explained(&place, "kim", &opens, 1);
    assert_eq!((&never["decision"], &never["message"]["en"]), (&json!("not_eligible"), &json!("Not yet")));
    let acts = place.run(&["journal", "acts", "--data", "data"]).stdout;
    assert_eq!((acts.matches("eligibility_add").count(), acts.matches("records_show").count()), (1, 4), "{acts}");
}

#[test]
fn a_file_with_a_date_that_was_set_wrong_is_not_added() {
    let place = Place::with_people();
    let (from, opens, late) = (ahead(3_600), ahead(7_200), ahead(28_800));
    // As in July 2021: six hours late.
    place.write("late.json", file(1, &from, &late, &opens));
    let refused = "canaries are answered otherwise than they say";
    place.refuses(&run(&["add", "late.json", "--loses", "3", "--yes"]), 1, refused);
    place.run(&["eligibility", "check", "late.json"]).ends(1).says("wrong: phone, at");
    place.write("soon.json", file(1, &ahead(60), &ahead(60), &ahead(60)));
    place.refuses(&run(&["add", "soon.json", "--yes"]), 1, "120 seconds ahead");
    place.write("broken.json", "{\"version\": 1}");
    place.refuses(&run(&["add", "broken.json", "--yes"]), 1, "broken.json");
    place.run(&run(&["schedule"])).succeeds().says("No file is in force");
    // Nobody is eligible for what begins later, and everybody is meanwhile.
    place.write("one.json", file(1, &from, &opens, &opens));
    place.run(&run(&["add", "one.json", "--loses", "3", "--yes"])).succeeds();
    // The next file answers a canary otherwise than the one before it, in the second before it begins.
    let mut two: Value = serde_json::from_str(&file(2, &opens, &opens, &opens)).expect("JSON");
    two["canaries"][0]["answers"][0]["from"] = json!(from);
    place.write("two.json", two.to_string());
    place.refuses(&run(&["add", "two.json", "--yes"]), 1, "in the second before it begins");
}
