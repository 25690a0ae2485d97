use alloc::string::String;
use alloc::vec::Vec;

use super::error::InvalidJson;
use crate::cbor::MAX_COUNT;

/// What is made of an escape that is half of a surrogate pair.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Surrogates {
    /// It is no text.
    Paired,
    /// It is JSON all the same (RFC 8259, section 8.2), and stands for a character that cannot be read.
    Any,
}

/// JSON that is not read yet.
pub(crate) struct Text<'b> {
    rest: &'b str,
}

impl<'b> Text<'b> {
    pub(crate) const fn new(rest: &'b str) -> Self {
        Self { rest }
    }

    /// The first byte after white space.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
        self.rest.as_bytes().first().copied()
    }

    /// That nothing follows.
    pub(crate) fn end(&mut self) -> Result<(), InvalidJson> {
        if self.peek().is_none() { Ok(()) } else { Err(InvalidJson::new("something follows the value")) }
    }

    pub(crate) fn expect(&mut self, byte: u8) -> Result<(), InvalidJson> {
        if self.peek() != Some(byte) {
            return Err(InvalidJson::new("it is not JSON"));
        }
        self.next();
        Ok(())
    }

    pub(crate) fn literal(&mut self, literal: &str) -> Result<(), InvalidJson> {
        self.rest = self.rest.strip_prefix(literal).ok_or_else(|| InvalidJson::new("it is not JSON"))?;
        Ok(())
    }

    pub(crate) fn boolean(&mut self) -> Result<bool, InvalidJson> {
        if self.peek() == Some(b't') {
            self.literal("true").map(|()| true)
        } else {
            self.literal("false").map(|()| false)
        }
    }

    /// Whether another member comes, before the bracket that closes.
    pub(crate) fn goes_on(&mut self, first: &mut bool, closing: u8) -> Result<bool, InvalidJson> {
        if self.peek() == Some(closing) && *first {
            self.next();
            return Ok(false);
        }
        if core::mem::take(first) {
            return Ok(true);
        }
        if self.peek() == Some(closing) {
            self.next();
            return Ok(false);
        }
        self.expect(b',').map(|()| true)
    }

    /// A number from 0 to 2^64 - 1.
    pub(crate) fn whole_number(&mut self) -> Result<u64, InvalidJson> {
        self.number()?.parse().map_err(|_| InvalidJson::new("a value is not a whole number from 0 on"))
    }

    /// A number from 0 on without an exponent, in thousandths; the rest is cut off.
    pub(crate) fn thousandths(&mut self) -> Result<u64, InvalidJson> {
        let number = self.number()?;
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let is_plain = fraction.bytes().all(|byte| byte.is_ascii_digit());
        let fraction = fraction.bytes().map(|byte| u64::from(byte.saturating_sub(b'0'))).chain([0; 3]).take(3);
        let thousandths = fraction.fold(whole.parse().ok().filter(|_| is_plain), |sum: Option<u64>, digit| {
            sum?.checked_mul(10)?.checked_add(digit)
        });
        thousandths.ok_or_else(|| InvalidJson::new("a value is not a number from 0 on without an exponent"))
    }

    /// An integer of at most 2^53 - 1 either way, without a fraction and an exponent, and not `-0`.
    pub(crate) fn integer(&mut self) -> Result<i64, InvalidJson> {
        let number = self.number()?;
        let integer = number.parse::<i64>().ok().filter(|integer| integer.unsigned_abs() <= MAX_COUNT);
        integer.filter(|_| number != "-0").ok_or_else(|| InvalidJson::new("a number is not an integer in its range"))
    }

    /// Takes the characters of a number that is written as JSON has it.
    fn number(&mut self) -> Result<&'b str, InvalidJson> {
        self.peek();
        let number = self.rest;
        self.take('-');
        if !self.take('0') {
            self.digits()?;
        }
        if self.take('.') {
            self.digits()?;
        }
        if self.take('e') || self.take('E') {
            let _sign = self.take('+') || self.take('-');
            self.digits()?;
        }
        let length = number.len().saturating_sub(self.rest.len());
        Ok(number.get(..length).unwrap_or_default())
    }

    /// Takes one digit or more.
    fn digits(&mut self) -> Result<(), InvalidJson> {
        let rest = self.rest.trim_start_matches(|digit: char| digit.is_ascii_digit());
        if rest.len() == self.rest.len() {
            return Err(InvalidJson::new("it is not JSON"));
        }
        self.rest = rest;
        Ok(())
    }

    fn take(&mut self, character: char) -> bool {
        let rest = self.rest.strip_prefix(character);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn next(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let next = characters.next();
        self.rest = characters.as_str();
        next
    }

    pub(crate) fn string(&mut self) -> Result<String, InvalidJson> {
        self.text(Surrogates::Paired)
    }

    pub(crate) fn text(&mut self, surrogates: Surrogates) -> Result<String, InvalidJson> {
        self.expect(b'"')?;
        let mut string = String::new();
        loop {
            match self.next() {
                Some('"') => return Ok(string),
                Some('\\') => {
                    let character = self.escaped(surrogates);
                    string.push(character.ok_or_else(|| InvalidJson::new("an escape in a text is none"))?);
                }
                Some(character) if character >= ' ' => string.push(character),
                _ => return Err(InvalidJson::new("a text does not end, or holds a control character")),
            }
        }
    }

    fn escaped(&mut self, surrogates: Surrogates) -> Option<char> {
        Some(match self.next()? {
            same @ ('"' | '\\' | '/') => same,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let first = self.utf16_unit()?;
                if surrogates == Surrogates::Any {
                    return Some(char::from_u32(first.into()).unwrap_or(char::REPLACEMENT_CHARACTER));
                }
                let second = if (0xd800..0xdc00).contains(&first) && self.take('\\') && self.take('u') {
                    Some(self.utf16_unit()?)
                } else {
                    None
                };
                let mut characters = char::decode_utf16([first].into_iter().chain(second));
                let character = characters.next()?.ok()?;
                return characters.next().is_none().then_some(character);
            }
            _ => return None,
        })
    }

    fn utf16_unit(&mut self) -> Option<u16> {
        let (digits, rest) = self.rest.split_at_checked(4)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        self.rest = rest;
        u16::from_str_radix(digits, 16).ok()
    }

    /// Passes over a value, of any form and however deep.
    pub(crate) fn skip(&mut self, surrogates: Surrogates) -> Result<(), InvalidJson> {
        // The brackets that are open.
        let mut open: Vec<u8> = Vec::new();
        let mut first = true;
        loop {
            match self.peek() {
                Some(b'{') => {
                    self.expect(b'{')?;
                    open.push(b'}');
                    first = true;
                }
                Some(b'[') => {
                    self.expect(b'[')?;
                    open.push(b']');
                    first = true;
                }
                _ => self.skip_single(surrogates)?,
            }
            // To the next value, out of all that ends here.
            loop {
                let Some(closing) = open.last().copied() else { return Ok(()) };
                if self.goes_on(&mut first, closing)? {
                    if closing == b'}' {
                        self.text(surrogates)?;
                        self.expect(b':')?;
                    }
                    break;
                }
                open.pop();
                first = false;
            }
        }
    }

    fn skip_single(&mut self, surrogates: Surrogates) -> Result<(), InvalidJson> {
        match self.peek() {
            Some(b'"') => self.text(surrogates).map(drop),
            Some(b't' | b'f') => self.boolean().map(drop),
            Some(b'n') => self.literal("null"),
            _ => self.number().map(drop),
        }
    }
}
