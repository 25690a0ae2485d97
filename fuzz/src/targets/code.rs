//! The text of a code at the door.

use std::collections::HashSet;

use haetae_core::{Challenge, Checker, ScannerState, UnixTime, UnverifiedPass, base45, pass_text};

use crate::Target;
use crate::vectors::{self, Scanner};

pub(super) const TARGET: Target = Target {
    name: "code",
    promise: "a text that is not one of the vectors' own is not admitted, and what decodes encodes to the same text",
    run,
    seeds: || vectors::codes().into_iter().map(|code| code.text.into_bytes()).collect(),
    rounds: 3_000,
};

struct Door {
    scanner: Scanner,
    /// Which of them are admitted depends on the time, and is for other tests.
    own: HashSet<String>,
    now: UnixTime,
}

thread_local! {
    static DOOR: Door = Door::new();
}

impl Door {
    fn new() -> Self {
        let scanner = vectors::scanner();
        let own = vectors::codes().into_iter().map(|code| code.text).collect();
        let now = UnixTime::saturating_new(scanner.cases.first().expect("a code").now);
        Self { scanner, own, now }
    }
}

fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    if let Some((prefix, body)) = text.split_at_checked(4)
        && let Ok(bytes) = base45::decode(body)
    {
        assert_eq!(base45::encode(&bytes), body, "base45 has one writing");
        match UnverifiedPass::parse(&text) {
            Ok(pass) if prefix == "HT1:" => assert_eq!(pass_text(&pass.pass_bytes()), text),
            Ok(_) => assert_eq!(prefix, "HP1:"),
            Err(_) => {}
        }
    }
    if let Some(challenge) = Challenge::parse(&text) {
        assert_eq!(challenge.text(), text);
    }
    DOOR.with(|door| {
        let mut state = ScannerState::new();
        let verdict = Checker::new(&door.scanner.trust).check(&text, door.now, &mut state);
        assert!(verdict.admission().is_none() || door.own.contains(&*text), "{text:?} is admitted");
    });
}
