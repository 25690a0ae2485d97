use std::collections::HashSet;

use super::{Database, length, runs};
use crate::place::Place;
use crate::running::start;

/// Several batches of an import.
const PEOPLE: &str = "12000";

const ROUNDS: usize = 8;

const IMPORT: [&str; 5] = ["records", "import", "--data", "data", "people.ndjson"];

#[test]
fn an_import_that_is_killed_leaves_whole_people_and_completes_when_it_is_run_again() {
    let expected = expected_people();
    let known: HashSet<_> = expected.iter().collect();
    let place = place();
    let mut database = Database::open(&place);
    let mut incomplete = 0;
    for round in 0..ROUNDS {
        let (before, _) = database.counts();
        let seen = kill_an_import(&place, &mut database, round);
        let (people, registered) = database.counts();
        assert!(people >= seen && seen >= before, "round {round}: {before} people, then {seen}, then {people}");
        assert_eq!(people, registered, "round {round}");
        assert_eq!(database.integrity(), "ok", "round {round}");
        assert!(database.people().iter().all(|person| known.contains(person)), "round {round}: whole people only");
        incomplete += usize::from(0 < people && people < i64::try_from(expected.len()).expect("a number"));
    }
    assert!(incomplete > 0, "no round was killed between the first batch and the last");

    place.run(&IMPORT).succeeds().says("; 0 rejected");
    assert_eq!(database.people(), expected);
    place.run(&IMPORT).succeeds().says("0 added, 0 changed, ");
}

/// Kills an import at a moment that differs with the round, and returns the people seen in the database just before.
fn kill_an_import(place: &Place, database: &mut Database, round: usize) -> i64 {
    let (before, _) = database.counts();
    let log = place.path("data/haetae.sqlite-wal");
    let log_before = length(&log);
    let mut import = start(place, &IMPORT);
    let mut seen = before;
    while runs(&mut import) {
        seen = database.counts().0;
        let enough = match round % 3 {
            // A batch has just been committed, and the next one is on its way.
            0 => seen > before,
            // A batch is being written at this moment.
            1 => length(&log) != log_before,
            // It is still reading.
            _ => true,
        };
        if enough {
            break;
        }
    }
    // It may have ended by itself in the meantime.
    import.kill().expect("a signal");
    import.wait().expect("a process");
    seen
}

fn place() -> Place {
    let place = Place::with_data();
    let sample = ["records", "sample", "--count", PEOPLE, "--today", "2026-10-16", "--out", "people.ndjson"];
    place.run(&sample).succeeds();
    place
}

/// The result of an undisturbed import.
fn expected_people() -> Vec<super::Row> {
    let place = place();
    place.run(&IMPORT).succeeds();
    Database::open(&place).people()
}
