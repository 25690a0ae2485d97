use std::net::TcpListener;
use std::os::unix::net::UnixDatagram;
use std::time::Duration;

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

#[test]
fn systemd_hears_when_the_service_serves_lives_reloads_and_stops() {
    let place = Place::with_people();
    let socket = UnixDatagram::bind(place.path("notify")).expect("a socket");
    // A failing test does not wait for ever.
    socket.set_read_timeout(Some(Duration::from_secs(60))).expect("a limit");
    let hears = |beginning: &str| {
        let mut bytes = [0; 256];
        loop {
            let length = socket.recv(&mut bytes).expect("a datagram");
            let text = String::from_utf8_lossy(&bytes[..length]).into_owned();
            if text.starts_with(beginning) {
                return text;
            }
            assert!(text.starts_with("WATCHDOG=1"), "{text} instead of {beginning}");
        }
    };
    let path = place.path("notify").display().to_string();
    let mut service = Service::start_with(&place, &[("NOTIFY_SOCKET", &path), ("WATCHDOG_USEC", "200000")]);
    hears("READY=1");
    hears("WATCHDOG=1");
    let signal = |signal| kill_process(Pid::from_child(&service.process), signal).expect("a signal");
    signal(Signal::HUP);
    hears("RELOADING=1");
    hears("READY=1");
    signal(Signal::TERM);
    hears("STOPPING=1");
    assert_eq!(service.process.wait().expect("a process").code(), Some(0));
}

#[test]
fn a_changed_configuration_is_taken_and_a_bad_one_is_not() {
    let place = Place::with_people();
    let service = Service::start(&place);
    let configuration = place.read("data/haetae.toml");
    let reload = |text: &str| {
        place.write("data/haetae.toml", text);
        kill_process(Pid::from_child(&service.process), Signal::HUP).expect("a signal");
    };
    reload(&configuration.replace("level = \"info\"", "level = \"loud\""));
    service.logs("the configuration from before stays in force");
    reload(
        &configuration.replace("level = \"info\"", "level = \"debug\"").replace("days_ahead = 28", "days_ahead = 7"),
    );
    service.logs(r#""taken":"log.level""#);
    service.logs(r#""settings":"issuer.days_ahead""#);
    // It runs as before.
    let health = ureq::get(format!("{}/healthz", service.public)).call().expect("an answer");
    assert_eq!(health.status().as_u16(), 200);
}

#[test]
fn a_service_whose_certificate_cannot_be_used_does_not_start() {
    let place = Place::with_people();
    let tls = [("HAETAE__SERVICE__TLS_CERTIFICATE", "cert.pem"), ("HAETAE__SERVICE__TLS_KEY", "key.pem")];
    let serve = [&SERVE[..], &["--listen", "127.0.0.1:0", "--operator-listen", "127.0.0.1:0"]].concat();
    place.refuses_with(&serve, &tls, "", 2, "data/cert.pem: No such file");
    place.refuses_with(&serve, &tls[..1], "", 2, "service.tls_key must name the private key");
    place.refuses_with(&serve, &tls[1..], "", 2, "service.tls_certificate must name the certificates");
    let wrong = [("HAETAE__SERVICE__PATH_PREFIX", "pass/")];
    place.refuses_with(&serve, &wrong, "", 2, "it must be empty or a path like /pass");
    let alone = [("HAETAE__SERVICE__PROXY_PROTOCOL", "true")];
    place.refuses_with(&serve, &alone, "", 2, "service.trusted_proxies must name the proxies that speak it");
}
