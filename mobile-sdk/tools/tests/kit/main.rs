//! The conformance kit, run as partners run it: over this implementation, over ones that are wrong on purpose, and over
//! programs that are none.

mod document;
mod misbehaving;
mod report;
mod runs;
mod wrong;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// The program under test, which is the kit and an adapter.
const TOOLS: &str = env!("CARGO_BIN_EXE_haetae-sdk-tools");

/// A run of the kit, and what it left.
struct Run {
    status: Option<i32>,
    output: String,
    errors: String,
    folder: TempDir,
}

impl Run {
    /// Runs the kit over a program.
    fn of(arguments: &[&str], program: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut kit = Command::new(TOOLS);
        kit.arg("conformance").arg("--report").arg(folder.path()).args(arguments).arg("--").args(program);
        let done = kit.output().expect("the kit starts");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Self { status: done.status.code(), output: text(done.stdout), errors: text(done.stderr), folder }
    }

    /// Runs it over this implementation.
    fn of_adapter(arguments: &[&str]) -> Self {
        Self::of(arguments, &[TOOLS, "conformance-adapter"])
    }

    /// Runs it over a script of bash, in which `$1` is the kit's program.
    fn of_script(arguments: &[&str], script: &str) -> Self {
        Self::of(arguments, &["bash", "-c", script, "script", TOOLS])
    }

    fn file(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).expect(name)
    }

    fn report(&self) -> Value {
        serde_json::from_str(&self.file("report.json")).expect("JSON")
    }

    /// The cases with this result, of all sections.
    fn cases(&self, result: &str) -> Vec<Value> {
        let report = self.report();
        let sections = report["sections"].as_array().expect("sections").iter();
        let cases = sections.flat_map(|section| section["cases"].as_array().expect("cases").clone());
        cases.filter(|case| case["result"] == result).collect()
    }

    /// Their names.
    fn names(&self, result: &str) -> BTreeSet<String> {
        self.cases(result).iter().map(|case| case["name"].as_str().expect("a name").to_owned()).collect()
    }
}

fn own_vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors")
}

fn vectors(file: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(own_vectors().join(file)).expect(file)).expect("JSON")
}
