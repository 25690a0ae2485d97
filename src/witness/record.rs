use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::error::{WitnessError, failed};
use crate::journal::Digest;

/// A file of JSON lines to which lines are only added. Each has the hash of the line before it.
#[derive(Debug)]
pub(super) struct Record {
    path: PathBuf,
    number: u64,
    last: Digest,
    /// Bytes of whole lines.
    whole: u64,
}

#[derive(Serialize, Deserialize)]
struct Chained<T> {
    n: u64,
    prev: Digest,
    #[serde(flatten)]
    content: T,
}

impl Record {
    /// Reads the record at `path`, which may not exist yet. An unfinished last line, which a crash leaves, is passed
    /// over, and the next line replaces it.
    pub(super) fn open<T: DeserializeOwned>(path: &Path) -> Result<(Self, Vec<T>), WitnessError> {
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(failed(path)(error)),
        };
        let mut record = Self { path: path.to_owned(), number: 0, last: Digest::default(), whole: 0 };
        let mut contents = Vec::new();
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').and_then(|end| bytes.get(..end));
        for (place, line) in whole.into_iter().flat_map(|lines| lines.split(|byte| *byte == b'\n')).enumerate() {
            let changed = || WitnessError::Changed { path: path.to_owned(), line: place + 1 };
            let Chained { n, prev, content } = serde_json::from_slice(line).map_err(|_| changed())?;
            if n != record.number + 1 || prev != record.last {
                return Err(changed());
            }
            record.number = n;
            record.last = Digest(Sha256::digest(line).into());
            record.whole += line.len() as u64 + 1;
            contents.push(content);
        }
        Ok((record, contents))
    }

    /// Adds a line; it is on the disk when this returns.
    pub(super) fn append(&mut self, content: &impl Serialize) -> Result<(), WitnessError> {
        let chained = Chained { n: self.number + 1, prev: self.last, content };
        let line = serde_json::to_vec(&chained).map_err(|error| failed(&self.path)(error.into()))?;
        self.write(&line).map_err(failed(&self.path))?;
        self.number += 1;
        self.last = Digest(Sha256::digest(&line).into());
        self.whole += line.len() as u64 + 1;
        Ok(())
    }

    fn write(&self, line: &[u8]) -> io::Result<()> {
        let mut file: File = OpenOptions::new().append(true).create(true).open(&self.path)?;
        if file.metadata()?.len() > self.whole {
            file.set_len(self.whole)?;
        }
        file.write_all(&[line, b"\n"].concat())?;
        file.sync_all()
    }
}
