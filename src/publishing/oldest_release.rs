//! Asks the oldest supported release before a set is published: scanners that are as old must accept it too.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use haetae_core::{Bundle, RootSet};
use tempfile::{NamedTempFile, TempDir};
use tokio::process::Command;

use crate::model::PublishedSet;

/// The time limit for its answer: a check takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(30);

/// How many bytes of its message are reported.
const WORDS: usize = 300;

/// A `haetae` of the oldest supported release. Its `trust check` says whether its scanners' code accepts a set.
#[derive(Clone, Debug)]
pub struct OldestRelease {
    program: PathBuf,
    patience: Duration,
}

/// Why it does not accept a set.
#[derive(Debug, thiserror::Error)]
pub enum OldestReleaseError {
    /// It refuses the set.
    #[error("the oldest supported release, {}, does not accept it: {words}", program.display())]
    Refused {
        /// The path of the program.
        program: PathBuf,
        /// Its message.
        words: String,
    },
    /// It gives no answer, or an unexpected one: that does not count as accepted.
    #[error("the oldest supported release, {}, cannot be asked: {reason}", program.display())]
    NoAnswer {
        /// The path of the program.
        program: PathBuf,
        /// What went wrong: no program, a crash or no answer in time.
        reason: String,
    },
}

impl OldestRelease {
    /// The release whose program is at `program`.
    pub const fn new(program: PathBuf) -> Self {
        Self { program, patience: PATIENCE }
    }

    /// The same with another time limit.
    #[must_use]
    pub fn within(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Offers `set` to it, as to a scanner that starts today and, if `previous` is given, to one that has that set.
    ///
    /// # Errors
    ///
    /// [`OldestReleaseError`] unless it clearly accepts: a refusal, no program, a crash, no answer in time.
    pub async fn offer(
        &self,
        roots: &RootSet,
        previous: Option<&PublishedSet>,
        set: &PublishedSet,
    ) -> Result<(), OldestReleaseError> {
        let failed = |reason: String| OldestReleaseError::NoAnswer { program: self.program.clone(), reason };
        let offer = Offer::write(roots, previous, set).map_err(|error| failed(error.to_string()))?;
        let mut command = Command::new(&self.program);
        // It needs no secret from the environment.
        command.env_clear().args(["trust", "check", "--roots"]).arg(offer.roots.path());
        if let Some(previous) = &offer.previous {
            command.arg("--after").arg(previous.path());
        }
        command.arg(offer.set.path()).current_dir(offer.folder.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let child = command.spawn().map_err(|error| failed(error.to_string()))?;
        let Ok(output) = tokio::time::timeout(self.patience, child.wait_with_output()).await else {
            return Err(failed(format!("it has not answered within {} seconds", self.patience.as_secs())));
        };
        let output = output.map_err(|error| failed(error.to_string()))?;
        let words = words(&output.stderr);
        match output.status.code() {
            Some(0) => Ok(()),
            Some(1) => Err(OldestReleaseError::Refused { program: self.program.clone(), words }),
            _ => Err(failed(format!("it ended with {}: {words}", output.status))),
        }
    }
}

/// The files that it reads, in a folder that is removed after its answer.
struct Offer {
    folder: TempDir,
    roots: NamedTempFile,
    previous: Option<NamedTempFile>,
    set: NamedTempFile,
}

impl Offer {
    fn write(roots: &RootSet, previous: Option<&PublishedSet>, set: &PublishedSet) -> std::io::Result<Self> {
        let folder = tempfile::tempdir()?;
        let file = |bytes: &[u8]| -> std::io::Result<NamedTempFile> {
            let mut file = NamedTempFile::new_in(folder.path())?;
            file.write_all(bytes)?;
            Ok(file)
        };
        let roots = file(&serde_json::to_vec(roots)?)?;
        let previous = previous.map(|previous| file(&bundle(previous))).transpose()?;
        let set = file(&bundle(set))?;
        Ok(Self { folder, roots, previous, set })
    }
}

fn bundle(set: &PublishedSet) -> Vec<u8> {
    Bundle { manifest: &set.manifest, files: set.files.iter().map(|file| &*file.bytes).collect() }.encode()
}

/// Its message, on one line and not too long.
fn words(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr.get(..WORDS).unwrap_or(stderr)).trim().replace('\n', " ");
    if text.is_empty() { "it says nothing".to_owned() } else { text }
}
