//! Splits a CSV file into rows. A quoted field may contain line ends; a missing quote affects one row, not the rest of
//! the file.

use std::collections::VecDeque;
use std::io;

use super::fields::{Fields, split};
use crate::records::import::lines::Lines;
use crate::records::import::reject::Fault;
use crate::records::import::source::Input;

/// Lines of one row.
const MOST_LINES: usize = 8;

pub(super) struct Rows {
    lines: Lines,
    /// Lines that were read ahead and not used.
    ahead: VecDeque<Line>,
}

pub(super) struct Line {
    /// From 1.
    pub(super) number: u64,
    /// Bytes of the file up to the end of this line.
    pub(super) end: u64,
    pub(super) text: Result<String, Fault>,
    /// The readable part of a line that cannot be read.
    pub(super) remains: String,
}

/// A row: where it begins and ends, and its fields or what is wrong with it.
pub(super) struct Row {
    pub(super) number: u64,
    pub(super) end: u64,
    pub(super) fields: Result<Vec<String>, Fault>,
    /// The fields of a row that cannot be read, as far as they are recognisable.
    pub(super) remains: Vec<String>,
}

impl Rows {
    pub(super) fn new(input: Input) -> Self {
        Self { lines: Lines::new(input), ahead: VecDeque::new() }
    }

    /// The next line, regardless of quotes.
    pub(super) fn next_line(&mut self) -> io::Result<Option<Line>> {
        if let Some(line) = self.ahead.pop_front() {
            return Ok(Some(line));
        }
        Ok(self.lines.next_line()?.map(|line| Line {
            number: line.number,
            end: line.end,
            remains: if line.text.is_err() { String::from_utf8_lossy(line.bytes).into_owned() } else { String::new() },
            text: line.text.map(str::to_owned),
        }))
    }

    /// The next row, with this number of columns.
    pub(super) fn next_row(&mut self, separator: char, columns: usize) -> io::Result<Option<Row>> {
        let Some(Line { number, end, text, remains }) = self.next_line()? else { return Ok(None) };
        let row = |end, fields, remains| Ok(Some(Row { number, end, fields, remains }));
        let text = match text {
            Ok(text) => text,
            Err(fault) => return row(end, Err(fault), split(&remains, separator).fields),
        };
        let Fields { fields, is_open } = split(&text, separator);
        if !is_open {
            return row(end, Ok(fields), Vec::new());
        }
        match self.continued(text, separator, columns)? {
            Some((fields, end)) => row(end, Ok(fields), Vec::new()),
            None => row(end, Err("a quote is opened and not closed".into()), fields),
        }
    }

    /// The fields of a row whose quote is closed on one of the next lines, and where it ends. `None`, and nothing is
    /// read, if one of those lines is a row by itself or the result has another number of fields.
    fn continued(
        &mut self,
        mut text: String,
        separator: char,
        columns: usize,
    ) -> io::Result<Option<(Vec<String>, u64)>> {
        let mut used = VecDeque::new();
        let mut whole = None;
        while used.len() < MOST_LINES && whole.is_none() {
            let Some(line) = self.next_line()? else { break };
            let more = line.text.as_ref().ok().filter(|line| split(line, separator).fields.len() < columns);
            let end = line.end;
            let is_part = more.is_some();
            if let Some(more) = more {
                text.push('\n');
                text.push_str(more);
            }
            used.push_back(line);
            if !is_part {
                break;
            }
            let Fields { fields, is_open } = split(&text, separator);
            if !is_open {
                whole = (fields.len() == columns).then_some((fields, end));
                break;
            }
        }
        if whole.is_none() {
            used.append(&mut self.ahead);
            self.ahead = used;
        }
        Ok(whole)
    }
}
