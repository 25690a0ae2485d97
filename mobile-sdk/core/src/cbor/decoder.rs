use super::MAX_COUNT;
use crate::malformed::Malformed;
use crate::time::{CivilDate, UnixTime};

/// Reads deterministic CBOR and nothing else: minicbor, with every head checked for its shortest form.
#[derive(Clone)]
pub(crate) struct Decoder<'b> {
    inner: minicbor::Decoder<'b>,
}

impl<'b> Decoder<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self { inner: minicbor::Decoder::new(bytes) }
    }

    /// Reads one value that fills `bytes` to the last byte.
    pub(crate) fn read_all<T>(
        bytes: &'b [u8],
        read: impl FnOnce(&mut Self) -> Result<T, Malformed>,
    ) -> Result<T, Malformed> {
        let mut decoder = Self::new(bytes);
        let value = read(&mut decoder)?;
        if decoder.is_at_end() { Ok(value) } else { Err(Malformed("nothing after the object")) }
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.inner.position() >= self.inner.input().len()
    }

    pub(crate) fn uint(&mut self) -> Result<u64, Malformed> {
        let start = self.inner.position();
        let value = self.inner.u64().map_err(|_| Malformed("an unsigned integer"))?;
        self.shortest(start, value, 0)?;
        Ok(value)
    }

    /// An unsigned integer of at most 2^53 - 1.
    pub(crate) fn count(&mut self) -> Result<u64, Malformed> {
        let value = self.uint()?;
        if value <= MAX_COUNT { Ok(value) } else { Err(Malformed("a count of at most 2^53 - 1")) }
    }

    pub(crate) fn int(&mut self) -> Result<i64, Malformed> {
        let start = self.inner.position();
        let value = self.inner.i64().map_err(|_| Malformed("an integer"))?;
        // The argument of a negative integer is -1 - value.
        self.shortest(start, if value < 0 { !value } else { value }.unsigned_abs(), 0)?;
        Ok(value)
    }

    pub(crate) fn time(&mut self) -> Result<UnixTime, Malformed> {
        UnixTime::new(self.uint()?).ok_or(Malformed("a time up to the end of year 9999"))
    }

    pub(crate) fn date(&mut self) -> Result<CivilDate, Malformed> {
        CivilDate::from_days(self.int()?).ok_or(Malformed("a date from 1900 to 9999"))
    }

    pub(crate) fn bytes(&mut self) -> Result<&'b [u8], Malformed> {
        let start = self.inner.position();
        let bytes = self.inner.bytes().map_err(|_| Malformed("a byte string"))?;
        self.shortest(start, length(bytes), bytes.len())?;
        Ok(bytes)
    }

    pub(crate) fn byte_array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        self.bytes()?.try_into().map_err(|_| Malformed("a byte string of the right length"))
    }

    pub(crate) fn text(&mut self) -> Result<&'b str, Malformed> {
        let start = self.inner.position();
        let text = self.inner.str().map_err(|_| Malformed("a text string in UTF-8"))?;
        self.shortest(start, length(text.as_bytes()), text.len())?;
        Ok(text)
    }

    pub(crate) fn array(&mut self) -> Result<u64, Malformed> {
        let start = self.inner.position();
        let length = self.inner.array().ok().flatten().ok_or(Malformed("an array"))?;
        self.shortest(start, length, 0)?;
        Ok(length)
    }

    pub(crate) fn map(&mut self) -> Result<u64, Malformed> {
        let start = self.inner.position();
        let length = self.inner.map().ok().flatten().ok_or(Malformed("a map"))?;
        self.shortest(start, length, 0)?;
        Ok(length)
    }

    pub(crate) fn array_of(&mut self, length: u64) -> Result<(), Malformed> {
        if self.array()? == length { Ok(()) } else { Err(Malformed("an array of the right length")) }
    }

    pub(crate) fn map_of(&mut self, length: u64) -> Result<(), Malformed> {
        if self.map()? == length { Ok(()) } else { Err(Malformed("a map of the right length")) }
    }

    pub(crate) fn tag_of(&mut self, tag: u64) -> Result<(), Malformed> {
        let start = self.inner.position();
        let found = self.inner.tag().map_err(|_| Malformed("a tag"))?.as_u64();
        self.shortest(start, found, 0)?;
        if found == tag { Ok(()) } else { Err(Malformed("another tag")) }
    }

    pub(crate) fn bool(&mut self) -> Result<bool, Malformed> {
        self.inner.bool().map_err(|_| Malformed("true or false"))
    }

    /// A flag that is either absent or true.
    pub(crate) fn must_be_true(&mut self) -> Result<(), Malformed> {
        if self.bool()? { Ok(()) } else { Err(Malformed("true; false is written by leaving it out")) }
    }

    /// The integer that must come next, a map key or a fixed value.
    pub(crate) fn expect(&mut self, value: i64) -> Result<(), Malformed> {
        if self.int()? == value { Ok(()) } else { Err(Malformed("another key or value")) }
    }

    /// The entries of a map whose keys are small integers, each key at most once and in ascending order.
    pub(crate) fn fields(&mut self) -> Result<Fields, Malformed> {
        Ok(Fields { left: self.map()? })
    }

    fn shortest(&self, start: usize, argument: u64, content: usize) -> Result<(), Malformed> {
        let head = match argument {
            0..=23 => 1,
            24..=0xff => 2,
            0x100..=0xffff => 3,
            0x1_0000..=0xffff_ffff => 5,
            _ => 9,
        };
        let taken = self.inner.position().saturating_sub(start).saturating_sub(content);
        if taken == head { Ok(()) } else { Err(Malformed("the shortest form")) }
    }
}

fn length(bytes: &[u8]) -> u64 {
    // usize is at most 64 bits wide on every platform that Rust supports.
    bytes.len() as u64
}

/// Walks through a map whose keys are known integers. The caller asks for the keys in ascending order; a key that is
/// not asked for is never skipped, so it makes the next question or [`Fields::end`] fail.
pub(crate) struct Fields {
    left: u64,
}

impl Fields {
    pub(crate) fn required<'b, T>(
        &mut self,
        decoder: &mut Decoder<'b>,
        key: i64,
        read: impl FnOnce(&mut Decoder<'b>) -> Result<T, Malformed>,
    ) -> Result<T, Malformed> {
        self.optional(decoder, key, read)?.ok_or(Malformed("a required key"))
    }

    pub(crate) fn optional<'b, T>(
        &mut self,
        decoder: &mut Decoder<'b>,
        key: i64,
        read: impl FnOnce(&mut Decoder<'b>) -> Result<T, Malformed>,
    ) -> Result<Option<T>, Malformed> {
        if self.left == 0 {
            return Ok(None);
        }
        let mut ahead = decoder.clone();
        if ahead.int()? != key {
            return Ok(None);
        }
        *decoder = ahead;
        self.left = self.left.saturating_sub(1);
        read(decoder).map(Some)
    }

    pub(crate) fn end(self) -> Result<(), Malformed> {
        if self.left == 0 { Ok(()) } else { Err(Malformed("no unknown, repeated or unsorted key")) }
    }
}
