//! Tests that the system's clock and random numbers are read only where a program begins.

use crate::require_none;
use crate::sources::{Source, all};

/// The calls that read them.
const READINGS: [&str; 9] = [
    "SystemTime::now",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "SystemClock",
    "getrandom::fill",
    "rand::fill",
    "SystemRandom",
    "OsRng",
];

/// The files where programs begin, and the one type that is the system's clock.
const BEGINNINGS: [&str; 3] = ["src/main.rs", "src/clock.rs", "keys/src/main.rs"];

/// The files that measure a duration, which affects no decision.
const MEASURED: [(&str, &str); 1] = [("src/http/access.rs", "Instant::now")];

#[test]
fn clock_and_random_numbers_are_read_where_programs_begin() {
    require_none(&readings(&all()));
}

#[test]
fn a_new_reading_is_found() {
    for line in READINGS {
        for path in ["src/issuing/new.rs", "src/http/routes/new.rs", "keys/src/new.rs", "mobile-sdk/core/src/new.rs"] {
            assert_eq!(readings(&[Source::of(path, line)]).len(), 1, "{line} in {path}");
        }
        assert_eq!(readings(&[Source::of("src/main.rs", line)]), [""; 0]);
    }
    assert_eq!(readings(&[Source::of("src/http/access.rs", "SystemTime::now()")]).len(), 1);
}

fn readings(files: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files.iter().filter(|file| file.ships() && !BEGINNINGS.contains(&&*file.path)) {
        let measured = MEASURED.iter().filter(|(path, _)| *path == file.path).map(|(_, reading)| *reading);
        let measured: Vec<&str> = measured.collect();
        let words: Vec<&str> = READINGS.into_iter().filter(|reading| !measured.contains(reading)).collect();
        found.extend(file.lines_with(&words, "time and randomness are arguments"));
    }
    found
}
