//! Reads the subject ids that a command gets: one, or a file of them.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read as _};
use std::path::{Path, PathBuf};

use clap::Args;
use sha2::{Digest as _, Sha256};

use super::Failure;
use super::second_operator::hexadecimal;
use crate::model::SubjectId;

/// The person or people that a command is about.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct Subjects {
    /// The person's subject id
    #[arg(long, value_name = "ID")]
    pub(super) subject: Option<String>,
    /// A file of subject ids, one a line, or a CSV file with a column `subject`; `-` is the standard input
    #[arg(long, value_name = "FILE")]
    pub(super) from: Option<PathBuf>,
}

/// A line of a file of subject ids.
pub(super) struct Listed {
    /// The line, from 1.
    pub(super) line: u64,
    /// The subject id, or the text found instead of one.
    pub(super) subject: Result<SubjectId, String>,
}

/// Reads a subject id from the command line.
pub(super) fn subject(text: &str) -> Result<SubjectId, Failure> {
    SubjectId::new(text).ok_or_else(|| Failure::from("--subject must be 1 to 64 characters of A-Z a-z 0-9 . _ : -"))
}

/// A file of subject ids, read as it is needed.
pub(super) struct SubjectFile {
    name: String,
    lines: Box<dyn BufRead>,
    line: u64,
    /// The column of the subject id in a CSV file, and the separator of its fields.
    column: Option<(usize, char)>,
    /// Of what has been read.
    hash: Sha256,
}

impl SubjectFile {
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let (name, lines): (_, Box<dyn BufRead>) = if path.as_os_str() == "-" {
            ("the standard input".to_owned(), Box::new(BufReader::new(io::stdin())))
        } else {
            let name = path.display().to_string();
            let file = File::open(path).map_err(|error| Failure::from(format!("cannot open {name}: {error}")))?;
            (name, Box::new(BufReader::new(file)))
        };
        Ok(Self::of(name, lines))
    }

    fn of(name: String, lines: Box<dyn BufRead>) -> Self {
        Self { name, lines, line: 0, column: None, hash: Sha256::new() }
    }

    /// All of the file, and the same file out of memory.
    pub(super) fn in_memory(mut self) -> Result<(Vec<u8>, Self), Failure> {
        let mut content = Vec::new();
        let read = self.lines.read_to_end(&mut content);
        read.map_err(|error| Failure::from(format!("cannot read {}: {error}", self.name)))?;
        let whole = Self::of(self.name, Box::new(Cursor::new(content.clone())));
        Ok((content, whole))
    }

    /// SHA-256 of what has been read, as hexadecimal digits: of all of the file at its end.
    pub(super) fn digest(&self) -> String {
        hexadecimal(&self.hash.clone().finalize())
    }

    /// Up to `count` more lines; none at the end. Empty lines are skipped.
    pub(super) fn next_batch(&mut self, count: usize) -> Result<Vec<Listed>, Failure> {
        let mut batch = Vec::new();
        while batch.len() < count {
            let Some(text) = self.next_line()? else { break };
            let first = self.line == 1;
            let text = if first { text.trim_start_matches('\u{FEFF}') } else { &text }.trim();
            if first && let Some(column) = column(text) {
                self.column = Some(column);
            } else if first && is_other_header(text) {
                return Err(Failure::from(format!(
                    "{}: the first line looks like the header of a CSV file and has no column `subject`: call the column \
                     of the subject ids `subject`",
                    self.name
                )));
            } else if !text.is_empty() {
                let field = self.field(text);
                batch.push(Listed { line: self.line, subject: SubjectId::new(&field).ok_or(field) });
            }
        }
        Ok(batch)
    }

    fn next_line(&mut self) -> Result<Option<String>, Failure> {
        let mut bytes = Vec::new();
        let failed = |error: io::Error| Failure::from(format!("cannot read {}: {error}", self.name));
        if self.lines.read_until(b'\n', &mut bytes).map_err(failed)? == 0 {
            return Ok(None);
        }
        self.hash.update(&bytes);
        if bytes.contains(&0) {
            return Err(Failure::from(format!("{} is not UTF-8: save it as UTF-8 text or CSV UTF-8", self.name)));
        }
        if bytes.trim_ascii_end().contains(&b'\r') {
            return Err(Failure::from(format!("the lines of {} end with CR: save it with LF or CR LF", self.name)));
        }
        self.line += 1;
        Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// The field of the subject id: a subject id holds no quotes, so they only surround it.
    fn field(&self, line: &str) -> String {
        let field = match self.column {
            Some((place, separator)) => line.split(separator).nth(place).unwrap_or_default(),
            None => line,
        };
        field.trim().trim_matches('"').trim().chars().take(80).collect()
    }
}

