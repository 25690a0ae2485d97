//! A SoftHSM token of its own for a test. SoftHSM reads from the environment where it is, so each token needs a process
//! of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// What Debian's package softhsm2 brings.
pub const MODULE: &str = "/usr/lib/softhsm/libsofthsm2.so";

/// What the token is called.
pub const LABEL: &str = "haetae tests";
/// What opens it.
pub const PIN: &str = "canary-pin-4711";

/// Where SoftHSM finds its configuration.
pub const CONFIGURATION: &str = "SOFTHSM2_CONF";

/// A folder with one token in it.
#[derive(Debug)]
pub struct TokenFolder {
    folder: TempDir,
}

impl TokenFolder {
    /// Makes the folder and the token.
    pub fn make() -> Self {
        assert!(Path::new(MODULE).exists(), "these tests need SoftHSM: install the Debian package softhsm2");
        let folder = tempfile::tempdir().expect("a folder");
        let tokens = folder.path().join("tokens");
        fs::create_dir(&tokens).expect("a folder");
        let text =
            format!("directories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\n", tokens.display());
        fs::write(folder.path().join("softhsm2.conf"), text).expect("a file");
        let token = Self { folder };
        let mut command = Command::new("softhsm2-util");
        command.env(CONFIGURATION, token.configuration());
        command.args(["--init-token", "--free", "--label", LABEL, "--so-pin", "so-pin-4711", "--pin", PIN]);
        let made = command.output().expect("softhsm2-util, of the Debian package softhsm2");
        assert!(made.status.success(), "{made:?}");
        token
    }

    /// What [`CONFIGURATION`] must name.
    pub fn configuration(&self) -> PathBuf {
        self.folder.path().join("softhsm2.conf")
    }

    /// The folder in which the tokens are. Moved away, the token is away.
    pub fn tokens(&self) -> PathBuf {
        self.folder.path().join("tokens")
    }
}
