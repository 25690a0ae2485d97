use std::collections::BTreeSet;

use crate::place::{Place, Ran};

/// Every command with all that are below it, as the program itself lists them.
fn commands(place: &Place) -> Vec<Vec<String>> {
    let mut found = vec![Vec::new()];
    let mut next = 0;
    while let Some(command) = found.get(next).cloned() {
        let help = help(place, &command).stdout;
        let (_, listed) = help.split_once("\nCommands:\n").unwrap_or_default();
        let names = listed.lines().take_while(|line| !line.is_empty()).filter_map(|line| {
            let name = line.strip_prefix("  ").filter(|rest| !rest.starts_with(' '))?;
            name.split_whitespace().next()
        });
        found.extend(names.map(|name| [command.clone(), vec![name.to_owned()]].concat()));
        next += 1;
    }
    found
}

fn help(place: &Place, command: &[String]) -> Ran {
    let words: Vec<&str> = command.iter().map(String::as_str).chain(["--help"]).collect();
    place.run(&words).succeeds().says("Usage: haetae")
}

#[test]
fn every_command_explains_itself_its_arguments_and_its_exit_statuses() {
    let place = Place::empty();
    let commands = commands(&place);
    assert!(commands.len() > 45, "{commands:?}");
    for command in commands {
        let help = help(&place, &command);
        assert_eq!(help.stderr, "");
        for line in help.stdout.lines().filter(|line| line.starts_with("  ")) {
            let explained = line.trim_start().split_once("  ").is_some() || !line.trim_start().starts_with(['-', '<']);
            assert!(explained || next_line_explains(&help.stdout, line), "{command:?}: {line}");
        }
        let (_, statuses) =
            help.stdout.split_once("\nExit status: ").unwrap_or_else(|| panic!("{command:?}: {help:?}"));
        assert!(statuses.contains('2'), "{command:?}: {statuses}");
    }
    place.run(&["--version"]).succeeds().says("haetae ");
}

#[test]
fn completion_scripts_and_man_pages_know_every_command() {
    let place = Place::empty();
    let commands = commands(&place);
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = place.run(&["completions", shell]).succeeds();
        assert_eq!(script.stderr, "");
        for command in &commands {
            let name = command.last().map_or("haetae", String::as_str);
            assert!(script.stdout.contains(name), "{shell}: {name}");
        }
    }
    place.run(&["man", "--out", "pages"]).succeeds().says("pages/haetae.1");
    // Again, into the existing folder.
    place.run(&["man", "--out", "pages"]).succeeds();
    let pages: BTreeSet<String> = std::fs::read_dir(place.path("pages"))
        .expect("a folder")
        .map(|page| page.expect("a page").file_name().into_string().expect("text"))
        .collect();
    let expected = commands.iter().map(|command| {
        let name = ["haetae"].into_iter().chain(command.iter().map(String::as_str)).collect::<Vec<_>>().join("-");
        format!("{name}.1")
    });
    assert_eq!(pages, expected.collect());
    for page in pages {
        let page = place.read(&format!("pages/{page}"));
        assert!(page.contains(".TH haetae") && page.contains("Exit status:"), "{page}");
    }
}

/// If an option is long, its explanation follows on separate lines.
fn next_line_explains(help: &str, line: &str) -> bool {
    let mut lines = help.lines().skip_while(|other| *other != line);
    lines.nth(1).is_some_and(|next| next.starts_with("          ") && !next.trim().is_empty())
}

#[test]
fn an_unknown_command_is_a_usage_error_and_makes_nothing() {
    let place = Place::empty();
    for arguments in [
        &[][..],
        &["sign"],
        &["init", "--nonsense"],
        &["init", "--serial-bits", "19"],
        &["init", "--serial-bits", "29"],
        &["config"],
        &["records"],
        &["records", "import"],
        &["records", "sample", "--count", "many"],
        &["records", "sample", "--format", "xml"],
        &["records", "sample", "--today", "2021-02-29"],
        &["partner"],
        &["partner", "add", "naver"],
        &["partner", "add", "naver", "--jwk", "key.json", "--use", "everything"],
        &["partner", "grace", "naver", "--hours", "745"],
        &["partner", "remove", "naver"],
        &["issue", "--paper"],
        &["issue", "--subject", "kim"],
        &["issue", "--paper", "--subject", "kim", "--format", "gif"],
        &["revoke"],
        &["reinstate"],
        &["publish"],
        &["verify"],
        &["verify", "--roots", "roots.json"],
        &["verify", "--roots", "roots.json", "--bundle", "bundle", "--at", "yesterday"],
        &["verify", "--roots", "roots.json", "--bundle", "bundle", "--at", "-1"],
        &["scanner"],
        &["inspect"],
    ] {
        place.refuses(arguments, 2, "--help");
    }
    assert_eq!(std::fs::read_dir(place.path(".")).expect("a folder").count(), 0);
}

#[test]
fn every_command_on_data_says_where_the_data_folder_is_missing() {
    let place = Place::empty();
    place.write("key.json", r#"{"kty":"OKP","crv":"Ed25519","x":"5BxG6A3ZcBFVH0I4jFOUp_qCNubWsAk68Hk0cmOdPw0"}"#);
    place.write("people.ndjson", "");
    for arguments in [
        &["serve"][..],
        &["doctor"],
        &["config", "show"],
        &["records", "import", "people.ndjson"],
        &["records", "list"],
        &["records", "show", "kim"],
        &["records", "export"],
        &["records", "delete", "kim", "--reason", "x"],
        &["records", "allow", "--subject", "kim", "--reason", "x"],
        &["revocations", "list"],
        &["partner", "add", "naver", "--jwk", "key.json"],
        &["partner", "list"],
        &["partner", "remove", "naver", "--key", "k"],
        &["partner", "grace", "naver", "--hours", "1"],
        &["issue", "--paper", "--subject", "kim"],
        &["revoke", "--subject", "kim"],
        &["reinstate", "--subject", "kim"],
        &["publish", "--out", "site"],
        &["bundle", "--out", "usb"],
        &["bundle", "animate", "--text"],
    ] {
        let words = "there is no data folder nowhere: `haetae init --data DIR` makes one, and --data names it";
        place.refuses(&[arguments, &["--data", "nowhere"]].concat(), 2, words);
        // Without --data, the variable names it, and the default without that.
        place.refuses_with(arguments, &[("HAETAE_DATA", "elsewhere")], "", 2, "there is no data folder elsewhere");
        place.refuses(arguments, 2, "there is no data folder haetae-data");
    }
}
