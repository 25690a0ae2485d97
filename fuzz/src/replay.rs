//! What is left of a broken promise: a file, and the command that shows it again.

use std::path::{Path, PathBuf};

use crate::repository;
use crate::{Failed, Target};

/// Where inputs that broke a promise are kept: below the target folder, outside git.
pub fn crash_folder() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| repository::root().join("target"), PathBuf::from);
    target.join("fuzz/crashes")
}

impl Failed {
    /// Keeps the input in a folder, and says how to see it again.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written.
    pub fn keep(&self, target: &Target, folder: &Path) -> std::io::Result<String> {
        std::fs::create_dir_all(folder)?;
        let path = folder.join(format!("{}-{:016x}", target.name, checksum(&self.input)));
        std::fs::write(&path, &self.input)?;
        let (name, promise, words, path) = (target.name, target.promise, &self.words, path.display());
        Ok(format!("{name}: {words}\nPromised: {promise}.\nTo see it again: fuzz/run {name} --replay {path}"))
    }
}

/// FNV-1a: it only gives different inputs different names.
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_input_is_the_one_that_failed_and_the_words_name_its_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = Target { name: "made-up", promise: "all is well", run: |_| {}, seeds: Vec::new, rounds: 0 };
        let failed = Failed { input: b"bad".to_vec(), words: "it is not".to_owned() };
        let said = failed.keep(&target, &folder.path().join("crashes")).expect("a file");
        let (before, path) = said.split_once("fuzz/run made-up --replay ").expect("a command");
        assert!(before.contains("all is well") && before.contains("it is not"), "{said}");
        assert_eq!(std::fs::read(path).expect("the file"), b"bad");
    }
}
