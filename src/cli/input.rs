//! Reads the codes that a command checks: texts, files of texts, pictures, the standard input.

use std::fmt::Display;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::path::Path;

use haetae_reader::FileKind;

use super::Failure;
use crate::scan::{self, ScanError};

/// A code as it was read.
pub(super) enum Code {
    Text(String),
    /// An image without a readable code.
    Unreadable,
}

/// The largest image file.
const MAX_IMAGE_BYTES: u64 = 64 * 1024 * 1024;

/// The longest line that is kept: every code is shorter than half of it.
const MAX_LINE_BYTES: u64 = 16 * 1024;

type Codes = Box<dyn Iterator<Item = Result<Code, Failure>>>;

/// The codes of all inputs, in their order, read as they are needed. Every file is opened before the first code is
/// read, so that a wrong name is reported at once.
pub(super) fn read_all(inputs: &[String]) -> Result<impl Iterator<Item = Result<Code, Failure>> + use<>, Failure> {
    let codes = inputs.iter().map(|input| read(input)).collect::<Result<Vec<Codes>, Failure>>()?;
    Ok(codes.into_iter().flatten())
}

fn read(input: &str) -> Result<Codes, Failure> {
    if input == "-" {
        return from(Source { name: "the standard input".to_owned(), file: BufReader::new(Box::new(io::stdin())) });
    }
    if ["HT1:", "HP1:", "HB1:"].iter().any(|prefix| input.starts_with(prefix)) {
        return Ok(one(Code::Text(input.to_owned())));
    }
    let path = Path::new(input);
    if path.is_dir() {
        return Err(format!("{input} is a folder: name the files in it").into());
    }
    if path.exists() {
        let file = File::open(path).map_err(|error| Failure::from(format!("{input}: {error}")))?;
        return from(Source { name: input.to_owned(), file: BufReader::new(Box::new(file)) });
    }
    if names_a_file(path) {
        return Err(format!("{input}: there is no such file").into());
    }
    Ok(one(Code::Text(input.to_owned())))
}

/// Whether a text that names no existing file was probably meant as a file.
fn names_a_file(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    matches!(
        ending.as_str(),
        "png" | "jpg" | "jpeg" | "txt" | "heic" | "heif" | "pdf" | "webp" | "tif" | "tiff" | "gif"
    )
}

/// An open file, or the standard input.
struct Source {
    /// Its name in messages.
    name: String,
    file: BufReader<Box<dyn io::Read>>,
}

impl Source {
    fn failure(&self, what: impl Display) -> Failure {
        Failure::from(format!("{}: {what}", self.name))
    }
}

/// The codes of a picture or of lines of text; the content decides, not the name. Anything else is an error and gets no
/// verdict: a verdict would be one on the visitor.
fn from(mut source: Source) -> Result<Codes, Failure> {
    let begins = source.file.fill_buf().map(<[u8]>::to_vec).map_err(|error| source.failure(error))?;
    match FileKind::of(&begins) {
        Some(FileKind::Png | FileKind::Jpeg) => picture(source).map(one),
        Some(FileKind::Other(kind)) => Err(source.failure(ScanError::AnotherKind(kind))),
        None if is_binary(&begins) => Err(source.failure("not a text, nor a PNG or JPEG picture")),
        None if begins.is_empty() => Err(source.failure("it is empty: there is no code to check")),
        None => Ok(Box::new(lines(source))),
    }
}

/// Whether these bytes are binary: control characters that no text has, and not UTF-8. A text in another encoding has
/// no such characters.
fn is_binary(begins: &[u8]) -> bool {
    let is_control = |byte: &u8| byte.is_ascii_control() && !byte.is_ascii_whitespace();
    let is_utf_8 = std::str::from_utf8(begins).map_or_else(|error| error.error_len().is_none(), |_| true);
    !is_utf_8 && begins.iter().any(is_control)
}

fn picture(mut source: Source) -> Result<Code, Failure> {
    let mut bytes = Vec::new();
    let read = source.file.by_ref().take(MAX_IMAGE_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| source.failure(error))?;
    if bytes.len() as u64 > MAX_IMAGE_BYTES {
        return Err(source.failure("an image of more than 64 MiB"));
    }
    let text = scan::read_code(&bytes).map_err(|error| source.failure(error))?;
    Ok(text.map_or(Code::Unreadable, Code::Text))
}

fn one(code: Code) -> Codes {
    Box::new(std::iter::once(Ok(code)))
}

/// One code a line. Bytes that are no UTF-8 become replacement characters, which no code has.
fn lines(mut source: Source) -> impl Iterator<Item = Result<Code, Failure>> {
    std::iter::from_fn(move || {
        let mut line = Vec::new();
        let read = source.file.by_ref().take(MAX_LINE_BYTES).read_until(b'\n', &mut line);
        match read {
            Ok(0) => None,
            Ok(_) => {
                if line.last() == Some(&b'\n') {
                    line.pop();
                    if line.last() == Some(&b'\r') {
                        line.pop();
                    }
                } else if line.len() as u64 == MAX_LINE_BYTES
                    && let Err(error) = source.file.skip_until(b'\n')
                {
                    return Some(Err(source.failure(error)));
                }
                // Editors put a byte order mark first.
                let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&line);
                Some(Ok(Code::Text(String::from_utf8_lossy(line).into_owned())))
            }
            Err(error) => Some(Err(source.failure(error))),
        }
    })
}
