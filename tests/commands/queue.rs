use serde_json::Value;

use crate::place::Place;

fn run<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    [&["queue"], arguments, &["--data", "data"]].concat()
}

/// A time so many seconds from now, in Seoul.
fn in_seoul(seconds: i64) -> String {
    let now = haetae::clock::Clock::now(&haetae::clock::SystemClock).seconds().cast_signed();
    let time = jiff::Timestamp::from_second(now + seconds).expect("a time");
    time.to_zoned(jiff::tz::TimeZone::get("Asia/Seoul").expect("a zone")).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

fn status(place: &Place) -> Value {
    serde_json::from_str(&place.run(&run(&["status", "--json"])).succeeds().stdout).expect("JSON")
}

#[test]
fn a_room_is_shown_before_it_is_made_and_goes_through_its_states() {
    let place = Place::with_data();
    place.run(&run(&["status"])).succeeds().says("There has been no waiting room.");
    let opens = in_seoul(7_200);
    let schedule = run(&["schedule", "--opens", &opens]);
    let shown = place.run(&schedule);
    assert!(
        shown.stdout.contains("in 0 d 1 h 59 min") || shown.stdout.contains("in 0 d 2 h 0 min"),
        "{}",
        shown.stdout
    );
    assert!(shown.stdout.contains("Asia/Seoul (") && shown.stdout.contains("add --yes"), "{}", shown.stdout);
    assert_eq!(status(&place), Value::Null, "nothing was changed");
    place.run(&[schedule, vec!["--yes"]].concat()).succeeds().says("Waiting room 1: scheduled");
    place.run(&run(&["open", "--yes"])).succeeds().says("Waiting room 1: open");
    place.run(&run(&["open", "--yes"])).succeeds().says("Nothing changed");
    place.run(&run(&["rate", "500", "--yes"])).succeeds().says("500, set by an operator");
    place.run(&run(&["pause", "--yes"])).succeeds().says("Waiting room 1: paused");
    let paused = status(&place);
    assert_eq!((&paused["state"], &paused["rate"], &paused["revision"]), (&"paused".into(), &500.into(), &4.into()));
    assert!(paused["changed_by"].as_str().is_some_and(|by| by.starts_with("local:")), "{paused}");
    place.run(&run(&["drain", "--yes"])).succeeds().says("Waiting room 1: draining");
    let journal = place.run(&["journal", "acts", "--data", "data"]);
    assert_eq!(journal.stdout.matches("queue_change").count(), 6, "{}", journal.stdout);
}

#[test]
fn a_date_that_is_a_slip_is_refused() {
    let place = Place::with_data();
    for (opens, words) in [(in_seoul(-60), "in the past"), (in_seoul(366 * 86_400), "14 days ahead")] {
        place.refuses(&run(&["schedule", "--opens", &opens, "--yes"]), 1, words);
    }
    place.refuses(&run(&["schedule", "--opens", "2026-11-15 08:00", "--yes"]), 2, "a time as");
    place.refuses(&run(&["pause", "--yes"]), 1, "there is no waiting room");
    assert_eq!(status(&place), Value::Null);
}
