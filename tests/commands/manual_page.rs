//! `docs/cli.md`, the reference of all commands, is what the program says of itself.

use crate::place::Place;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/cli.md");
const REGENERATE: &str = "cargo run --quiet --bin haetae -- man --markdown > docs/cli.md";

#[test]
fn the_reference_of_commands_is_the_one_that_the_program_writes() {
    let written = Place::empty().run(&["man", "--markdown"]).succeeds().stdout;
    let kept = std::fs::read_to_string(PAGE).unwrap_or_default();
    let line = written.lines().zip(kept.lines()).take_while(|(written, kept)| written == kept).count() + 1;
    assert!(
        written == kept,
        "docs/cli.md differs from the program's help, first in line {line}. Write it again:\n{REGENERATE}"
    );
}

#[test]
fn the_reference_has_a_section_and_a_usage_for_each_command() {
    let place = Place::empty();
    let page = place.run(&["man", "--markdown"]).succeeds().stdout;
    for command in ["init", "records import", "keys compromise", "bundle animate"] {
        assert!(page.contains(&format!("# haetae {command}\n")), "no section of {command}:\n{page}");
        assert!(page.contains(&format!("\n    haetae {command} [OPTIONS]")), "no usage of {command}:\n{page}");
    }
    // An argument with its value, its explanation, its default and its variable.
    let data = "- `--data <DIR>`: The data folder that `haetae init` made. Default: `haetae-data`. Environment: `HAETAE_DATA`.";
    assert!(page.contains(data), "{page}");
    place.refuses(&["man"], 2, "--help");
    place.refuses(&["man", "--out", "pages", "--markdown"], 2, "--help");
}
