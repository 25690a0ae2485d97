use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ops::Range;

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};

use super::bits::MAX_UNPACKED_BYTES;
use crate::malformed::Malformed;

/// The window that zlib needs, and the most bytes of a piece.
pub(super) const WINDOW: usize = 32_768;

/// Unpacks exactly one zlib stream piece by piece: whatever its length, it takes the memory of one window.
pub(super) struct Inflate<'b> {
    rest: &'b [u8],
    state: Box<DecompressorOxide>,
    window: Vec<u8>,
    /// What was unpacked and is not read yet.
    unread: Range<usize>,
    unpacked: usize,
    is_done: bool,
}

impl<'b> Inflate<'b> {
    pub(super) fn new(zlib: &'b [u8]) -> Self {
        Self {
            rest: zlib,
            state: Box::new(DecompressorOxide::new()),
            window: alloc::vec![0u8; WINDOW],
            unread: 0..0,
            unpacked: 0,
            is_done: false,
        }
    }

    /// What comes next: at least one byte, or none at the end of the stream. It stays until it is consumed.
    ///
    /// # Errors
    ///
    /// [`Malformed`] if it is no zlib stream, if anything follows it, or if it unpacks to more than
    /// [`MAX_UNPACKED_BYTES`].
    pub(super) fn fill(&mut self) -> Result<&[u8], Malformed> {
        while self.unread.is_empty() && !self.is_done {
            self.unpack()?;
        }
        Ok(self.window.get(self.unread.clone()).unwrap_or_default())
    }

    /// Passes over so many bytes of what comes next.
    pub(super) fn consume(&mut self, bytes: usize) {
        self.unread.start = self.unread.start.saturating_add(bytes).min(self.unread.end);
    }

    fn unpack(&mut self) -> Result<(), Malformed> {
        let mut flags = inflate_flags::TINFL_FLAG_PARSE_ZLIB_HEADER;
        if self.unpacked < WINDOW {
            // Until the window has been filled once, only this flag makes a distance that reaches back before the first
            // byte an error; later no distance can.
            flags |= inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
        }
        // The window is a ring: its size is a power of two.
        let place = self.unread.end % WINDOW;
        let (status, read, written) = decompress(&mut self.state, self.rest, &mut self.window, place, flags);
        self.rest = self.rest.get(read..).unwrap_or_default();
        self.unread = place..place.saturating_add(written);
        self.unpacked = self.unpacked.saturating_add(written);
        if self.unpacked > MAX_UNPACKED_BYTES {
            return Err(Malformed::StatusListSize);
        }
        match status {
            TINFLStatus::Done if self.rest.is_empty() => self.is_done = true,
            TINFLStatus::Done => return Err(Malformed::AfterZlib),
            TINFLStatus::HasMoreOutput if read != 0 || written != 0 => {}
            _ => return Err(Malformed::Zlib),
        }
        Ok(())
    }
}
