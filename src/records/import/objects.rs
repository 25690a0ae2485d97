//! Reads JSON objects one at a time, in a list or one after the other, over any number of lines.

use std::io::{self, BufRead, BufReader};

use super::lines::LONGEST;
use super::reject::Fault;
use super::source::Input;

pub(super) struct Objects {
    input: BufReader<Input>,
    line: u64,
    read: u64,
    at: At,
}

/// Where in the file the reader is. Lists begin in a line.
#[derive(Clone, Copy)]
enum At {
    Outside,
    /// After the bracket that opens a list.
    Begun(u64),
    /// After an object of a list.
    Object(u64),
    /// After a comma of a list.
    Comma(u64),
}

/// Why the rest of a file cannot be read: it would be missing from the records of unknown people.
pub(super) enum Stopped {
    Unreadable(io::Error),
    Misshapen(String),
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error)
    }
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
        Self { input: BufReader::with_capacity(1 << 16, input), line: 1, read: 0, at: At::Outside }
    }

    /// The next object; `None` at the end. Another value counts as an object with a fault.
    pub(super) fn next_object(&mut self) -> Result<Option<Object>, Stopped> {
        let Some((first, line)) = self.begin()? else { return Ok(None) };
        let mut bytes = vec![first];
        let fault = if first == b'{' {
            self.finish(&mut bytes)?
        } else {
            while let Some(byte) = self.peek()?.filter(|byte| !matches!(byte, b'{' | b'[' | b']' | b',')) {
                self.take(byte);
            }
            Some("this is not a JSON object".into())
        };
        Ok(Some(Object { line, end: self.read, bytes, fault }))
    }

    /// The first byte of an object, and its line.
    fn begin(&mut self) -> Result<Option<(u8, u64)>, Stopped> {
        while let Some(byte) = self.peek()? {
            let line = self.line;
            self.take(byte);
            if byte.is_ascii_whitespace() {
                continue;
            }
            self.at = match (self.at, byte) {
                (At::Outside, b'[') => At::Begun(line),
                (At::Begun(_) | At::Object(_), b']') => At::Outside,
                (At::Object(list), b',') => At::Comma(list),
                (At::Object(_), _) => return Err(misshapen(line, "a comma or the end of the list is missing here")),
                (At::Outside, b',') => return Err(misshapen(line, "this comma is in no list")),
                (_, b',') => return Err(misshapen(line, "there is nothing before this comma")),
                (At::Comma(_), b']') => {
                    return Err(misshapen(line, "there is nothing after the last comma of the list"));
                }
                (At::Outside, b']') => return Err(misshapen(line, "this closes a list that was not opened")),
                (_, b'[') => return Err(misshapen(line, "there is a list inside a list")),
                (At::Begun(list) | At::Comma(list), _) => {
                    self.at = At::Object(list);
                    return Ok(Some((byte, line)));
                }
                (At::Outside, _) => return Ok(Some((byte, line))),
            };
        }
        match self.at {
            At::Outside => Ok(None),
            At::Begun(line) | At::Object(line) | At::Comma(line) => {
                let reason = "the list that begins here is not closed: the file is not complete";
                Err(misshapen(line, reason))
            }
        }
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

fn misshapen(line: u64, reason: &str) -> Stopped {
    Stopped::Misshapen(format!("line {line}: {reason}"))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn objects(file: &'static str) -> Objects {
        Objects::new(Box::new(Cursor::new(file)))
    }

    fn next(objects: &mut Objects) -> Result<Option<Object>, String> {
        objects.next_object().map_err(|stopped| match stopped {
            Stopped::Misshapen(reason) => reason,
            Stopped::Unreadable(error) => panic!("{error}"),
        })
    }

    #[test]
    fn objects_come_one_at_a_time_with_their_lines() {
        let file = "[\n {\"a\": \"}\\\"{\"},\r\n {\n\"b\": {}\n} ]\n{}{}\nnull {\"c\":";
        let mut objects = objects(file);
        let mut seen = Vec::new();
        while let Some(object) = next(&mut objects).unwrap() {
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

    #[test]
    fn a_list_that_is_not_whole_stops_the_reader_and_says_where() {
        for (file, read, reason) in [
            ("\n[\n{},\n{}\n", 2, "line 2: the list that begins here is not closed: the file is not complete"),
            ("[{},", 1, "line 1: the list that begins here is not closed: the file is not complete"),
            ("[", 0, "line 1: the list that begins here is not closed: the file is not complete"),
            ("[{}, {\"a\":", 2, "line 1: the list that begins here is not closed: the file is not complete"),
            ("{}[{}\n{}]", 2, "line 2: a comma or the end of the list is missing here"),
            ("[{}[{}]]", 1, "line 1: a comma or the end of the list is missing here"),
            ("[\n[", 0, "line 2: there is a list inside a list"),
            ("[{}]\n]", 1, "line 2: this closes a list that was not opened"),
            ("[{},\n]", 1, "line 2: there is nothing after the last comma of the list"),
            ("[{},,{}]", 1, "line 1: there is nothing before this comma"),
            ("[,{}]", 0, "line 1: there is nothing before this comma"),
            ("{},\n{}", 1, "line 1: this comma is in no list"),
        ] {
            let mut objects = objects(file);
            let mut objects_read = 0;
            let stopped = loop {
                match next(&mut objects) {
                    Ok(Some(_)) => objects_read += 1,
                    Ok(None) => panic!("{file}: read as whole"),
                    Err(reason) => break reason,
                }
            };
            assert_eq!((objects_read, stopped.as_str()), (read, reason), "{file}");
        }
    }

    #[test]
    fn another_value_in_a_list_is_one_bad_row() {
        let mut objects = objects("[null, {}, 7]");
        let mut faults = Vec::new();
        while let Some(object) = next(&mut objects).unwrap() {
            faults.push(object.fault.is_some());
        }
        assert_eq!(faults, [true, false, true]);
    }
}
