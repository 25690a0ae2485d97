//! Programs that are no adapters, or stop being one: each has its failed line, and the kit goes on.

use serde_json::json;

use crate::Run;

/// Answers `hello` as an adapter does that has trust lists; what follows comes after it.
const HELLO: &str = r#"IFS= read -r line; echo '{"id":1,"protocol":1,"name":"x","version":"0","can":["trust_list"]}';"#;

/// The texts of what came in the place of answers.
fn got(run: &Run) -> Vec<String> {
    run.cases("failed").iter().map(|case| case["got"].as_str().expect("a text").to_owned()).collect()
}

fn trust_lists(script: &str) -> Run {
    let run = Run::of_script(&["--only", "trust.json", "--within", "5"], &format!("{HELLO} {script}"));
    assert_eq!((run.status, run.cases("passed").len()), (Some(1), 0), "{}", run.output);
    run
}

#[test]
fn a_program_that_ends_at_once_has_nothing_to_say() {
    let run = Run::of_script(&[], "echo its reason >&2; exit 3");
    assert_eq!(run.status, Some(2));
    assert!(run.errors.contains("the program ended with status 3"), "{}", run.errors);
    assert!(run.errors.contains("Its standard error ended:\nits reason"), "{}", run.errors);
}

#[test]
fn a_program_that_crashes_is_started_again_and_in_the_end_no_more() {
    let run = trust_lists("exit 3");
    let got = got(&run);
    assert_eq!(got.iter().filter(|got| *got == "the program ended with status 3").count(), 50);
    let given_up = "not asked: the program has broken down 50 times before";
    assert_eq!(got.iter().filter(|got| *got == given_up).count(), got.len() - 50);
}

#[test]
fn a_program_that_crashes_at_one_code_loses_that_one_only() {
    // The kit's program ends where a line is no request.
    let script = r#"exec "$1" conformance-adapter < <(sed -u '/"text":"HT2:/s/^/x/')"#;
    let run = Run::of_script(&["--only", "checks.json/codes"], script);
    assert_eq!(run.status, Some(1));
    assert_eq!(run.names("failed"), ["version-2".to_owned()].into(), "{}", run.output);
    assert_eq!(got(&run), ["the program ended with status 1"]);
}

#[test]
fn a_program_that_writes_something_else_fails() {
    for (script, says) in [
        ("while IFS= read -r line; do echo nonsense; done", r#"no answer of the protocol: "nonsense""#),
        ("while IFS= read -r line; do echo '[]'; done", r#"no answer of the protocol: "[]""#),
        (
            "while IFS= read -r line; do echo '{}'; done",
            r#"no answer of the protocol: not the id of the request: "{}""#,
        ),
        (
            "while IFS= read -r line; do echo '{\"id\":1}'; done",
            r#"no answer of the protocol: not the id of the request: "{\"id\":1}""#,
        ),
        ("while IFS= read -r line; do printf '\\xff\\n'; done", "no answer of the protocol: \"\u{fffd}\""),
        ("IFS= read -r line; printf half", r#"no answer of the protocol: a line without an end: "half""#),
    ] {
        assert_eq!(got(&trust_lists(script))[0], says, "{script}");
    }
}

#[test]
fn a_silent_program_is_asked_three_times_and_is_gone_afterwards() {
    let folder = tempfile::tempdir().expect("a folder");
    let pids = folder.path().join("pids");
    let run = trust_lists(&format!("echo $$ >> {}; exec sleep 1000", pids.display()));
    let got = got(&run);
    assert_eq!(
        got[..4],
        [
            "no answer within 5 s",
            "no answer within 5 s",
            "no answer within 5 s",
            "not asked: the program has broken down 3 times before"
        ]
    );
    let pids = std::fs::read_to_string(pids).expect("the numbers of the processes");
    assert_eq!(pids.lines().count(), 3);
    for pid in pids.lines() {
        assert!(!std::path::Path::new("/proc").join(pid).exists(), "{pid} lives");
    }
}

#[test]
fn a_program_that_does_not_read_what_it_is_given_is_silent() {
    let folder = tempfile::tempdir().expect("a folder");
    let keys = ["5866f4c70ff07e5f2ee4fafbc65c4e5a2e1b2e1ff6f4a9ff3f4b7b2a8f1b3c4d"];
    // More than a pipe holds.
    let case = json!({ "name": "long", "pinned": { "threshold": 1, "keys": keys }, "steps": [{ "data": "00".repeat(1 << 20), "outcome": "malformed" }] });
    std::fs::write(folder.path().join("trust.json"), json!({ "cases": [case] }).to_string()).expect("a file");
    let script = format!(r#"{HELLO} IFS= read -r line; echo '{{"id":2}}'; exec sleep 1000"#);
    let path = folder.path().to_str().expect("UTF-8");
    let run = Run::of_script(&["--only", "trust.json", "--within", "5", "--vectors", path], &script);
    assert_eq!(got(&run), ["step 1: no answer within 5 s"], "{}", run.output);
}

#[test]
fn output_without_end_is_cut() {
    for (script, says) in [
        ("cat /dev/zero", "no answer of the protocol: a line of more than 1048576 bytes"),
        ("yes", r#"no answer of the protocol: "y""#),
    ] {
        assert_eq!(got(&trust_lists(script))[0], says, "{script}");
    }
}

#[test]
fn what_breaks_the_protocol_fails_its_cases() {
    let failing = |script: &str, case: &str, says: &str| {
        let run = Run::of_script(&["--only", "protocol", "--within", "5"], script);
        let failed = run.cases("failed");
        assert_eq!(run.names("failed"), [case.to_owned()].into(), "{}", run.output);
        assert_eq!(failed[0]["got"], says);
    };
    failing(r#""$1" conformance-adapter; exec sleep 1000"#, "shutdown", "after shutdown: no answer within 5 s");
    failing(
        r#""$1" conformance-adapter; echo more"#,
        "shutdown",
        r#"after shutdown: no answer of the protocol: "more""#,
    );
    failing(
        r#""$1" conformance-adapter | sed -u 's/"unsupported":true/"done":1/'"#,
        "unknown-request",
        r#"{"done":1,"id":2}"#,
    );
    failing(r#""$1" conformance-adapter | sed -u 's/"error":"[^"]*"/"done":1/'"#, "bad-input", r#"{"done":1,"id":3}"#);
    let run = Run::of_adapter(&["--only", "protocol"]);
    assert_eq!((run.status, run.names("failed")), (Some(0), [].into()), "{}", run.output);
}

#[test]
fn another_version_of_the_protocol_is_refused() {
    let run = Run::of_script(&[], r#""$1" conformance-adapter | sed -u 's/"protocol":1/"protocol":2/'"#);
    assert_eq!(run.status, Some(2));
    assert!(run.errors.contains("it does not speak version 1 of the protocol"), "{}", run.errors);
}
