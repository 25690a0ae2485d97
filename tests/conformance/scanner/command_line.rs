use std::path::Path;
use std::process::Command;

use super::FILE;
use super::script::{Script, ScriptStep, scripts};
use crate::checks::command_line::verdict;
use crate::vectors::require_all_right;

/// `haetae verify` begins with the roots and one bundle and remembers nothing from one code to the next: it can live
/// the first bundle of a script, and the paper passes that are shown before anything else happens.
#[test]
fn every_script_begins_the_same_way_on_the_command_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut lived = 0;
    let mut wrong = Vec::new();
    for script in scripts() {
        if let Some(ScriptStep::Bundle { bundle, outcome }) = script.steps.first() {
            std::fs::write(folder.path().join("roots.json"), script.roots.to_string()).expect("a file");
            std::fs::write(folder.path().join("bundle"), bundle.bytes()).expect("a file");
            lived += 1;
            wrong.extend(begin(&script, outcome, folder.path()));
        }
    }
    require_all_right(FILE, lived, &wrong);
}

/// What is wrong with the beginning of a script.
fn begin(script: &Script, outcome: &str, folder: &Path) -> Vec<String> {
    if outcome != "taken" {
        let (status, printed) = verify(folder, 0, "HT1:");
        let is_refused = status == Some(2) && printed.contains(&format!("does not accept this bundle: {outcome}"));
        return if is_refused { Vec::new() } else { vec![format!("{}: {printed}, not {outcome}", script.name)] };
    }
    let shown =
        script.steps[1..].iter().filter(|step| !matches!(step, ScriptStep::Floor { .. } | ScriptStep::Restart { .. }));
    let codes = shown.map_while(|step| match step {
        ScriptStep::Show { at, show, verdict } if show.starts_with("HT1:") => Some((*at, show, verdict)),
        _ => None,
    });
    codes
        .filter_map(|(at, show, should)| {
            let (_, printed) = verify(folder, at, show);
            let is = printed.lines().next().map(|line| verdict(line, false)).unwrap_or_default();
            // A script's scanner remembers admitted codes.
            (is != should.replace("+seen_before", "")).then(|| format!("{} at {at}: {is}, not {should}", script.name))
        })
        .collect()
}

/// The exit status, and the output.
fn verify(folder: &Path, at: u64, code: &str) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_haetae"));
    command.current_dir(folder).args(["verify", "--json", "--roots", "roots.json", "--bundle", "bundle"]);
    let output = command.args(["--at", &at.to_string(), code]).output().expect("the program starts");
    let printed = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&printed).into_owned())
}
