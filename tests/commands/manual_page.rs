//! `docs/cli.md`, the reference of all commands, and `docs/codes.md`, that of all codes, are what the program says of
//! itself.

use crate::place::Place;

const DOCS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs");

#[test]
fn the_reference_of_commands_is_the_one_that_the_program_writes() {
    require_written("cli.md", "--markdown");
}

#[test]
fn the_page_of_codes_is_the_one_that_the_program_writes() {
    require_written("codes.md", "--codes");
}

fn require_written(page: &str, option: &str) {
    let written = Place::empty().run(&["man", option]).succeeds().stdout;
    let kept = std::fs::read_to_string(format!("{DOCS}/{page}")).unwrap_or_default();
    let line = written.lines().zip(kept.lines()).take_while(|(written, kept)| written == kept).count() + 1;
    let again = format!("cargo run --quiet --bin haetae -- man {option} > docs/{page}");
    assert!(
        written == kept,
        "docs/{page} is not what the program writes, first in line {line}. Write it again:\n{again}"
    );
}

#[test]
fn an_app_is_given_the_words_of_the_wallet() {
    let page = Place::empty().run(&["man", "--codes"]).succeeds().stdout;
    let rows =
        page.split("### What an app shows").nth(1).expect("the table").lines().filter(|line| line.starts_with("| "));
    let rows: Vec<Vec<&str>> =
        rows.skip(1).map(|row| row.trim_matches('|').split(" | ").map(str::trim).collect()).collect();
    assert_eq!(rows.len(), 7, "{rows:?}");
    for (column, messages, issuer, records) in [
        (
            1,
            include_str!("../../mobile-sdk/web/wallet/src/messages/ko.ts"),
            "발급 기관에 문의",
            "접종·검사 기록에 문제가",
        ),
        (2, include_str!("../../mobile-sdk/web/wallet/src/messages/en.ts"), "the issuer", "There is nothing wrong"),
    ] {
        for row in &rows {
            // The wallet names the operator's contact; its technical failures are two sentences of their own.
            let words = row[column].split(records).next().expect("words").trim_end();
            let of_contact = words.replace(issuer, if column == 1 { "${who}에 문의" } else { "${who}" });
            let of_contact = of_contact.replace("so that ${who} knows", "so that the issuer knows");
            assert!(messages.contains(&of_contact), "the wallet does not say: {of_contact}");
        }
    }
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
    place.refuses(&["man", "--codes", "--markdown"], 2, "--help");
}

#[test]
fn the_guides_name_only_commands_and_options_that_there_are() {
    let page = Place::empty().run(&["man", "--markdown"]).succeeds().stdout;
    let guides = [
        include_str!("../../docs/commands.md"),
        include_str!("../../docs/operations.md"),
        include_str!("../../docs/records.md"),
        include_str!("../../docs/journal.md"),
    ];
    let commands: Vec<&str> =
        guides.iter().flat_map(|guide| guide.lines()).filter(|line| line.starts_with("    haetae ")).collect();
    assert!(commands.len() > 20, "{commands:?}");
    let wrong: Vec<&str> = commands.into_iter().filter(|command| !is_described(&page, command)).collect();
    assert!(wrong.is_empty(), "the program does not know these:\n{}", wrong.join("\n"));
    assert!(!is_described(&page, "    haetae sign --data DIR"));
    assert!(!is_described(&page, "    haetae init --nonsense"));
}

/// Whether the reference has a section of a command, and in it every option that the line names.
fn is_described(page: &str, line: &str) -> bool {
    let line = line.split(" #").next().unwrap_or_default();
    let words: Vec<&str> = line.split_whitespace().map(|word| word.trim_matches(['[', ']'])).collect();
    let section = (2..=words.len()).rev().find_map(|length| {
        let heading = format!("# {}\n", words[..length].join(" "));
        page.split_once(&heading).and_then(|(_, after)| after.split("\n#").next())
    });
    let named = |option: &&str| section.is_some_and(|section| section.contains(&format!("- `{option}")));
    section.is_some() && words.iter().filter(|word| word.starts_with("--")).all(named)
}
