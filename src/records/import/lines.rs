//! Reads the lines of a file one at a time, with a limit on their length.

use std::io::{self, BufRead, BufReader};

use super::reject::{Fault, RejectCode};
use super::source::Input;

/// The longest line, in bytes. Longer ones are skipped without being held in memory.
pub(super) const LONGEST: usize = 1 << 20;

pub(super) struct Lines {
    input: BufReader<Input>,
    line: Vec<u8>,
    number: u64,
    end: u64,
}

/// A line with something in it.
pub(super) struct Line<'a> {
    /// From 1.
    pub(super) number: u64,
    /// Bytes of the file up to the end of this line.
    pub(super) end: u64,
    /// The line as written; if it is too long, its beginning.
    pub(super) bytes: &'a [u8],
    /// Without its end; or why it cannot be read.
    pub(super) text: Result<&'a str, Fault>,
}

impl Lines {
    pub(super) fn new(input: Input) -> Self {
        Self { input: BufReader::with_capacity(1 << 16, input), line: Vec::new(), number: 0, end: 0 }
    }

    /// The next line that is not blank; `None` at the end. Lines end with LF, CR or both.
    pub(super) fn next_line(&mut self) -> io::Result<Option<Line<'_>>> {
        loop {
            self.line.clear();
            let Some(is_whole) = self.read_line()? else { return Ok(None) };
            self.number += 1;
            if !is_whole || !self.line.iter().all(|&byte| byte.is_ascii_whitespace() || byte == END_OF_FILE) {
                let text = if is_whole { text(&self.line) } else { Err("the line is longer than 1 MiB".into()) };
                return Ok(Some(Line { number: self.number, end: self.end, bytes: &self.line, text }));
            }
        }
    }

    /// Reads a line without its end, and whether that is all of it; `None` at the end of the file.
    fn read_line(&mut self) -> io::Result<Option<bool>> {
        let (mut has_begun, mut is_whole) = (false, true);
        loop {
            let buffer = self.input.fill_buf()?;
            if buffer.is_empty() {
                return Ok(has_begun.then_some(is_whole));
            }
            has_begun = true;
            let end = buffer.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let ending = end.map(|end| buffer[end]);
            let part = &buffer[..end.unwrap_or(buffer.len())];
            let room = LONGEST - self.line.len();
            is_whole &= part.len() <= room;
            self.line.extend_from_slice(&part[..part.len().min(room)]);
            let read = part.len() + usize::from(ending.is_some());
            self.consume(read);
            if ending == Some(b'\r') && self.input.fill_buf()?.first() == Some(&b'\n') {
                self.consume(1);
            }
            if ending.is_some() {
                return Ok(Some(is_whole));
            }
        }
    }

    fn consume(&mut self, bytes: usize) {
        self.input.consume(bytes);
        self.end += bytes as u64;
    }
}

/// The character that old systems write after the last line.
const END_OF_FILE: u8 = 0x1A;

/// The text of a line or another piece of a file, or why it is not text.
pub(super) fn text(line: &[u8]) -> Result<&str, Fault> {
    let bad = |sentence: &str| Fault::new(RejectCode::Encoding, sentence);
    let line = line.strip_suffix(&[END_OF_FILE]).unwrap_or(line);
    if line.contains(&0) {
        return Err(bad("the line has NUL bytes: the file is damaged"));
    }
    std::str::from_utf8(line).map_err(|_| bad("the line has bytes that are not text in the encoding of the file"))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn lines_are_numbered_as_an_editor_does_and_long_ones_are_passed_over() {
        let mut file = b"one\r\n\n \t\n\xFF\xFE\n".to_vec();
        file.extend(std::iter::repeat_n(b'x', 3 * LONGEST));
        file.extend_from_slice(b"\n");
        file.extend(std::iter::repeat_n(b'y', LONGEST));
        file.extend_from_slice(b"\nn\0l\nlast\x1A");
        let length = file.len() as u64;
        let mut lines = Lines::new(Box::new(Cursor::new(file)));
        let mut seen = Vec::new();
        while let Some(line) = lines.next_line().unwrap() {
            let text = line.text.map(|text| text.get(..4).unwrap_or(text).to_owned());
            seen.push((line.number, text.map_err(|fault| fault.sentence), line.end));
        }
        let reported: Vec<_> =
            seen.iter().map(|(number, text, _)| (*number, text.as_deref().map_err(String::as_str))).collect();
        let expected = [
            (1, Ok("one")),
            (4, Err("the line has bytes that are not text in the encoding of the file")),
            (5, Err("the line is longer than 1 MiB")),
            (6, Ok("yyyy")),
            (7, Err("the line has NUL bytes: the file is damaged")),
            (8, Ok("last")),
        ];
        assert_eq!(reported, expected);
        assert_eq!(seen.last().map(|(_, _, end)| *end), Some(length));
    }

    #[test]
    fn lines_end_as_any_system_ends_them_wherever_a_read_ends() {
        /// Gives one byte at a time.
        struct Slow(Cursor<Vec<u8>>);
        impl io::Read for Slow {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                let length = buffer.len().min(1);
                io::Read::read(&mut self.0, &mut buffer[..length])
            }
        }
        for (file, expected) in [
            ("a\nb\nc", [1, 2, 3]),
            ("a\r\nb\r\nc\r\n", [1, 2, 3]),
            ("a\rb\rc\r", [1, 2, 3]),
            ("a\r\rb\n\nc\r\x1A", [1, 3, 5]),
            ("a\rb\r\nc\n\r\n", [1, 2, 3]),
        ] {
            let mut lines = Lines::new(Box::new(Slow(Cursor::new(file.as_bytes().to_vec()))));
            let mut numbers = Vec::new();
            while let Some(line) = lines.next_line().unwrap() {
                assert_eq!(line.bytes.len(), 1, "{file:?}");
                numbers.push(line.number);
            }
            assert_eq!(numbers, expected, "{file:?}");
        }
    }
}
