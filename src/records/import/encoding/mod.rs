//! Converts files to UTF-8 for the readers: from UTF-16, and from CP949 as Korean Windows and Excel write it.
//!
//! ASCII does not reveal an encoding, so it is recognised by the 64 KiB from the first other byte on. An unknown
//! encoding stops the import: a guess would put wrong names on passes. Byte order marks are removed everywhere, since
//! files may be concatenated. Bytes that cannot be decoded stay as bytes that are not UTF-8, and so affect only their
//! line.

mod korean;
mod recognition;

use std::io::{self, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use encoding_rs::{Decoder, DecoderResult};

use self::recognition::{recognised, utf_16};
use super::source::Input;

/// How many bytes are read to recognise an encoding.
pub(super) const WINDOW: usize = 1 << 16;

/// A byte order mark in UTF-8.
const MARK: [u8; 3] = [0xEF, 0xBB, 0xBF];

/// Replaces what cannot be decoded: a byte that never occurs in UTF-8.
const NO_TEXT: u8 = 0xFF;

/// The encodings of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8 = 0,
    Utf16Le = 1,
    Utf16Be = 2,
    Cp949 = 3,
}

/// A file in an unsupported encoding. The sentence says what to do.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct NotText(pub(super) String);

/// The encoding of a file, as soon as it is known.
#[derive(Clone, Debug, Default)]
pub(super) struct Found(Arc<AtomicU8>);

impl Found {
    /// The note for people; none for UTF-8, which is the normal case.
    pub(super) fn words(&self) -> Option<&'static str> {
        match self.0.load(Ordering::Relaxed) {
            1 | 2 => Some("read as UTF-16"),
            3 => Some("read as CP949 (Korean Windows)"),
            _ => None,
        }
    }
}

/// Reads UTF-8 from a file of any of the encodings.
pub(super) struct Decoded {
    input: Input,
    /// Read and not decoded.
    raw: Vec<u8>,
    is_end: bool,
    state: State,
    ready: Cursor<Vec<u8>>,
    found: Found,
}

enum State {
    Beginning,
    /// The result so far.
    Ascii,
    Utf8,
    Utf16(Box<Decoder>),
    Cp949,
}

impl Decoded {
    pub(super) fn new(input: Input) -> Self {
        Self {
            input,
            raw: Vec::new(),
            is_end: false,
            state: State::Beginning,
            ready: Cursor::default(),
            found: Found::default(),
        }
    }

    pub(super) fn found(&self) -> Found {
        self.found.clone()
    }

    fn fill(&mut self) -> io::Result<()> {
        let wanted = WINDOW.saturating_sub(self.raw.len());
        if !self.is_end && wanted > 0 {
            let read = self.input.by_ref().take(wanted as u64).read_to_end(&mut self.raw)?;
            self.is_end = read < wanted;
        }
        Ok(())
    }

    fn turn_to(&mut self, encoding: Encoding) {
        self.found.0.store(encoding as u8, Ordering::Relaxed);
        self.state = match encoding {
            Encoding::Utf8 => State::Utf8,
            Encoding::Utf16Le => State::Utf16(Box::new(encoding_rs::UTF_16LE.new_decoder_without_bom_handling())),
            Encoding::Utf16Be => State::Utf16(Box::new(encoding_rs::UTF_16BE.new_decoder_without_bom_handling())),
            Encoding::Cp949 => State::Cp949,
        };
    }

    /// The next piece of text; empty where only the state changed.
    fn next_piece(&mut self) -> io::Result<Vec<u8>> {
        match &mut self.state {
            State::Beginning => {
                match utf_16(&self.raw) {
                    Some(encoding) => self.turn_to(encoding),
                    None => self.state = State::Ascii,
                }
                Ok(Vec::new())
            }
            State::Ascii => {
                let other = self.raw.iter().position(|byte| !byte.is_ascii());
                if other == Some(0) {
                    let encoding = recognised(&self.raw, self.is_end)
                        .map_err(|sentence| io::Error::new(io::ErrorKind::InvalidData, NotText(sentence)))?;
                    self.turn_to(encoding);
                    return Ok(Vec::new());
                }
                Ok(self.raw.drain(..other.unwrap_or(self.raw.len())).collect())
            }
            State::Utf8 => Ok(without_marks(&mut self.raw, self.is_end)),
            State::Utf16(decoder) => {
                let mut text = decode(decoder, &self.raw, self.is_end);
                self.raw.clear();
                Ok(without_marks(&mut text, true))
            }
            State::Cp949 => Ok(korean::decode(&mut self.raw, self.is_end)),
        }
    }
}

impl Read for Decoded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.ready.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            self.fill()?;
            if self.raw.is_empty() && self.is_end {
                return Ok(0);
            }
            self.ready = Cursor::new(self.next_piece()?);
        }
    }
}

/// Takes the text from `raw` and removes byte order marks. An incomplete one stays in `raw` unless it is the end of the
/// file.
fn without_marks(raw: &mut Vec<u8>, is_end: bool) -> Vec<u8> {
    let cut = (1..MARK.len()).rev().find(|&length| !is_end && raw.ends_with(&MARK[..length])).unwrap_or(0);
    let rest = raw.split_off(raw.len() - cut);
    let mut text = std::mem::replace(raw, rest);
    let mut from = 0;
    while let Some(at) = text[from..].iter().position(|&byte| byte == MARK[0]) {
        from += at;
        if text[from..].starts_with(&MARK) {
            text.drain(from..from + MARK.len());
        } else {
            from += 1;
        }
    }
    text
}

/// Decodes UTF-16.
fn decode(decoder: &mut Decoder, mut raw: &[u8], is_end: bool) -> Vec<u8> {
    let mut text = Vec::with_capacity(raw.len() * 2);
    let mut buffer = [0; 4_096];
    loop {
        let (result, read, written) = decoder.decode_to_utf8_without_replacement(raw, &mut buffer, is_end);
        text.extend_from_slice(&buffer[..written]);
        raw = &raw[read..];
        match result {
            DecoderResult::InputEmpty => return text,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => text.push(NO_TEXT),
        }
    }
}

#[cfg(test)]
mod tests;
