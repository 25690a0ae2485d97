use std::net::TcpListener;

use rustix::process::{Pid, Signal, kill_process};

use crate::place::Place;
use crate::running::Service;

const SERVE: [&str; 3] = ["serve", "--data", "data"];

#[test]
fn a_signal_ends_the_service_in_order() {
    let place = Place::with_people();
    for signal in [Signal::TERM, Signal::INT] {
        let mut service = Service::start(&place);
        let health = ureq::get(format!("{}/healthz", service.public)).call().expect("an answer");
        assert_eq!(health.status().as_u16(), 200);
        kill_process(Pid::from_child(&service.process), signal).expect("a signal");
        assert_eq!(service.process.wait().expect("a process").code(), Some(0), "{signal:?}");
    }
}

#[test]
fn a_service_that_cannot_start_says_why_and_changes_nothing() {
    let place = Place::with_people();
    let serve = |arguments: &[&str]| -> Vec<String> {
        SERVE.iter().chain(arguments).map(|argument| (*argument).to_owned()).collect()
    };
    let refuses = |arguments: &[&str], words: &str| {
        let arguments = serve(arguments);
        place.refuses(&arguments.iter().map(String::as_str).collect::<Vec<_>>(), 2, words);
    };
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    refuses(&["--listen", &address, "--operator-listen", "127.0.0.1:0"], &format!("cannot listen on {address}: "));
    refuses(&["--listen", "127.0.0.1:0", "--operator-listen", &address], &format!("cannot listen on {address}: "));
    refuses(&["--listen", "127.0.0.1:8000", "--operator-listen", "127.0.0.1:8000"], "service.operator_listen");
    refuses(&["--listen", "somewhere"], "invalid value 'somewhere' for '--listen <ADDR>'");

    std::fs::remove_file(place.path("data/keys.passphrase")).expect("a file");
    refuses(&["--listen", "127.0.0.1:0", "--operator-listen", "127.0.0.1:0"], "keys.passphrase");
}
