use std::fmt::Write as _;
use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

/// SHA-256 of what has been read of a file: all of it after an import.
#[derive(Clone, Default)]
pub struct FileHash(Arc<Mutex<Sha256>>);

impl FileHash {
    /// 64 lower-case hexadecimal digits.
    pub fn digits(&self) -> String {
        let hash = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone().finalize();
        hash.iter().fold(String::new(), |mut digits, byte| {
            // Writing into a string never fails.
            let _ = write!(digits, "{byte:02x}");
            digits
        })
    }

    /// The same bytes, hashed while they are read.
    pub(super) fn over(&self, input: Box<dyn Read + Send>) -> Box<dyn Read + Send> {
        Box::new(Hashed { input, hash: self.clone() })
    }
}

struct Hashed {
    input: Box<dyn Read + Send>,
    hash: FileHash,
}

impl Read for Hashed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.input.read(buffer)?;
        let read = buffer.get(..length).unwrap_or_default();
        self.hash.0.lock().unwrap_or_else(PoisonError::into_inner).update(read);
        Ok(length)
    }
}

impl std::fmt::Debug for FileHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FileHash")
    }
}
