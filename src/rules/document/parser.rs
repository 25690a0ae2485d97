use std::collections::HashSet;

use haetae_core::MAX_COUNT;

use super::{Flaw, Member, Node, Value};

/// How deep values may stand in each other, as the core reads them.
const DEEPEST: u32 = 128;

/// The value of a text, and what is wrong in it although it is JSON.
pub(super) fn parse(text: &str) -> Result<(Node, Vec<Flaw>), Flaw> {
    let mut parser = Parser { text, at: 0, flaws: Vec::new() };
    if text.starts_with('\u{FEFF}') {
        return Err(parser.flaw("a byte order mark stands before the file: save it as UTF-8 without one"));
    }
    let root = parser.value(DEEPEST)?;
    if parser.peek().is_some() {
        return Err(parser.flaw("something follows the end of the file's object"));
    }
    Ok((root, parser.flaws))
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    flaws: Vec<Flaw>,
}

impl Parser<'_> {
    fn flaw(&self, what: impl Into<String>) -> Flaw {
        Flaw { at: self.at, what: what.into() }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte after white space.
    fn peek(&mut self) -> Option<u8> {
        while matches!(self.byte(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
        self.byte()
    }

    fn expect(&mut self, byte: u8, what: &str) -> Result<(), Flaw> {
        if self.peek() != Some(byte) {
            return Err(self.flaw(what));
        }
        self.at += 1;
        Ok(())
    }

    fn value(&mut self, deepest: u32) -> Result<Node, Flaw> {
        let first = self.peek();
        let start = self.at;
        let Some(deepest) = deepest.checked_sub(1) else {
            return Err(self.flaw("values stand in each other more than 128 deep"));
        };
        let value = match first {
            Some(b'{') => self.object(deepest)?,
            Some(b'[') => self.array(deepest)?,
            Some(b'"') => Value::Text(self.string()?),
            Some(b't') => self.literal("true", Value::Bool(true))?,
            Some(b'f') => self.literal("false", Value::Bool(false))?,
            Some(b'n') => self.literal("null", Value::Null)?,
            Some(b'-' | b'0'..=b'9') => self.number()?,
            None => return Err(self.flaw("the file ends where a value is missing")),
            Some(_) => return Err(self.flaw("a value is missing here: it is not JSON")),
        };
        Ok(Node { span: start..self.at, value })
    }

    fn literal(&mut self, word: &str, value: Value) -> Result<Value, Flaw> {
        if self.text.get(self.at..).is_some_and(|rest| rest.starts_with(word)) {
            self.at += word.len();
            return Ok(value);
        }
        Err(self.flaw("only true, false, null, numbers, and texts in quotes are values"))
    }

    fn object(&mut self, deepest: u32) -> Result<Value, Flaw> {
        self.at += 1;
        let mut members: Vec<Member> = Vec::new();
        let mut names = HashSet::new();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Object(members));
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err(self.flaw("a member's name in quotes is missing: perhaps a comma stands before a bracket"));
            }
            let start = self.at;
            let name = self.string()?;
            if !names.insert(name.clone()) {
                self.flaws.push(Flaw { at: start, what: format!("{name:?} stands twice in this object") });
            }
            let name_span = start..self.at;
            self.expect(b':', "a colon is missing after a member's name")?;
            let value = self.value(deepest)?;
            members.push(Member { name, name_span, value });
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => break,
                _ => return Err(self.flaw("a comma or } is missing")),
            }
        }
        self.at += 1;
        Ok(Value::Object(members))
    }

    fn array(&mut self, deepest: u32) -> Result<Value, Flaw> {
        self.at += 1;
        let mut items = Vec::new();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::Array(items));
        }
        loop {
            items.push(self.value(deepest)?);
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => break,
                _ => return Err(self.flaw("a comma or ] is missing")),
            }
        }
        self.at += 1;
        Ok(Value::Array(items))
    }

    fn number(&mut self) -> Result<Value, Flaw> {
        let start = self.at;
        while matches!(self.byte(), Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')) {
            self.at += 1;
        }
        let number = self.text.get(start..self.at).unwrap_or_default();
        if serde_json::from_str::<serde_json::Value>(number).is_err_and(|error| !error.to_string().contains("range")) {
            self.at = start;
            return Err(self.flaw(format!("{number} is not a number of JSON")));
        }
        let integer = number.parse::<i64>().ok().filter(|integer| integer.unsigned_abs() <= MAX_COUNT);
        let integer = integer.filter(|_| number != "-0");
        if integer.is_none() {
            let what =
                format!("{number} is not a whole number of at most {MAX_COUNT}, without a point and an exponent");
            self.flaws.push(Flaw { at: start, what });
        }
        Ok(Value::Number(integer))
    }

    fn string(&mut self) -> Result<String, Flaw> {
        let start = self.at;
        self.at += 1;
        loop {
            match self.byte() {
                Some(b'"') => break,
                Some(b'\\') => self.at += 2,
                Some(byte) if byte >= b' ' => self.at += 1,
                Some(_) => return Err(self.flaw("a text holds a control character or does not end on its line")),
                None => {
                    self.at = start;
                    return Err(self.flaw("a text that begins here does not end"));
                }
            }
        }
        self.at += 1;
        let quoted = self.text.get(start..self.at).unwrap_or_default();
        serde_json::from_str::<String>(quoted).or_else(|_| {
            // JSON all the same, if only halves of surrogate pairs are wrong in it.
            let whole = surrogates_replaced(quoted);
            let text = serde_json::from_str::<String>(&whole);
            let text = text.map_err(|_| Flaw { at: start, what: "a text has an escape that JSON lacks".to_owned() })?;
            self.flaws
                .push(Flaw { at: start, what: "a text has half of a surrogate pair (\\ud800 to \\udfff)".into() });
            Ok(text)
        })
    }
}

/// The text with U+FFFD in place of each escape of a surrogate.
fn surrogates_replaced(quoted: &str) -> String {
    let mut replaced = String::with_capacity(quoted.len());
    let mut rest = quoted;
    while let Some(escape) = rest.find('\\') {
        let (before, after) = rest.split_at(escape);
        replaced.push_str(before);
        let is_surrogate = after.get(1..3).is_some_and(|begin| begin == "ud" || begin == "uD")
            && after.get(3..4).is_some_and(|digit| "89abcdefABCDEF".contains(digit));
        let length = if is_surrogate { 6 } else { 2 };
        replaced.push_str(if is_surrogate { "\\ufffd" } else { after.get(..2).unwrap_or(after) });
        rest = after.get(length..).unwrap_or_default();
    }
    replaced + rest
}
