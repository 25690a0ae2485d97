//! A folder with everything that the commands of a runbook need, and the following of one.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use haetae_core::{SECONDS_PER_DAY, UnixTime};
use haetae_keys::ceremony::Request;
use tempfile::TempDir;

const README: &str = include_str!("../../README.md");

/// The variable that names SoftHSM's configuration.
const TOKENS: &str = "softhsm2.conf";

/// Where the runbooks are followed.
pub(crate) struct Place {
    folder: TempDir,
}

/// The titles of the runbooks that have commands to follow.
pub(crate) fn runbooks() -> Vec<&'static str> {
    let (_, runbooks) = README.split_once("\n## Runbooks\n").expect("runbooks");
    let sections = runbooks.split("\n### ").skip(1).filter(|section| section.contains("```sh\n"));
    sections.filter_map(|section| section.lines().next()).collect()
}

/// The commands of a runbook, one text a box.
fn blocks(title: &str) -> Vec<&'static str> {
    let (_, after) = README.split_once(&format!("\n### {title}\n")).expect("a runbook of that title");
    let section = after.split("\n### ").next().expect("a section");
    let blocks: Vec<&str> = section.split("```sh\n").skip(1).filter_map(|text| text.split("```").next()).collect();
    assert!(!blocks.is_empty(), "{title}: no commands");
    blocks
}

impl Place {
    pub(crate) fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().expect("a folder") };
        place.write("passphrase", b"a passphrase of tests\n");
        fs::set_permissions(place.path("passphrase"), fs::Permissions::from_mode(0o600)).expect("a mode");
        place
    }

    pub(crate) fn after_the_first_ceremony() -> Self {
        let place = Self::new();
        place.follow("First ceremony");
        place.tidy();
        place
    }

    /// A node whose first list was signed some weeks ago, for thirty-nine.
    pub(crate) fn weeks_after_the_first_ceremony(weeks: u64) -> Self {
        let place = Self::new();
        let then = place.now().saturating_sub(weeks * 7 * SECONDS_PER_DAY);
        for block in blocks("First ceremony") {
            if let Some(install) = block.find("haetae trust install") {
                // It was installed when it was new.
                assert_eq!(install, 0);
                fs::copy(place.path("signed-list"), place.path("data/trust-list")).expect("a copy");
                continue;
            }
            place.run(&block.replace("haetae init ", &format!("haetae init --now {then} ")));
        }
        place.tidy();
        place
    }

    /// Gives SoftHSM a folder of its own for its tokens.
    pub(crate) fn make_room_for_tokens(&self) {
        let tokens = self.path("tokens");
        fs::create_dir(&tokens).expect("a folder");
        let text =
            format!("directories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\n", tokens.display());
        self.write(TOKENS, text.as_bytes());
    }

    /// Runs every box of a runbook and returns the output.
    pub(crate) fn follow(&self, title: &str) -> String {
        blocks(title).into_iter().map(|block| self.run(block)).collect()
    }

    /// Runs commands that must fail, and returns why they do.
    pub(crate) fn refused(&self, commands: &str) -> String {
        let output = self.shell(commands);
        assert!(!output.status.success(), "{commands}");
        String::from_utf8(output.stderr).expect("UTF-8")
    }

    /// Removes the files of the last list, as the runbooks say.
    pub(crate) fn tidy(&self) {
        for entry in fs::read_dir(self.folder.path()).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
            if name == "request.json" || name == "keys.json" || name == "signed-list" || name.starts_with("answer-") {
                fs::remove_file(&path).expect("removed");
            }
        }
    }

    pub(crate) fn rename(&self, from: &str, to: &str) {
        fs::rename(self.path(from), self.path(to)).expect("renamed");
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).expect(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path(name), bytes).expect(name);
    }

    #[expect(clippy::disallowed_methods, reason = "the programs read the machine's clock too")]
    pub(crate) fn now(&self) -> UnixTime {
        let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
        UnixTime::saturating_new(since_1970.as_secs())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs commands that must work, and returns their output.
    pub(crate) fn run(&self, commands: &str) -> String {
        let output = self.shell(commands);
        let (printed, error) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{commands}\n{printed}\n{error}");
        printed.into_owned()
    }

    /// Runs commands with the programs of this build, the custodians' passphrases, and the confirmation that they type.
    fn shell(&self, commands: &str) -> Output {
        let programs = Path::new(env!("CARGO_BIN_EXE_haetae-keys")).parent().expect("a directory");
        assert!(programs.join("haetae").exists(), "haetae is built with the workspace: cargo build --workspace");
        // The one deviation: room for 2^20 people instead of 2^26, whose status lists take seconds to pack.
        let commands = commands.replace("haetae init ", "haetae init --serial-bits 20 ");
        let path = std::env::var("PATH").unwrap_or_default();
        let custodians = commands.split("--of ").nth(1).and_then(|rest| rest.split(' ').next()?.parse().ok());
        let mut child = Command::new("sh")
            .args(["-euc", &commands])
            .current_dir(self.folder.path())
            .env("PATH", format!("{}:{path}", programs.display()))
            .env("SOFTHSM2_CONF", self.path(TOKENS))
            .env("HAETAE_KEYS_WORK", "1")
            .env("HAETAE_KEYS_PASSPHRASE_FILE", vec!["passphrase"; custodians.unwrap_or(1)].join(":"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("sh");
        if let Ok(request) = fs::read(self.path("request.json")) {
            let confirmation = Request::read(&request).expect("a request").confirmation();
            // Commands that ask nothing may end before their input is written.
            let _ = writeln!(child.stdin.take().expect("piped"), "{confirmation}");
        }
        child.wait_with_output().expect("an end")
    }
}
