//! Removes from a PNG what is not needed to see it. Profiles and comments are compressed, and may unpack to hundreds of
//! megabytes.

use std::borrow::Cow;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Length, type and checksum of a chunk.
const FRAME: usize = 12;

/// The file with only its critical chunks and its transparency. A file that is not a sequence of chunks is left
/// unchanged for the decoder.
pub(super) fn without_extras(file: &[u8]) -> Cow<'_, [u8]> {
    let Some(mut rest) = file.strip_prefix(SIGNATURE) else { return Cow::Borrowed(file) };
    let mut plain = SIGNATURE.to_vec();
    while let Some((chunk, after)) = first_chunk(rest) {
        if is_needed(&chunk[4..8]) {
            plain.extend_from_slice(chunk);
        }
        rest = after;
    }
    // The decoder reports a truncated file.
    if rest.get(4..8).is_none_or(is_needed) {
        plain.extend_from_slice(rest);
    }
    Cow::Owned(plain)
}

fn first_chunk(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, _) = rest.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    rest.split_at_checked(length.checked_add(FRAME)?)
}

/// The type of a critical chunk begins with a capital.
fn is_needed(kind: &[u8]) -> bool {
    kind == b"tRNS" || kind.first().is_some_and(u8::is_ascii_uppercase)
}
