//! Opens the files of an import and detects their formats.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;

use serde_json::Value;

use super::ImportError;
use super::containers::container;
use super::delimited::{declared_separator, is_empty_row, is_header};
use super::encoding::{Decoded, Found, NotText, WINDOW};
use super::file_hash::FileHash;

/// The input of the readers.
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

/// A file whose format is known.
pub(super) struct Detected {
    pub(super) name: String,
    pub(super) format: Format,
    /// Its encoding, as soon as it is known.
    pub(super) encoding: Found,
    /// The text, in UTF-8.
    pub(super) input: Input,
}

/// The formats of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// One person per line.
    Ndjson,
    /// People as JSON over many lines, one after the other or in a list.
    Json,
    Csv,
    /// One FHIR resource per line.
    FhirLines,
    /// FHIR resources over many lines, one after the other or in a list.
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

    /// The same, with the hash of what has been read of it.
    pub fn hashed(self) -> (Self, FileHash) {
        let hash = FileHash::default();
        (Self { input: hash.over(self.input), ..self }, hash)
    }

    /// The number of bytes, if it is known before reading.
    pub const fn length(&self) -> Option<u64> {
        self.length
    }

    /// Detects the format by the beginning of the content; the name does not matter.
    pub(super) fn detect(mut self) -> Result<Detected, ImportError> {
        let mut start = Vec::new();
        let read = self.input.by_ref().take(WINDOW as u64).read_to_end(&mut start);
        read.map_err(|error| unreadable(&self.name, error))?;
        if let Some(words) = container(&start) {
            return Err(ImportError::Format { file: self.name, reason: format!("this is {words}") });
        }
        let mut decoded = Decoded::new(Box::new(Cursor::new(start).chain(self.input)));
        let mut text = Vec::new();
        let read = decoded.by_ref().take(WINDOW as u64).read_to_end(&mut text);
        read.map_err(|error| unreadable(&self.name, error))?;
        match format_of(&String::from_utf8_lossy(&text)) {
            Ok(format) => Ok(Detected {
                name: self.name,
                format,
                encoding: decoded.found(),
                input: Box::new(Cursor::new(text).chain(decoded)),
            }),
            Err(reason) => Err(ImportError::Format { file: self.name, reason }),
        }
    }
}

/// The error of a file that cannot be read further, from its device or as text.
pub(super) fn unreadable(file: &str, source: io::Error) -> ImportError {
    match source.get_ref().and_then(|inner| inner.downcast_ref::<NotText>()) {
        Some(NotText(reason)) => ImportError::Format { file: file.to_owned(), reason: reason.clone() },
        None => ImportError::Read { file: file.to_owned(), source },
    }
}

fn format_of(text: &str) -> Result<Format, String> {
    let text = text.trim_start();
    match text.chars().next() {
        // Bulk exports may contain empty files; as NDJSON they have no rows.
        None => Ok(Format::Ndjson),
        Some('{') => Ok(format_of_objects(text)),
        Some('[') if is_fhir(text) => Ok(Format::FhirBundle),
        Some('[') => Ok(Format::Json),
        Some(_) => format_of_rows(text),
    }
}

fn format_of_objects(text: &str) -> Format {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let first = values.next();
    let (is_fhir, is_over_lines) = match first {
        Some(Ok(value)) => {
            let rest = &text[values.byte_offset()..];
            let shares_its_line = !rest.split(['\n', '\r']).next().unwrap_or_default().trim().is_empty();
            let lines = text[..values.byte_offset()].contains(['\n', '\r']);
            (value.get("resourceType").is_some(), lines || shares_its_line)
        }
        // The first value does not end here: it is over many lines, very long, or torn.
        Some(Err(error)) if error.is_eof() => (is_fhir(text), is_fhir(text) || text.trim_end().contains(['\n', '\r'])),
        // The first row may be a bad one.
        _ => (is_fhir(text), text.lines().next().is_some_and(|line| line.trim() == "{")),
    };
    match (is_fhir, is_over_lines) {
        (true, true) => Format::FhirBundle,
        (true, false) => Format::FhirLines,
        (false, true) => Format::Json,
        (false, false) => Format::Ndjson,
    }
}

