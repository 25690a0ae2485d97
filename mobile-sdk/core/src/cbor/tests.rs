use alloc::vec::Vec;
use core::convert::Infallible;
use core::fmt::Debug;

use proptest::prelude::*;

use super::Decoder;
use crate::malformed::Malformed;

type Case = (&'static str, &'static [u8]);

#[test]
fn refuses_every_encoding_but_the_shortest() {
    let long_heads: [Case; 8] = [
        ("23 in two bytes", &[0x18, 23]),
        ("255 in three bytes", &[0x19, 0, 255]),
        ("65535 in five bytes", &[0x1a, 0, 0, 255, 255]),
        ("2^32-1 in nine bytes", &[0x1b, 0, 0, 0, 0, 255, 255, 255, 255]),
        ("-24 in two bytes", &[0x38, 23]),
        ("a float", &[0xf9, 0x3c, 0]),
        ("null", &[0xf6]),
        ("true", &[0xf5]),
    ];
    for (name, bytes) in long_heads {
        assert!(Decoder::new(bytes).int().is_err(), "{name}");
    }
    assert!(Decoder::new(&[0x58, 1, 0]).bytes().is_err(), "length of a byte string");
    assert!(Decoder::new(&[0x5f, 0x41, 0, 0xff]).bytes().is_err(), "indefinite byte string");
    assert!(Decoder::new(&[0x78, 1, b'a']).text().is_err(), "length of a text");
    assert!(Decoder::new(&[0x7f, 0x61, b'a', 0xff]).text().is_err(), "indefinite text");
    assert!(Decoder::new(&[0x61, 0xff]).text().is_err(), "not UTF-8");
    assert!(Decoder::new(&[0x98, 1, 0]).array().is_err(), "length of an array");
    assert!(Decoder::new(&[0x9f, 0xff]).array().is_err(), "indefinite array");
    assert!(Decoder::new(&[0xb8, 1, 0, 0]).map().is_err(), "length of a map");
    assert!(Decoder::new(&[0xbf, 0xff]).map().is_err(), "indefinite map");
    assert!(Decoder::new(&[0xd2]).tag_of(18).is_ok(), "tag 18 fits into one byte");
    assert!(Decoder::new(&[0xd8, 18]).tag_of(18).is_err(), "tag 18 in two bytes");
}

#[test]
fn reads_the_limits_of_integers() {
    assert_eq!(Decoder::new(&[0x17]).int(), Ok(23));
    assert_eq!(Decoder::new(&[0x18, 24]).int(), Ok(24));
    assert_eq!(Decoder::new(&[0x37]).int(), Ok(-24));
    assert_eq!(Decoder::new(&[0x3b, 0x7f, 255, 255, 255, 255, 255, 255, 255]).int(), Ok(i64::MIN));
    assert!(Decoder::new(&[0x3b, 0x80, 0, 0, 0, 0, 0, 0, 0]).int().is_err());
    assert_eq!(Decoder::new(&[0x1b, 255, 255, 255, 255, 255, 255, 255, 255]).uint(), Ok(u64::MAX));
}

#[test]
fn fields_come_once_and_in_order() {
    let read = |bytes: &'static [u8]| {
        Decoder::read_all(bytes, |d| {
            let mut fields = d.fields()?;
            let one = fields.required(d, 1, Decoder::uint)?;
            let two = fields.optional(d, 2, Decoder::uint)?;
            fields.end()?;
            Ok((one, two))
        })
    };
    assert_eq!(read(&[0xa1, 1, 7]), Ok((7, None)));
    assert_eq!(read(&[0xa2, 1, 7, 2, 8]), Ok((7, Some(8))));
    for refused in
        [&[0xa2, 2, 8, 1, 7][..], &[0xa2, 1, 7, 1, 7], &[0xa2, 1, 7, 3, 9], &[0xa1, 2, 8], &[0xa0], &[0xa1, 1, 7, 0]]
    {
        assert!(read(refused).is_err(), "{refused:?}");
    }
}

/// Holds a value that was read, or was not, against what minicbor reads there: alike, if what it writes of it is what
/// stood there.
fn hold<'b, T: PartialEq + Debug>(
    bytes: &'b [u8],
    read: impl FnOnce(&mut Decoder<'b>) -> Result<T, Malformed>,
    peer: impl FnOnce(&mut minicbor::Decoder<'b>) -> Result<T, minicbor::decode::Error>,
    write: impl FnOnce(&mut minicbor::Encoder<Vec<u8>>, &T) -> Result<(), minicbor::encode::Error<Infallible>>,
) {
    let mut decoder = minicbor::Decoder::new(bytes);
    let expected = peer(&mut decoder).ok().filter(|value| {
        let mut encoder = minicbor::Encoder::new(Vec::new());
        write(&mut encoder, value).is_ok()
            && bytes.starts_with(encoder.writer())
            && decoder.position() == encoder.writer().len()
    });
    let mut ours = Decoder::new(bytes);
    let found = read(&mut ours).ok();
    assert_eq!(found, expected, "{bytes:02x?}");
    if found.is_some() {
        assert_eq!(ours.is_at_end(), decoder.position() == bytes.len(), "{bytes:02x?}");
    }
}

proptest! {
    #[test]
    fn reads_as_another_decoder_does(
        first in any::<u8>(),
        argument in prop_oneof![any::<u64>(), 0..32_u64, 250..260_u64, 65_530..65_540_u64, 0xffff_fff0..0x1_0000_0010_u64],
        length in 0..9_usize,
        content in proptest::collection::vec(any::<u8>(), 0..40),
    ) {
        let mut bytes = alloc::vec![first];
        bytes.extend_from_slice(&argument.to_be_bytes()[8 - length.min(8)..]);
        bytes.extend_from_slice(&content);
        hold(&bytes, Decoder::uint, |d| d.u64(), |e, value| e.u64(*value).map(drop));
        hold(&bytes, Decoder::int, |d| d.i64(), |e, value| e.i64(*value).map(drop));
        hold(&bytes, Decoder::bytes, |d| d.bytes(), |e, value| e.bytes(value).map(drop));
        hold(&bytes, Decoder::text, |d| d.str(), |e, value| e.str(value).map(drop));
        hold(&bytes, Decoder::bool, |d| d.bool(), |e, value| e.bool(*value).map(drop));
        let indefinite = || minicbor::decode::Error::message("indefinite");
        hold(&bytes, Decoder::array, |d| d.array()?.ok_or_else(indefinite), |e, value| e.array(*value).map(drop));
        hold(&bytes, Decoder::map, |d| d.map()?.ok_or_else(indefinite), |e, value| e.map(*value).map(drop));
    }
}
