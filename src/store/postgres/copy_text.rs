//! Rows in the text format of COPY: <https://www.postgresql.org/docs/current/sql-copy.html>.

use std::fmt::Write as _;

/// Rows that are gathered for COPY.
#[derive(Debug, Default)]
pub(in crate::store) struct CopyText {
    text: String,
    begun: bool,
}

impl CopyText {
    /// Adds a number.
    pub(in crate::store) fn number(&mut self, number: Option<i64>) -> &mut Self {
        self.field();
        match number {
            Some(number) => drop(write!(self.text, "{number}")),
            None => self.text.push_str("\\N"),
        }
        self
    }

    /// Adds a truth value.
    pub(in crate::store) fn truth(&mut self, truth: Option<bool>) -> &mut Self {
        self.field();
        self.text.push_str(match truth {
            Some(true) => "t",
            Some(false) => "f",
            None => "\\N",
        });
        self
    }

    /// Adds a text.
    pub(in crate::store) fn text(&mut self, text: Option<&str>) -> &mut Self {
        self.field();
        let Some(text) = text else {
            self.text.push_str("\\N");
            return self;
        };
        for letter in text.chars() {
            match letter {
                '\\' => self.text.push_str("\\\\"),
                '\n' => self.text.push_str("\\n"),
                '\r' => self.text.push_str("\\r"),
                '\t' => self.text.push_str("\\t"),
                letter => self.text.push(letter),
            }
        }
        self
    }

    /// Adds bytes.
    pub(in crate::store) fn bytes(&mut self, bytes: Option<&[u8]>) -> &mut Self {
        self.field();
        let Some(bytes) = bytes else {
            self.text.push_str("\\N");
            return self;
        };
        self.text.push_str("\\\\x");
        for byte in bytes {
            let _ = write!(self.text, "{byte:02x}");
        }
        self
    }

    /// Ends a row.
    pub(in crate::store) fn end_row(&mut self) {
        self.text.push('\n');
        self.begun = false;
    }

    /// The bytes gathered so far.
    pub(in crate::store) fn len(&self) -> usize {
        self.text.len()
    }

    /// Takes the rows gathered so far.
    pub(in crate::store) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.text).into_bytes()
    }

    fn field(&mut self) {
        if self.begun {
            self.text.push('\t');
        }
        self.begun = true;
    }
}

#[cfg(test)]
mod tests {
    use super::CopyText;

    #[test]
    fn what_copy_would_misread_is_escaped() {
        let mut rows = CopyText::default();
        rows.number(Some(-7)).text(Some("a\tb\\c\nd\re")).text(Some("\\N")).text(None).bytes(Some(&[0, 255]));
        rows.end_row();
        rows.truth(Some(true)).truth(None).number(None).bytes(None).text(Some(""));
        rows.end_row();
        let expected = "-7\ta\\tb\\\\c\\nd\\re\t\\\\N\t\\N\t\\\\x00ff\nt\t\\N\t\\N\t\\N\t\n";
        assert_eq!(String::from_utf8(rows.take()).expect("text"), expected);
        assert_eq!(rows.len(), 0);
    }
}
