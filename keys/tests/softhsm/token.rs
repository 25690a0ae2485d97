//! A SoftHSM token of its own for a test, and a process of its own that is told where it is.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// What Debian's package softhsm2 brings.
pub(crate) const MODULE: &str = "/usr/lib/softhsm/libsofthsm2.so";

pub(crate) const LABEL: &str = "haetae tests";
pub(crate) const PIN: &str = "canary-pin-4711";

/// Where SoftHSM finds its configuration.
pub(crate) const CONFIGURATION: &str = "SOFTHSM2_CONF";

/// A folder with one token in it.
pub(crate) struct TokenFolder {
    folder: TempDir,
}

impl TokenFolder {
    pub(crate) fn new() -> Self {
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

    pub(crate) fn configuration(&self) -> PathBuf {
        self.folder.path().join("softhsm2.conf")
    }

    /// The folder in which the tokens are. Moved away, the token is away.
    pub(crate) fn tokens(&self) -> PathBuf {
        self.folder.path().join("tokens")
    }
}
