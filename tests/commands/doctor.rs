use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use serde_json::Value;

use crate::place::{Place, Ran};

const DOCTOR: [&str; 3] = ["doctor", "--data", "data"];

/// A place like the data folder of a real issuer, whose roots and vault are elsewhere.
pub(crate) fn healthy() -> Place {
    let place = Place::published();
    for elsewhere in ["data/roots", "data/vault"] {
        std::fs::remove_dir_all(place.path(elsewhere)).expect("a folder");
    }
    place
}

fn findings(ran: &Ran) -> Vec<Value> {
    ran.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn the_exit_status_is_that_of_the_worst_finding_and_nothing_changes() {
    let place = healthy();
    let before = place.snapshot();
    let well = place.run(&DOCTOR).succeeds().says("ok       permissions    Only their owner can reach");
    assert!(!well.stdout.contains("->"), "{well:?}");
    assert_eq!(place.run(&[&DOCTOR[..], &["--quiet"]].concat()).succeeds().stdout, "");
    before.require_same(&place.snapshot(), "doctor");

    let off = [("HAETAE__JOURNAL__MODE", "off")];
    let warned = place.run_with(&[&DOCTOR[..], &["--quiet"]].concat(), &off, "").ends(1);
    assert!(warned.stdout.starts_with("warning  configuration") && warned.stdout.contains("-> change haetae.toml"));

    let open = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    std::fs::set_permissions(place.path("data/operator.token"), open).expect("a mode");
    let before = place.snapshot();
    let json = place.run_with(&[&DOCTOR[..], &["--json"]].concat(), &off, "").ends(2);
    let found = findings(&json);
    assert!(found.iter().all(|finding| (finding["state"] != "ok") == finding["remedy"].is_string()), "{json:?}");
    for state in ["ok", "warning", "problem"] {
        assert!(found.iter().any(|finding| finding["state"] == state), "{state}: {json:?}");
    }
    before.require_same(&place.snapshot(), "doctor");
}

#[test]
fn a_journald_gets_one_line_with_its_priority_for_each_finding() {
    let place = healthy();
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    std::fs::set_permissions(place.path("data/operator.token"), open).expect("a mode");
    let variables = [("JOURNAL_STREAM", "8:1"), ("HAETAE__JOURNAL__MODE", "off")];
    let reported = place.run_with(&DOCTOR, &variables, "").ends(2);
    for line in reported.stdout.lines() {
        let priority = line.get(..3).unwrap_or_default();
        assert!(["<3>", "<4>", "<6>"].contains(&priority), "{line}");
        assert_eq!(line.contains("What to do: "), priority != "<6>", "{line}");
    }
    for priority in ["<3>permissions: ", "<4>configuration: ", "<6>store: "] {
        assert!(reported.stdout.lines().any(|line| line.starts_with(priority)), "{priority}: {reported:?}");
    }
}

#[test]
fn the_clock_is_compared_with_that_of_a_web_server() {
    let place = healthy();
    let against = |date: &str| {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}/", listener.local_addr().expect("an address"));
        let answer = format!("HTTP/1.1 404 Not Found\r\n{date}content-length: 0\r\nconnection: close\r\n\r\n");
        let server = std::thread::spawn(move || {
            let (mut connection, _) = listener.accept().expect("a connection");
            let mut request = [0; 4_096];
            assert!(connection.read(&mut request).expect("a request") > 0);
            connection.write_all(answer.as_bytes()).expect("an answer");
        });
        let ran = place.run(&[&DOCTOR[..], &["--json", "--against", &address]].concat());
        server.join().expect("no panic");
        let clock = findings(&ran).into_iter().rfind(|finding| finding["check"] == "clock").expect("a finding");
        (ran.status, clock["state"].as_str().expect("a state").to_owned(), clock["finding"].to_string())
    };
    let now = std::fs::metadata(place.path("data/haetae.toml")).and_then(|file| file.modified()).expect("a time");
    let now = jiff::Timestamp::try_from(now).expect("a time");
    let date = |seconds: i64| {
        let time = now.checked_add(jiff::SignedDuration::from_secs(seconds)).expect("a time");
        format!("date: {}\r\n", time.strftime("%a, %d %b %Y %H:%M:%S GMT"))
    };
    for (header, status, state, words) in [
        (date(0), 0, "ok", "agrees"),
        (date(7_200), 2, "problem", "seconds behind"),
        (date(-7_200), 2, "problem", "seconds ahead"),
        (String::new(), 1, "warning", "has no date"),
        ("date: tomorrow\r\n".to_owned(), 1, "warning", "has no date that can be read"),
    ] {
        let found = against(&header);
        assert_eq!((found.0, found.1.as_str()), (Some(status), state), "{found:?}");
        assert!(found.2.contains(words), "{found:?}");
    }
    // The port is closed again.
    let gone = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("an address");
    let ran = place.run(&[&DOCTOR[..], &["--against", &format!("http://{gone}/")]].concat()).ends(1);
    assert!(ran.stdout.contains("could not be compared"), "{ran:?}");
}

#[test]
fn a_running_node_can_be_inspected() {
    let place = healthy();
    let service = crate::running::Service::start(&place);
    while service.checks()["publishes"] != true {
        std::thread::yield_now();
    }
    service.revoke("kim");
    place.run(&DOCTOR).succeeds().says("The database is sound and holds 3 people");
}
