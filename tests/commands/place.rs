//! A temporary folder, and the program run in it.

use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

use crate::snapshot::Snapshot;

/// A folder of its own for a test. The data folder in it is called `data`.
pub(crate) struct Place {
    folder: TempDir,
}

impl Place {
    /// An empty folder.
    pub(crate) fn empty() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// With a data folder as `haetae init` makes it.
    pub(crate) fn with_data() -> Self {
        let place = Self::empty();
        place.run(&["init", "--serial-bits", "20", "--data", "data"]).succeeds();
        place
    }

    /// With a data folder and the records of Kim and Lee (vaccinated) and Park (no evidence).
    pub(crate) fn with_people() -> Self {
        let place = Self::with_data();
        place.write(
            "people.csv",
            "subject,name,birth_date,kind,doses,date,product\n\
             kim,김민수,1990-01-31,vaccination,2,2026-05-01,BNT162B2\n\
             lee,이산,1985-12-24,vaccination,3,2026-06-01,MRNA-1273\n\
             park,박하늘,1970-07-07,,,,\n",
        );
        place.run(&["records", "import", "--data", "data", "people.csv"]).succeeds();
        place
    }

    /// With people, and with what is published for scanners in `site`.
    pub(crate) fn published() -> Self {
        let place = Self::with_people();
        place.publish();
        place
    }

    /// Publishes into `site`.
    pub(crate) fn publish(&self) {
        self.run(&["publish", "--data", "data", "--out", "site"]).succeeds();
    }

    /// The text of a paper pass.
    pub(crate) fn paper_pass(&self, subject: &str) -> String {
        let issued = self.run(&["issue", "--data", "data", "--paper", "--subject", subject, "--format", "text"]);
        issued.succeeds().stdout.trim_end().to_owned()
    }

    /// Checks inputs against `data/roots.json` and `site`.
    pub(crate) fn verify(&self, arguments: &[&str]) -> Ran {
        let scanner = ["verify", "--roots", "data/roots.json", "--bundle", "site/v1/trust/bundle"];
        self.run(&[&scanner, arguments].concat())
    }

    /// The path of a name in this folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).expect("a file");
    }

    /// Reads a file of text.
    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect("a file of text")
    }

    /// What is in this folder, the rows of the database included.
    pub(crate) fn snapshot(&self) -> Snapshot {
        Snapshot::of(self.folder.path())
    }

    /// The program, to be run in this folder and without the environment of the test.
    pub(crate) fn program(&self) -> Command {
        let mut command = Command::new(program());
        command.current_dir(self.folder.path()).env_clear();
        command
    }

    /// Runs the program to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, &[], "")
    }

    /// Runs the program with variables and a standard input.
    pub(crate) fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)], stdin: &str) -> Ran {
        let mut command = self.program();
        command.args(arguments).envs(variables.iter().copied()).write_stdin(stdin);
        Ran::new(arguments, &command.output().expect("the program starts"))
    }

    /// Runs the program and checks that it refuses: nothing on the standard output, `words` on the standard error, and
    /// no byte of this folder changed.
    pub(crate) fn refuses(&self, arguments: &[&str], status: i32, words: &str) {
        self.refuses_with(arguments, &[], "", status, words);
    }

    /// The same with variables and a standard input.
    pub(crate) fn refuses_with(
        &self,
        arguments: &[&str],
        variables: &[(&str, &str)],
        stdin: &str,
        status: i32,
        words: &str,
    ) {
        let before = self.snapshot();
        let ran = self.run_with(arguments, variables, stdin);
        assert_eq!(ran.status, Some(status), "{ran:?}");
        assert!(ran.stderr.contains(words), "{words:?} is not in {ran:?}");
        assert_eq!(ran.stdout, "", "{ran:?}");
        before.require_same(&self.snapshot(), &format!("{ran:?}"));
    }
}

/// The program under test.
pub(crate) fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_haetae"))
}

/// A run that has ended.
#[derive(Debug)]
pub(crate) struct Ran {
    #[expect(dead_code, reason = "shown when an assertion fails")]
    arguments: String,
    /// `None` if a signal ended it.
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    fn new(arguments: &[&str], output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self {
            arguments: arguments.join(" "),
            status: output.status.code(),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }

    /// With exit status 0.
    pub(crate) fn succeeds(self) -> Self {
        self.ends(0)
    }

    /// With this exit status.
    pub(crate) fn ends(self, status: i32) -> Self {
        assert_eq!(self.status, Some(status), "{self:?}");
        self
    }

    /// With these words on the standard output.
    pub(crate) fn says(self, words: &str) -> Self {
        assert!(self.stdout.contains(words), "{words:?} is not in {self:?}");
        self
    }
}
