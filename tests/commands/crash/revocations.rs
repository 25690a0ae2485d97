use std::io::Read as _;
use std::process::Child;

use super::{length, runs};
use crate::place::Place;
use crate::running::start;

const PEOPLE: usize = 32;

/// Processes that revoke at the same time.
const AT_ONCE: usize = 4;

#[test]
fn a_revocation_that_was_acknowledged_is_published_whenever_processes_are_killed() {
    let place = Place::with_data();
    let passes = passes(&place, PEOPLE);
    let mut acknowledged = vec![false; PEOPLE];
    let people: Vec<usize> = (0..PEOPLE).collect();
    for some in people.chunks(AT_ONCE) {
        let log = length(&place.path("data/haetae.sqlite-wal"));
        let started: Vec<Child> = some
            .iter()
            .map(|number| start(&place, &["revoke", "--data", "data", "--subject", &subject(*number)]))
            .collect();
        for (number, process) in some.iter().zip(started) {
            acknowledged[*number] = kill_sometime(&place, process, *number, log);
        }
    }
    let count = acknowledged.iter().filter(|acknowledged| **acknowledged).count();
    assert!(0 < count && count < PEOPLE, "{count} of {PEOPLE} revocations were acknowledged: this proves nothing");
    require_refused(&place, &passes, &acknowledged);
}

/// Kills a revocation at a moment that differs with its number, and returns whether it was acknowledged.
fn kill_sometime(place: &Place, mut process: Child, number: usize, log_before: u64) -> bool {
    let log = place.path("data/haetae.sqlite-wal");
    let mut printed = String::new();
    match number % 4 {
        0 => {}
        // Another process is writing at this moment.
        1 => while runs(&mut process) && length(&log) == log_before {},
        // It has printed something and not ended.
        2 => {
            let mut first = [0; 1];
            if process.stdout.as_mut().expect("an output").read(&mut first).expect("bytes") == 1 {
                printed.push('R');
            }
        }
        _ => drop(process.wait().expect("a process")),
    }
    process.kill().expect("a signal");
    process.stdout.take().expect("an output").read_to_string(&mut printed).expect("text");
    let status = process.wait().expect("a process");
    status.success() || printed.starts_with("Revoked.")
}

/// The subject of a number.
pub(super) fn subject(number: usize) -> String {
    format!("P-{number:04}")
}

/// Imports people and issues a paper pass to each.
pub(super) fn passes(place: &Place, people: usize) -> Vec<String> {
    let rows: String = (0..people)
        .map(|number| format!("{},김민수,1990-01-31,vaccination,2,2026-05-01,BNT162B2\n", subject(number)))
        .collect();
    place.write("people.csv", format!("subject,name,birth_date,kind,doses,date,product\n{rows}"));
    place.run(&["records", "import", "--data", "data", "people.csv"]).succeeds();
    (0..people).map(|number| place.paper_pass(&subject(number))).collect()
}

/// Publishes, and checks that everyone whose revocation was acknowledged is refused. The others may be refused or not.
pub(super) fn require_refused(place: &Place, passes: &[String], acknowledged: &[bool]) {
    place.publish();
    place.write("passes", passes.join("\n"));
    let checked = place.verify(&["--json", "passes"]);
    let verdicts: Vec<&str> = checked.stdout.lines().collect();
    assert_eq!(verdicts.len(), passes.len(), "{checked:?}");
    for (number, verdict) in verdicts.into_iter().enumerate() {
        let revoked = verdict.contains(r#""code":"revoked""#);
        assert!(revoked || verdict.contains(r#""code":"admit""#), "{verdict}");
        assert!(revoked || !acknowledged[number], "the revocation of {} was acknowledged: {verdict}", subject(number));
    }
}
