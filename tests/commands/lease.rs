//! Several services on one database: one publishes, and another when it is gone.

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::place::Place;
use crate::running::Service;

fn start(place: &Place, journal: &str) -> Service {
    // A short lease, so that the test does not wait for half a minute.
    let variables =
        [("HAETAE__JOURNAL__PATH", journal), ("HAETAE__PUBLISHING__LEASE", "3"), ("HAETAE__PUBLISHING__INTERVAL", "0")];
    Service::start_with(place, &variables)
}

fn until(mut holds: impl FnMut() -> bool) {
    while !holds() {
        std::thread::yield_now();
    }
}

fn publishes(service: &Service) -> bool {
    let checks = service.checks();
    checks["published"] == true && checks["publishes"] == true
}

/// Waits until all of them serve a version later than this one, and returns it.
fn later(services: &[&Service], than: u64) -> u64 {
    let mut version = 0;
    for service in services {
        until(|| {
            version = service.version();
            assert!(version >= than, "versions only grow");
            version > than
        });
    }
    version
}

#[test]
fn one_of_the_services_on_a_database_publishes_and_another_when_it_is_gone() {
    let place = Place::with_people();
    let mut first = start(&place, "journal-of-first");
    until(|| publishes(&first));
    let name = first.checks()["publisher"].clone();
    let second = start(&place, "journal-of-second");
    until(|| second.checks()["published"] == true);
    assert_eq!(second.checks()["publishes"], json!(false));
    assert_eq!(second.checks()["publisher"], name);
    assert!(first.ask_operator("/metrics").contains("\nhaetae_publishing_duty 1\n"));
    assert!(second.ask_operator("/metrics").contains("\nhaetae_publishing_duty 0\n"));

    let version = first.version();
    assert_eq!(second.version(), version);
    second.revoke("kim");
    let version = later(&[&first, &second], version);

    first.kill();
    second.revoke("lee");
    let version = later(&[&second], version);
    assert!(publishes(&second));
    let other: Value = second.checks()["publisher"].clone();
    assert_ne!(other, name);

    // After a restart it follows; and publishes at once when the other one stops cleanly.
    let first = start(&place, "journal-of-first");
    until(|| first.checks()["published"] == true);
    assert_eq!((&first.checks()["publishes"], &first.checks()["publisher"]), (&json!(false), &other));
    assert_eq!(first.version(), version);
    let mut second = second;
    kill_process(Pid::from_child(&second.process), Signal::TERM).expect("a signal");
    assert_eq!(second.process.wait().expect("a process").code(), Some(0));
    until(|| publishes(&first));
    first.revoke("park");
    later(&[&first], version);
}
