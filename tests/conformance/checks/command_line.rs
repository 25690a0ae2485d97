use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use haetae_testkit::vectors::described;
use serde_json::Value;
use tempfile::TempDir;

use super::{FILES, require_all_right, scanners, wrong_verdicts};
use crate::vectors::{CheckCase, CheckScanner};

/// Codes in one command: far below what a system takes as arguments.
const ARGUMENTS: usize = 100;

/// The longest argument that every system takes.
const MAX_ARGUMENT_BYTES: usize = 100_000;

/// The ways to pass codes to `haetae verify`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Arguments,
    File,
    StandardInput,
}

const WAYS: [Way; 3] = [Way::Arguments, Way::File, Way::StandardInput];

#[test]
fn every_check_ends_in_its_verdict_on_the_command_line() {
    let (mut count, mut wrong) = (0, Vec::new());
    for scanner in scanners() {
        if !scanner.earlier.is_empty() {
            println!("{}: this command takes one bundle, the core has more", scanner.name);
            continue;
        }
        if scanner.cases.is_empty() {
            continue;
        }
        count += scanner.cases.len();
        let mut verdicts = verdicts(&scanner).into_iter();
        wrong.extend(wrong_verdicts(&scanner, |_| one(verdicts.next().unwrap_or_default())));
    }
    require_all_right(FILES, count, &wrong);
}

/// The verdict of each way for each case of a scanner.
fn verdicts(scanner: &CheckScanner) -> Vec<BTreeMap<Way, String>> {
    let door = Door::new(scanner);
    let mut verdicts: Vec<BTreeMap<Way, String>> = vec![BTreeMap::new(); scanner.cases.len()];
    for way in WAYS {
        for (scan, cases) in groups(&scanner.cases) {
            let fit: Vec<usize> = cases.into_iter().filter(|&case| way.fits(&scanner.cases[case].qr)).collect();
            for some in fit.chunks(ARGUMENTS) {
                let codes: Vec<&str> = some.iter().map(|&case| &*scanner.cases[case].qr).collect();
                for (&case, verdict) in some.iter().zip(door.verify(way, &scan, &codes)) {
                    verdicts[case].insert(way, verdict);
                }
            }
        }
    }
    verdicts
}

/// The verdict where every way that a code can come gave the same, otherwise all of them.
fn one(verdicts: BTreeMap<Way, String>) -> String {
    let mut different: Vec<&String> = verdicts.values().collect();
    different.dedup();
    if let [verdict] = different.as_slice() { (*verdict).clone() } else { format!("{verdicts:?}") }
}

/// The output of one command for all of its codes.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Scan {
    now: u64,
    challenges: Vec<String>,
    require_challenge: bool,
    policy: Option<String>,
}

/// Cases that one command can check.
fn groups(cases: &[CheckCase]) -> BTreeMap<Scan, Vec<usize>> {
    let mut groups: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (position, case) in cases.iter().enumerate() {
        let challenges = case.challenges.iter().map(|challenge| hex::encode(&challenge.0)).collect();
        let (require_challenge, policy) = (case.require_challenge, case.policy.clone());
        let scan = Scan { now: case.now, challenges, require_challenge, policy };
        groups.entry(scan).or_default().push(position);
    }
    groups
}

impl Way {
    /// Whether a code can come this way: not every text is a line or an argument.
    fn fits(self, code: &str) -> bool {
        match self {
            Self::Arguments => {
                code.len() < MAX_ARGUMENT_BYTES && code != "-" && !code.contains('\0') && !Path::new(code).exists()
            }
            Self::File | Self::StandardInput => !code.contains('\n') && !code.ends_with('\r'),
        }
    }
}

/// A scanner on the command line.
struct Door {
    folder: TempDir,
}

impl Door {
    fn new(scanner: &CheckScanner) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).expect("a file");
        write("roots.json", scanner.roots.to_string().as_bytes());
        write("bundle", &scanner.bundle.0);
        Self { folder }
    }

    fn verify(&self, way: Way, scan: &Scan, codes: &[&str]) -> Vec<String> {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_haetae"));
        command.current_dir(self.folder.path()).stdin(Stdio::piped()).stdout(Stdio::piped());
        command.args([
            "verify",
            "--json",
            "--roots",
            "roots.json",
            "--bundle",
            "bundle",
            "--at",
            &scan.now.to_string(),
        ]);
        if scan.require_challenge {
            command.arg("--require-challenge");
        }
        if let Some(policy) = &scan.policy {
            command.args(["--policy", policy]);
        }
        for challenge in &scan.challenges {
            command.args(["--challenge", challenge]);
        }
        let lines: String = codes.iter().flat_map(|code| [code, "\n"]).collect();
        match way {
            Way::Arguments => drop(command.arg("--").args(codes)),
            Way::File => {
                std::fs::write(self.folder.path().join("codes"), &lines).expect("a file");
                command.arg("codes");
            }
            Way::StandardInput => drop(command.arg("-")),
        }
        let mut running = command.spawn().expect("the program starts");
        let mut input = running.stdin.take().expect("a standard input");
        let text = if way == Way::StandardInput { lines } else { String::new() };
        let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
        let output = running.wait_with_output().expect("the program ends");
        writer.join().expect("a writer").expect("all codes are read");

        let of_policy = scan.policy.is_some();
        let text = String::from_utf8_lossy(&output.stdout);
        let verdicts: Vec<String> = text.lines().map(|line| verdict(line, of_policy)).collect();
        assert_eq!(verdicts.len(), codes.len(), "a verdict for every code: {output:?}");
        let all_admitted = verdicts.iter().all(|verdict| verdict.starts_with("admit"));
        assert_eq!(output.status.code(), Some(i32::from(!all_admitted)), "the exit status for {verdicts:?}");
        verdicts
    }
}

/// A line of the output as the vectors write a verdict; where a policy is chosen, with what it says.
pub(crate) fn verdict(line: &str, of_policy: bool) -> String {
    let json: Value = serde_json::from_str(line).expect("one object a line");
    let code = json["code"].as_str().expect("a code");
    let outcome = json["outcome"].as_str().expect("an outcome");
    assert_eq!(outcome == "admit", code == "admit", "{line}");
    described(&json, of_policy)
}
