//! Where rows come from, and in which format.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;

use serde_json::Value;

use super::ImportError;

/// So much of a file is looked at to tell its format.
const START: u64 = 1 << 16;

/// What the readers read.
pub(super) type Input = Box<dyn Read + Send>;

/// A file to import, opened.
pub struct Source {
    name: String,
    length: Option<u64>,
    input: Input,
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Source({})", self.name)
    }
}

/// The formats of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Ndjson,
    Csv,
    FhirLines,
    FhirBundle,
}

impl Source {
    /// Opens a file; `-` is the standard input.
    pub fn open(path: &Path) -> Result<Self, ImportError> {
        let name = path.display().to_string();
        if name == "-" {
            return Ok(Self { name: "stdin".to_owned(), length: None, input: Box::new(io::stdin()) });
        }
        let opened = File::open(path).and_then(|file| {
            let metadata = file.metadata()?;
            if metadata.is_dir() { Err(io::ErrorKind::IsADirectory.into()) } else { Ok((file, metadata)) }
        });
        match opened {
            Ok((file, metadata)) => {
                Ok(Self { name, length: metadata.is_file().then_some(metadata.len()), input: Box::new(file) })
            }
            Err(source) => Err(ImportError::Open { file: name, source }),
        }
    }

    /// Reads from anything, under a name for reports.
    pub fn from_reader(name: &str, input: impl Read + Send + 'static) -> Self {
        Self { name: name.to_owned(), length: None, input: Box::new(input) }
    }

    /// The number of bytes, where it is known before reading.
    pub const fn length(&self) -> Option<u64> {
        self.length
    }

    pub(super) fn into_input(self) -> (String, Input) {
        (self.name, self.input)
    }

    /// Tells the format by the beginning of the content, and by the name only where that leaves a choice.
    pub(super) fn detect(mut self) -> Result<(Self, Format), ImportError> {
        let mut start = Vec::new();
        if let Err(source) = self.input.by_ref().take(START).read_to_end(&mut start) {
            return Err(ImportError::Read { file: self.name, source });
        }
        let Some(format) = format_of(&start, &self.name) else {
            let reason = "this is neither CSV with the column `subject` in its first row, nor NDJSON, nor FHIR";
            return Err(ImportError::Format { file: self.name, reason: reason.to_owned() });
        };
        self.input = Box::new(Cursor::new(start).chain(self.input));
        Ok((self, format))
    }
}

fn format_of(start: &[u8], name: &str) -> Option<Format> {
    let text = String::from_utf8_lossy(start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start));
    let text = text.trim_start();
    let first_line = text.lines().next().unwrap_or_default();
    if text.is_empty() {
        // Bulk exports may hold empty files; as NDJSON they are no rows.
        return Some(Format::Ndjson);
    }
    if !text.starts_with('{') {
        let mut columns = first_line.split(',').map(|column| column.trim().trim_matches('"'));
        return columns.any(|column| column == "subject").then_some(Format::Csv);
    }
    if !text.contains("\"resourceType\"") {
        return Some(Format::Ndjson);
    }
    match serde_json::from_str::<Value>(first_line) {
        Ok(first) if first.get("resourceType").is_some() => Some(Format::FhirLines),
        Ok(_) => Some(Format::Ndjson),
        // The first row may be a broken one, or the first line of a Bundle in many lines, or a Bundle in a long one.
        Err(error) if error.is_eof() && !name.ends_with(".ndjson") => Some(Format::FhirBundle),
        Err(_) => Some(Format::FhirLines),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_tells_the_format() {
        let cases = [
            ("", "x", Some(Format::Ndjson)),
            ("\u{FEFF}subject,name,birth_date\n", "x", Some(Format::Csv)),
            ("\"name\",\"subject\",\"birth_date\"\r\n", "x.json", Some(Format::Csv)),
            ("{\"subject\": \"A\"}\n", "x.csv", Some(Format::Ndjson)),
            ("{\"subject\": \"A\"\n", "x", Some(Format::Ndjson)),
            ("{\"id\":\"1\",\"resourceType\":\"Patient\"}\n", "x", Some(Format::FhirLines)),
            ("{\"resourceType\":\"Bundle\",\"entry\":[]}\n", "x", Some(Format::FhirLines)),
            ("\n{\n  \"resourceType\": \"Bundle\"", "x", Some(Format::FhirBundle)),
            ("{\"resourceType\":\"Bundle\",\"entry\":[{", "x.json", Some(Format::FhirBundle)),
            ("{\"resourceType\":\"Patient\"\n{\"resourceType\":\"Patient\"}", "x.ndjson", Some(Format::FhirLines)),
            ("<Bundle/>", "x.json", None),
            ("a,b\n", "x.csv", None),
            ("\u{0}PK", "x", None),
        ];
        for (start, name, format) in cases {
            assert_eq!(format_of(start.as_bytes(), name), format, "{start}");
        }
    }
}
