//! Takes DER apart where no type of a library describes it.

use x509_cert::der::asn1::AnyRef;
use x509_cert::der::{Decode as _, Reader as _, SliceReader, Tag, Tagged as _};

/// The one value that these bytes are.
pub(super) fn value(bytes: &[u8]) -> Option<AnyRef<'_>> {
    AnyRef::from_der(bytes).ok()
}

/// The members of a SEQUENCE or a SET.
pub(super) fn members<'a>(any: AnyRef<'a>, tag: Tag) -> Option<Vec<AnyRef<'a>>> {
    let content = content(any, tag)?;
    let mut reader = SliceReader::new(content).ok()?;
    let mut members = Vec::new();
    while !reader.is_finished() {
        members.push(reader.decode().ok()?);
    }
    Some(members)
}

/// The content of a value of this type.
pub(super) fn content<'a>(any: AnyRef<'a>, tag: Tag) -> Option<&'a [u8]> {
    (any.tag() == tag).then(|| any.value())
}

/// The content of an OCTET STRING.
pub(super) fn octets(any: AnyRef<'_>) -> Option<&[u8]> {
    content(any, Tag::OctetString)
}

/// An INTEGER from 0 to 2^32 - 1.
pub(super) fn integer(any: AnyRef<'_>) -> Option<u32> {
    any.decode_as().ok()
}

/// An ENUMERATED from 0 to 127.
pub(super) fn enumerated(any: AnyRef<'_>) -> Option<u8> {
    match content(any, Tag::Enumerated)? {
        [value @ 0..=127] => Some(*value),
        _ => None,
    }
}

/// The number of a context-specific tag, and the value within (EXPLICIT).
pub(super) fn tagged(any: AnyRef<'_>) -> Option<(u32, AnyRef<'_>)> {
    match any.tag() {
        Tag::ContextSpecific { constructed: true, number } => Some((number.value(), value(any.value())?)),
        _ => None,
    }
}
