//! The commands of docs/rules.md as they stand there: each runs, and its output has the lines that the guide shows.

use crate::place::Place;

const GUIDE: &str = include_str!("../../docs/rules.md");
const KOREA: &str = include_str!("../../deploy/local/rules/korea-2021.json");
const CASES: &str = include_str!("../../deploy/local/rules/korea-2021.cases.json");

/// A command of the guide, and what it shows of the output.
struct Shown {
    command: Vec<String>,
    lines: Vec<&'static str>,
}

fn shown() -> Vec<Shown> {
    let mut all: Vec<Shown> = Vec::new();
    let mut follows = false;
    for line in GUIDE.lines() {
        if let Some(command) = line.strip_prefix("    $ haetae ") {
            all.push(Shown { command: words(command), lines: Vec::new() });
            follows = true;
        } else if let (Some(output), true, Some(last)) = (line.strip_prefix("    "), follows, all.last_mut()) {
            last.lines.push(output);
        } else {
            follows = false;
        }
    }
    all
}

/// The words of a command line, of which some stand in quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    for character in line.chars() {
        match (character, quote) {
            (' ', None) => words.push(std::mem::take(&mut word)),
            ('\'' | '"', None) => quote = Some(character),
            (character, Some(open)) if character == open => quote = None,
            _ => word.push(character),
        }
    }
    words.push(word);
    words
}

#[test]
fn the_commands_of_the_guide_do_what_it_shows() {
    let place = Place::with_data();
    place.write("korea-2021.json", KOREA);
    place.write("korea-2021.cases.json", CASES);
    place.write("korea-150.json", KOREA.replace("180, \"day\"", "150, \"day\""));
    let all = shown();
    assert_eq!(all.len(), 8, "commands in the guide");
    for Shown { command, lines } in all {
        let arguments: Vec<&str> = command.iter().map(String::as_str).collect();
        let ran = place.run(&arguments);
        assert!(matches!(ran.status, Some(0 | 1)), "{ran:?}");
        for line in lines {
            assert!(
                ran.stdout.contains(line),
                "{line:?} is not in the output of {command:?}:\n{}{}",
                ran.stdout,
                ran.stderr
            );
        }
    }
    let report = place.read("report.html");
    assert!(report.contains("<svg") && report.contains("prefers-color-scheme:dark"), "{report}");
    assert!(!report.contains("http://") && !report.contains("https://") && !report.contains("<script"), "{report}");
}
