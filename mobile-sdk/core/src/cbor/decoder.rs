use crate::malformed::Malformed;
use crate::time::{CivilDate, UnixTime};

/// Reads deterministic CBOR (RFC 8949, section 4.2.1) and nothing else: every length is definite, every head in its
/// shortest form.
#[derive(Clone)]
pub(crate) struct Decoder<'b> {
    rest: &'b [u8],
}

/// Versions, sizes and other counts are at most 2^53 - 1 (section 1): what JavaScript can count.
pub const MAX_COUNT: u64 = (1 << 53) - 1;

/// The major types that the format uses.
const UNSIGNED: u8 = 0;
const NEGATIVE: u8 = 1;
const BYTES: u8 = 2;
const TEXT: u8 = 3;
const ARRAY: u8 = 4;
const MAP: u8 = 5;
const TAG: u8 = 6;

impl<'b> Decoder<'b> {
    pub(crate) const fn new(bytes: &'b [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Reads one value that fills `bytes` to the last byte.
    pub(crate) fn read_all<T>(
        bytes: &'b [u8],
        read: impl FnOnce(&mut Self) -> Result<T, Malformed>,
    ) -> Result<T, Malformed> {
        let mut decoder = Self::new(bytes);
        let value = read(&mut decoder)?;
        if decoder.is_at_end() { Ok(value) } else { Err(Malformed::TrailingBytes) }
    }

    pub(crate) const fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn uint(&mut self) -> Result<u64, Malformed> {
        self.head(UNSIGNED, Malformed::NotUnsigned)
    }

    /// An unsigned integer of at most 2^53 - 1.
    pub(crate) fn count(&mut self) -> Result<u64, Malformed> {
        let value = self.uint()?;
        if value <= MAX_COUNT { Ok(value) } else { Err(Malformed::Count) }
    }

    pub(crate) fn int(&mut self) -> Result<i64, Malformed> {
        let is_negative = self.rest.first().is_some_and(|first| first >> 5 == NEGATIVE);
        let argument = self.head(if is_negative { NEGATIVE } else { UNSIGNED }, Malformed::NotInteger)?;
        let value = i64::try_from(argument).map_err(|_| Malformed::NotInteger)?;
        // The argument of a negative integer is -1 - value.
        Ok(if is_negative { !value } else { value })
    }

    pub(crate) fn time(&mut self) -> Result<UnixTime, Malformed> {
        UnixTime::new(self.uint()?).ok_or(Malformed::Time)
    }

    pub(crate) fn date(&mut self) -> Result<CivilDate, Malformed> {
        CivilDate::from_days(self.int()?).ok_or(Malformed::Date)
    }

    pub(crate) fn bytes(&mut self) -> Result<&'b [u8], Malformed> {
        self.content(BYTES, Malformed::NotBytes)
    }

    pub(crate) fn byte_array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        self.bytes()?.try_into().map_err(|_| Malformed::BytesLength)
    }

    pub(crate) fn text(&mut self) -> Result<&'b str, Malformed> {
        core::str::from_utf8(self.content(TEXT, Malformed::NotText)?).map_err(|_| Malformed::NotText)
    }

    pub(crate) fn array(&mut self) -> Result<u64, Malformed> {
        self.head(ARRAY, Malformed::NotArray)
    }

    pub(crate) fn map(&mut self) -> Result<u64, Malformed> {
        self.head(MAP, Malformed::NotMap)
    }

    pub(crate) fn array_of(&mut self, length: u64) -> Result<(), Malformed> {
        if self.array()? == length { Ok(()) } else { Err(Malformed::ArrayLength) }
    }

    pub(crate) fn map_of(&mut self, length: u64) -> Result<(), Malformed> {
        if self.map()? == length { Ok(()) } else { Err(Malformed::MapLength) }
    }

    pub(crate) fn tag_of(&mut self, tag: u64) -> Result<(), Malformed> {
        if self.head(TAG, Malformed::NotTag)? == tag { Ok(()) } else { Err(Malformed::AnotherTag) }
    }

    pub(crate) fn bool(&mut self) -> Result<bool, Malformed> {
        let (value, rest) = match self.rest {
            [0xf4, rest @ ..] => (false, rest),
            [0xf5, rest @ ..] => (true, rest),
            _ => return Err(Malformed::NotBool),
        };
        self.rest = rest;
        Ok(value)
    }

    /// A flag that is either absent or true.
    pub(crate) fn must_be_true(&mut self) -> Result<(), Malformed> {
        if self.bool()? { Ok(()) } else { Err(Malformed::FalseFlag) }
    }

    /// The integer that must come next, a map key or a fixed value.
    pub(crate) fn expect(&mut self, value: i64) -> Result<(), Malformed> {
        if self.int()? == value { Ok(()) } else { Err(Malformed::AnotherValue) }
    }

    /// The entries of a map whose keys are small integers, each key at most once and in ascending order.
    pub(crate) fn fields(&mut self) -> Result<Fields, Malformed> {
        Ok(Fields { left: self.map()? })
    }

    /// The argument of a head of this major type; `other` is what is wrong where another comes.
    fn head(&mut self, major: u8, other: Malformed) -> Result<u64, Malformed> {
        let Some((first, rest)) = self.rest.split_first().filter(|(first, _)| *first >> 5 == major) else {
            return Err(other);
        };
        let (length, least) = match first & 0x1f {
            direct @ 0..=23 => {
                self.rest = rest;
                return Ok(direct.into());
            }
            24 => (1, 24),
            25 => (2, 1 << 8),
            26 => (4, 1 << 16),
            27 => (8, 1 << 32),
            _ => return Err(Malformed::Indefinite),
        };
        let (bytes, rest) = rest.split_at_checked(length).ok_or(Malformed::CutOff)?;
        let argument = bytes.iter().fold(0, |argument, byte| argument << 8 | u64::from(*byte));
        if argument < least {
            return Err(Malformed::NotShortest);
        }
        self.rest = rest;
        Ok(argument)
    }

    /// The bytes of a string of this major type.
    fn content(&mut self, major: u8, other: Malformed) -> Result<&'b [u8], Malformed> {
        let length = usize::try_from(self.head(major, other)?).map_err(|_| Malformed::CutOff)?;
        let (content, rest) = self.rest.split_at_checked(length).ok_or(Malformed::CutOff)?;
        self.rest = rest;
        Ok(content)
    }
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
        self.optional(decoder, key, read)?.ok_or_else(|| self.instead_of(decoder, key))
    }

    /// What is wrong where `key` should come: a key that comes before it in a map is one too many.
    fn instead_of(&self, decoder: &Decoder<'_>, key: i64) -> Malformed {
        // Negative keys come after all others, and in the order of their sizes (RFC 8949, section 4.2.1).
        let order = |key: i64| (key < 0, key.unsigned_abs());
        match decoder.clone().int() {
            Ok(found) if self.left > 0 && order(found) < order(key) => Malformed::UnexpectedKey,
            _ => Malformed::MissingKey,
        }
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
        if self.left == 0 { Ok(()) } else { Err(Malformed::UnexpectedKey) }
    }
}
