//! Reads JSON objects one at a time, in a list or one after the other, over any number of lines.

use std::io::{self, BufRead, BufReader};

use super::lines::LONGEST;
use super::reject::Fault;
use super::source::Input;

pub(super) struct Objects {
    input: BufReader<Input>,
    line: u64,
    read: u64,
}

/// An object, or other text found instead of one.
pub(super) struct Object {
    /// The line on which it begins, from 1.
    pub(super) line: u64,
    /// Bytes of the file up to its end.
    pub(super) end: u64,
    pub(super) bytes: Vec<u8>,
    /// What is wrong with it, as far as that is visible without parsing it.
    pub(super) fault: Option<Fault>,
}

impl Objects {
    pub(super) fn new(input: Input) -> Self {
        Self { input: BufReader::with_capacity(1 << 16, input), line: 1, read: 0 }
    }

    /// The next object; `None` at the end. Text between objects that is neither a comma nor the bracket of a list
    /// counts as an object with a fault.
    pub(super) fn next_object(&mut self) -> io::Result<Option<Object>> {
        let Some((first, line)) = self.begin()? else { return Ok(None) };
        let mut bytes = vec![first];
        let fault = if first == b'{' {
            self.finish(&mut bytes)?
        } else {
            while let Some(byte) = self.peek()?.filter(|byte| *byte != b'{') {
                self.take(byte);
            }
            Some("this is not a JSON object".into())
        };
        Ok(Some(Object { line, end: self.read, bytes, fault }))
    }

    /// The first byte that is not white space, and its line.
    fn begin(&mut self) -> io::Result<Option<(u8, u64)>> {
        while let Some(byte) = self.peek()? {
            let line = self.line;
            self.take(byte);
            if !byte.is_ascii_whitespace() && !matches!(byte, b',' | b'[' | b']') {
                return Ok(Some((byte, line)));
            }
        }
        Ok(None)
    }

    /// Reads on to the brace that closes the object.
    fn finish(&mut self, bytes: &mut Vec<u8>) -> io::Result<Option<Fault>> {
        let (mut depth, mut in_string, mut escaped) = (1, false, false);
        while let Some(byte) = self.peek()? {
            self.take(byte);
            if bytes.len() < LONGEST {
                bytes.push(byte);
            }
            match byte {
                _ if escaped => escaped = false,
                b'\\' if in_string => escaped = true,
                b'"' => in_string = !in_string,
                b'{' if !in_string => depth += 1,
                b'}' if !in_string => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                let is_long = bytes.len() == LONGEST;
                return Ok(is_long.then(|| "the object is longer than 1 MiB".into()));
            }
        }
        Ok(Some("the object is not closed; the following text is inside it".into()))
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        Ok(self.input.fill_buf()?.first().copied())
    }

    fn take(&mut self, byte: u8) {
        self.input.consume(1);
        self.read += 1;
        self.line += u64::from(byte == b'\n');
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn objects_come_one_at_a_time_with_their_lines() {
        let file = "[\n {\"a\": \"}\\\"{\"},\r\n {\n\"b\": {}\n} ]\n{}{}\nnull {\"c\":";
        let mut objects = Objects::new(Box::new(Cursor::new(file)));
        let mut seen = Vec::new();
        while let Some(object) = objects.next_object().unwrap() {
            let text = String::from_utf8(object.bytes).unwrap();
            seen.push((object.line, text, object.fault.map(|fault| fault.sentence)));
        }
        let seen: Vec<_> = seen.iter().map(|(line, text, fault)| (*line, text.as_str(), fault.as_deref())).collect();
        let expected = [
            (2, "{\"a\": \"}\\\"{\"}", None),
            (3, "{\n\"b\": {}\n}", None),
            (6, "{}", None),
            (6, "{}", None),
            (7, "n", Some("this is not a JSON object")),
            (7, "{\"c\":", Some("the object is not closed; the following text is inside it")),
        ];
        assert_eq!(seen, expected);
    }
}
