//! Codes that a command is given: texts, files of texts, pictures, the standard input.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::Path;

use super::Failure;
use crate::scan;

/// A code as it was read.
pub(super) enum Code {
    Text(String),
    /// An image without a readable code.
    Unreadable,
}

/// A file that begins so is an image.
const IMAGE_BEGINNINGS: [&[u8]; 2] = [b"\x89PNG", b"\xff\xd8\xff"];

/// The largest image file.
const MAX_IMAGE_BYTES: u64 = 64 * 1024 * 1024;

/// The longest line that is kept: no code is half as long, and a longer line is no code either.
const MAX_LINE_BYTES: u64 = 16 * 1024;

type Codes = Box<dyn Iterator<Item = Result<Code, Failure>>>;

/// The codes of all inputs, in their order, read as they are needed. Every file is opened before the first code is read,
/// so that a wrong name is said at once.
pub(super) fn read_all(inputs: &[String]) -> Result<impl Iterator<Item = Result<Code, Failure>> + use<>, Failure> {
    let codes = inputs.iter().map(|input| read(input)).collect::<Result<Vec<Codes>, Failure>>()?;
    Ok(codes.into_iter().flatten())
}

fn read(input: &str) -> Result<Codes, Failure> {
    if input == "-" {
        return Ok(Box::new(lines("the standard input".to_owned(), BufReader::new(io::stdin()))));
    }
    if ["HT1:", "HP1:", "HB1:"].iter().any(|prefix| input.starts_with(prefix)) {
        return Ok(one(Code::Text(input.to_owned())));
    }
    let path = Path::new(input);
    if path.is_dir() {
        return Err(format!("{input} is a folder: name the files in it").into());
    }
    if path.exists() {
        let named = |error: io::Error| Failure::from(format!("{input}: {error}"));
        let mut file = BufReader::new(File::open(path).map_err(named)?);
        let begins = file.fill_buf().map_err(named)?;
        if IMAGE_BEGINNINGS.iter().any(|beginning| begins.starts_with(beginning)) {
            return image(input, file).map(one);
        }
        return Ok(Box::new(lines(input.to_owned(), file)));
    }
    if names_a_file(path) {
        return Err(format!("{input}: there is no such file").into());
    }
    Ok(one(Code::Text(input.to_owned())))
}

/// Whether a text that is no existing file was probably meant as one.
fn names_a_file(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    matches!(ending.as_str(), "png" | "jpg" | "jpeg" | "txt")
}

fn image(name: &str, file: impl io::Read) -> Result<Code, Failure> {
    let named = |error: String| Failure::from(format!("{name}: {error}"));
    let mut bytes = Vec::new();
    file.take(MAX_IMAGE_BYTES + 1).read_to_end(&mut bytes).map_err(|error| named(error.to_string()))?;
    if bytes.len() as u64 > MAX_IMAGE_BYTES {
        return Err(named("an image of more than 64 MiB".to_owned()));
    }
    let read = scan::read_code(&bytes).map_err(|error| named(error.to_string()))?;
    Ok(read.map_or(Code::Unreadable, Code::Text))
}

fn one(code: Code) -> Codes {
    Box::new(std::iter::once(Ok(code)))
}

/// One code a line. Bytes that are no UTF-8 become replacement characters, which no code has.
fn lines(name: String, mut file: impl BufRead + 'static) -> impl Iterator<Item = Result<Code, Failure>> {
    std::iter::from_fn(move || {
        let mut line = Vec::new();
        let read = file.by_ref().take(MAX_LINE_BYTES).read_until(b'\n', &mut line);
        match read {
            Ok(0) => None,
            Ok(_) => {
                if line.last() == Some(&b'\n') {
                    line.pop();
                    if line.last() == Some(&b'\r') {
                        line.pop();
                    }
                } else if line.len() as u64 == MAX_LINE_BYTES
                    && let Err(error) = file.skip_until(b'\n')
                {
                    return Some(Err(format!("{name}: {error}").into()));
                }
                Some(Ok(Code::Text(String::from_utf8_lossy(&line).into_owned())))
            }
            Err(error) => Some(Err(format!("{name}: {error}").into())),
        }
    })
}