/// The column `subject` of a header, and what separates the columns.
fn column(header: &str) -> Option<(usize, char)> {
    [',', ';', '\t'].into_iter().find_map(|separator| {
        let mut names = header.split(separator).map(|name| name.trim().trim_matches('"').trim());
        let place = names.position(|name| name.eq_ignore_ascii_case("subject"))?;
        Some((place, separator))
    })
}

/// Whether a line without a column `subject` has several fields, none of which is a number or a date: names of columns.
fn is_other_header(line: &str) -> bool {
    [',', ';', '\t'].into_iter().any(|separator| {
        line.contains(separator)
            && line.split(separator).all(|name| !name.contains(|letter: char| letter.is_ascii_digit()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content: &[u8]) -> Vec<(u64, Result<String, String>)> {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        io::Write::write_all(&mut file, content).expect("written");
        let mut subjects = SubjectFile::open(file.path()).expect("the file");
        let mut all = Vec::new();
        loop {
            let batch = subjects.next_batch(2).expect("lines");
            if batch.is_empty() {
                return all;
            }
            let text = |listed: Listed| (listed.line, listed.subject.map(|subject| subject.as_str().to_owned()));
            all.extend(batch.into_iter().map(text));
        }
    }

    #[test]
    fn subjects_are_one_per_line_or_in_a_column() {
        let ids = |lines: &[(u64, &str)]| -> Vec<(u64, Result<String, String>)> {
            lines.iter().map(|(line, id)| (*line, Ok((*id).to_owned()))).collect()
        };
        assert_eq!(read(b"a\r\n\n  b\n\"c\""), ids(&[(1, "a"), (3, "b"), (4, "c")]));
        assert_eq!(read("\u{FEFF}a\nb\n".as_bytes()), ids(&[(1, "a"), (2, "b")]));
        assert_eq!(read(b"subject\na\nb\n"), ids(&[(2, "a"), (3, "b")]));
        assert_eq!(read("name;Subject;x\n김;a;1\n이;\"b\";2\n".as_bytes()), ids(&[(2, "a"), (3, "b")]));
        assert_eq!(read(b"name,subject\nx,a\n"), ids(&[(2, "a")]));
        assert_eq!(read(b"name\tsubject\nx\ta\n"), ids(&[(2, "a")]));
        assert_eq!(read(b""), []);
    }

    #[test]
    fn an_invalid_subject_id_is_named_with_its_line() {
        assert_eq!(
            read(b"a b\n\xB1\xE8\nc\nd,e\n"),
            [
                (1, Err("a b".to_owned())),
                (2, Err("\u{FFFD}\u{FFFD}".to_owned())),
                (3, Ok("c".to_owned())),
                (4, Err("d,e".to_owned()))
            ]
        );
        assert_eq!(read(b"name,subject\nx\n"), [(2, Err(String::new()))]);
    }

    #[test]
    fn files_that_cannot_be_split_into_lines_are_named() {
        for (content, words) in [(&b"a\rb\r"[..], "end with CR"), (b"a\0\n\0", "not UTF-8")] {
            let mut file = tempfile::NamedTempFile::new().expect("a file");
            io::Write::write_all(&mut file, content).expect("written");
            let batch = SubjectFile::open(file.path()).expect("the file").next_batch(2);
            assert!(batch.err().expect("refused").to_string().contains(words));
        }
    }
}
