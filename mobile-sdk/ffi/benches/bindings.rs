//! What the bindings are compared with: the same checks and calls without a boundary. Prints a line of JSON.
//! `mobile-sdk/ffi/bench` runs it beside the others; by itself: `cargo bench -p haetae-ffi --bench bindings -- 2000`.

use std::hint::black_box;
use std::time::Instant;

use haetae_core::{Challenge, CheckOutcome, Scanner, UnixTime};
use haetae_testkit::vectors::{bytes, json};
use serde_json::Value;

fn main() {
    // Cargo's own argument is among them.
    let count: u32 = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(2_000);
    let file = json("checks.json");
    let is_admitted = |case: &&Value| case["verdict"].as_str().is_some_and(|verdict| verdict.starts_with("admit"));
    let case = file["cases"].as_array().into_iter().flatten().find(is_admitted).expect("a code that is admitted");
    let (text, now) = (case["qr"].as_str().expect("a text"), case["now"].as_u64().expect("a time"));
    let now = UnixTime::new(now).expect("a time");
    let mut scanner = Scanner::new(serde_json::from_value(file["roots"].clone()).expect("roots"), 1);
    scanner.bundle_arrived(&bytes(&file["bundle"]));
    assert_eq!(scanner.check(text, now).outcome(), CheckOutcome::Admit);
    scanner.forget();

    let mut check = || drop(black_box(scanner.check(black_box(text), now)));
    let call = || drop(black_box(Challenge::parse(black_box("x"))));
    for _ in 0..count / 10 {
        check();
        call();
    }
    let checks = seconds(count, &mut check);
    let calls = seconds(count, &mut { call });
    println!(r#"{{"language":"rust","count":{count},"checks_seconds":{checks},"calls_seconds":{calls}}}"#);
}

/// How long so many runs take.
fn seconds(count: u32, run: &mut impl FnMut()) -> f64 {
    let began = Instant::now();
    for _ in 0..count {
        run();
    }
    began.elapsed().as_secs_f64()
}
