//! Lines of a file, one at a time, none longer than a limit.

use std::io::{self, BufRead, BufReader, Read as _};

use super::source::Input;

/// The longest line, in bytes. Longer ones are passed over without being held.
pub(super) const LONGEST: usize = 1 << 20;

pub(super) struct Lines {
    input: BufReader<Input>,
    line: Vec<u8>,
    number: u64,
    bytes: u64,
}

/// A line with something in it.
pub(super) struct Line<'a> {
    /// From 1.
    pub(super) number: u64,
    /// Bytes of the file up to the end of this line.
    pub(super) bytes: u64,
    /// Without its end; or why it cannot be read.
    pub(super) text: Result<&'a str, &'static str>,
}

impl Lines {
    pub(super) fn new(input: Input) -> Self {
        Self { input: BufReader::with_capacity(1 << 16, input), line: Vec::new(), number: 0, bytes: 0 }
    }

    /// The next line that is not blank; `None` at the end.
    pub(super) fn next_line(&mut self) -> io::Result<Option<Line<'_>>> {
        loop {
            self.line.clear();
            let read = self.input.by_ref().take(LONGEST as u64 + 1).read_until(b'\n', &mut self.line)?;
            if read == 0 {
                return Ok(None);
            }
            self.number += 1;
            self.bytes += read as u64;
            if read > LONGEST && !self.line.ends_with(b"\n") {
                self.skip_rest()?;
                self.line.clear();
                return Ok(Some(Line {
                    number: self.number,
                    bytes: self.bytes,
                    text: Err("the line is longer than 1 MiB"),
                }));
            }
            if !self.line.trim_ascii().is_empty() {
                break;
            }
        }
        let text = match std::str::from_utf8(&self.line) {
            Ok(text) if self.number == 1 => Ok(text.trim_start_matches('\u{FEFF}').trim()),
            Ok(text) => Ok(text.trim()),
            Err(_) => Err("the line is not UTF-8"),
        };
        Ok(Some(Line { number: self.number, bytes: self.bytes, text }))
    }

    fn skip_rest(&mut self) -> io::Result<()> {
        loop {
            let buffer = self.input.fill_buf()?;
            let (skipped, found) = match buffer.iter().position(|&byte| byte == b'\n') {
                Some(end) => (end + 1, true),
                None => (buffer.len(), buffer.is_empty()),
            };
            self.input.consume(skipped);
            self.bytes += skipped as u64;
            if found {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn lines_are_numbered_as_an_editor_does_and_long_ones_are_passed_over() {
        let mut file = b"\xEF\xBB\xBFone\r\n\n \t\n\xFF\xFE\n".to_vec();
        file.extend(std::iter::repeat_n(b'x', 3 * LONGEST));
        file.extend_from_slice(b"\n");
        file.extend(std::iter::repeat_n(b'y', LONGEST));
        file.extend_from_slice(b"\nlast");
        let length = file.len() as u64;
        let mut lines = Lines::new(Box::new(Cursor::new(file)));
        let mut seen = Vec::new();
        while let Some(line) = lines.next_line().unwrap() {
            seen.push((line.number, line.text.map(|text| text.get(..4).unwrap_or(text).to_owned()), line.bytes));
        }
        let told: Vec<_> =
            seen.iter().map(|(number, text, _)| (*number, text.as_deref().map_err(|error| *error))).collect();
        let expected = [
            (1, Ok("one")),
            (4, Err("the line is not UTF-8")),
            (5, Err("the line is longer than 1 MiB")),
            (6, Ok("yyyy")),
            (7, Ok("last")),
        ];
        assert_eq!(told, expected);
        assert_eq!(seen.last().map(|(_, _, bytes)| *bytes), Some(length));
    }
}
