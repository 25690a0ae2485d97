use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::place::Place;

/// A sandbox, made by one command where nothing is prepared. The address of its administration.
fn start(place: &Place) -> (Child, String) {
    let mut process = Command::new(env!("CARGO_BIN_EXE_haetae"))
        .args(["serve", "--sandbox", "--listen", "127.0.0.1:0", "--operator-listen", "127.0.0.1:0", "--data"])
        .arg(place.path("rehearsal"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary runs");
    let lines = BufReader::new(process.stdout.take().expect("its output")).lines();
    let words: Vec<String> = lines.map_while(Result::ok).take(3).collect();
    assert!(words.first().is_some_and(|line| line.starts_with("SPECIMEN: ")), "{words:?}");
    let address = words.last().and_then(|line| line.split_whitespace().last()).expect("an address").to_owned();
    (process, address)
}

fn state(address: &str) -> Option<Value> {
    let mut answer = ureq::get(address).call().ok()?;
    serde_json::from_str(&answer.body_mut().read_to_string().ok()?).ok()
}

#[test]
fn one_command_makes_a_sandbox_a_reset_makes_it_anew_and_production_refuses_its_keys() {
    let place = Place::empty();
    let (mut process, address) = start(&place);
    let moved = ureq::post(format!("{address}/clock")).header("content-type", "application/json");
    moved.send(r#"{"advance": 8640000}"#).expect("an answer");
    let later = state(&address).expect("a state");
    ureq::post(format!("{address}/reset")).send_empty().expect("an answer");
    let anew = loop {
        if let Some(state) = state(&address).filter(|state| state["round"] == 2) {
            break state;
        }
    };
    assert!(anew["time"].as_str() < later["time"].as_str(), "{anew} {later}");
    kill_process(Pid::from_child(&process), Signal::TERM).expect("a signal");
    assert_eq!(process.wait().expect("a process").code(), Some(0));

    for command in [&["serve"][..], &["doctor"], &["revocations", "list"], &["publish", "--out", "site"]] {
        let words = [command, &["--data", "rehearsal"]].concat();
        place.refuses(&words, 2, "are public: they are those of a sandbox or of the training");
    }
    place.refuses(&["init", "--roots", "rehearsal/roots.json"], 2, "are public");
}

#[test]
fn a_sandbox_touches_no_real_folder() {
    let place = Place::empty();
    place.run(&["init", "--data", "data"]).succeeds();
    let before = place.read("data/roots.json");
    place.refuses(&["serve", "--sandbox", "--data", "data"], 2, "is no sandbox: it has no file SPECIMEN");
    assert_eq!(place.read("data/roots.json"), before);
}