fn is_fhir(text: &str) -> bool {
    text.contains("\"resourceType\"")
}

fn format_of_rows(text: &str) -> Result<Format, String> {
    let mut lines = text.split(['\n', '\r']).filter(|line| !is_empty_row(line));
    let first = lines.next().unwrap_or_default();
    let header = if declared_separator(first).is_some() { lines.next().unwrap_or_default() } else { first };
    if is_header(header) {
        return Ok(Format::Csv);
    }
    // A row with personal data must not be shown.
    let is_shown =
        header.len() <= 200 && !header.contains(|character: char| character.is_control() || character.is_ascii_digit());
    let found = if is_shown { format!(" (it is {header:?})") } else { String::new() };
    Err(format!(
        "this is neither CSV with the columns subject, name and birth_date named in its first row{found}, nor NDJSON, nor FHIR"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_follows_from_the_content() {
        let patient = "{\"resourceType\":\"Patient\"}";
        let cases = [
            ("".to_owned(), Some(Format::Ndjson)),
            ("subject,name,birth_date\n".to_owned(), Some(Format::Csv)),
            ("\"name\",\"subject\",\"birth_date\"\r\n".to_owned(), Some(Format::Csv)),
            ("sep=;\r\nSubject;Name;Birth date\r\n".to_owned(), Some(Format::Csv)),
            (",,\n\"\",\"\",\nsubject,name,birth_date\n".to_owned(), Some(Format::Csv)),
            ("{\"subject\": \"A\"}\n".to_owned(), Some(Format::Ndjson)),
            ("{\"subject\": \"A\"\n".to_owned(), Some(Format::Ndjson)),
            ("{\"subject\": \"A\"\n{\"subject\": \"A\"}\n".to_owned(), Some(Format::Ndjson)),
            ("{\n \"subject\": \"A\"\n}\n".to_owned(), Some(Format::Json)),
            ("[{\"subject\": \"A\"}]".to_owned(), Some(Format::Json)),
            ("{\"id\":\"1\",\"resourceType\":\"Patient\"}\n".to_owned(), Some(Format::FhirLines)),
            (format!("{patient}\r{patient}\r"), Some(Format::FhirLines)),
            ("{\"resourceType\":\"Bundle\",\"entry\":[]}\n".to_owned(), Some(Format::FhirLines)),
            ("\n{\n  \"resourceType\": \"Bundle\"".to_owned(), Some(Format::FhirBundle)),
            ("{\n  \"resourceType\": \"Bundle\"\n}\n{\n}".to_owned(), Some(Format::FhirBundle)),
            ("{\"resourceType\":\"Bundle\",\"entry\":[{".to_owned(), Some(Format::FhirBundle)),
            (format!("{{\"resourceType\":\"Patient\"\n{patient}"), Some(Format::FhirLines)),
            (format!("{patient}{patient}"), Some(Format::FhirBundle)),
            (format!("[\n{patient}]"), Some(Format::FhirBundle)),
            ("a,b\n".to_owned(), None),
        ];
        for (start, format) in cases {
            assert_eq!(format_of(&start).ok(), format, "{start}");
        }
        let long = format!("{{\"resourceType\":\"Bundle\",\"entry\":[{}", "1,".repeat(40_000));
        assert_eq!(format_of(&long), Ok(Format::FhirBundle));
        assert!(format_of("Nummer;Geburtstag\n").is_err_and(|words| words.contains("\"Nummer;Geburtstag\"")));
        assert!(format_of("김민수;1990-01-31\n").is_err_and(|words| !words.contains("김민수")));
    }
}
