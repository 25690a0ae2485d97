use crate::place::Place;

/// Every command, with the arguments that it needs on the way to its help.
const COMMANDS: &[&[&str]] = &[
    &[],
    &["init"],
    &["serve"],
    &["doctor"],
    &["config"],
    &["config", "check"],
    &["config", "show"],
    &["records"],
    &["records", "import"],
    &["records", "sample"],
    &["records", "list"],
    &["records", "show"],
    &["records", "export"],
    &["records", "delete"],
    &["records", "allow"],
    &["revocations"],
    &["revocations", "list"],
    &["partner"],
    &["partner", "add"],
    &["partner", "list"],
    &["partner", "remove"],
    &["partner", "grace"],
    &["issue"],
    &["revoke"],
    &["reinstate"],
    &["publish"],
    &["bundle"],
    &["bundle", "show"],
    &["bundle", "animate"],
    &["bundle", "receive"],
    &["partner", "demo"],
    &["partner", "void"],
    &["keys"],
    &["keys", "draw"],
    &["keys", "destroy"],
    &["keys", "compromise"],
    &["scanner"],
    &["scanner", "setup"],
    &["specimens"],
    &["verify"],
];

#[test]
fn every_command_explains_itself_and_all_its_arguments() {
    let place = Place::empty();
    for command in COMMANDS {
        let help = place.run(&[*command, &["--help"]].concat()).succeeds().says("Usage: haetae");
        assert_eq!(help.stderr, "");
        for line in help.stdout.lines().filter(|line| line.starts_with("  ")) {
            let explained = line.trim_start().split_once("  ").is_some() || !line.trim_start().starts_with(['-', '<']);
            assert!(explained || next_line_explains(&help.stdout, line), "{command:?}: {line}");
        }
    }
    place.run(&["--version"]).succeeds().says("haetae ");
}

/// Where an option is long, its explanation follows on lines of their own.
fn next_line_explains(help: &str, line: &str) -> bool {
    let mut lines = help.lines().skip_while(|other| *other != line);
    lines.nth(1).is_some_and(|next| next.starts_with("          ") && !next.trim().is_empty())
}

#[test]
fn what_is_no_command_is_a_usage_error_and_makes_nothing() {
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
