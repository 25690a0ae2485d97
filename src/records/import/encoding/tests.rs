use proptest::prelude::*;

use super::*;

/// Returns this many bytes at a time.
struct Slow(Cursor<Vec<u8>>, usize);

impl Read for Slow {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = buffer.len().min(self.1);
        self.0.read(&mut buffer[..length])
    }
}

fn read(file: &[u8], at_a_time: usize) -> Result<(Vec<u8>, Option<&'static str>), String> {
    let mut decoded = Decoded::new(Box::new(Slow(Cursor::new(file.to_vec()), at_a_time)));
    let mut text = Vec::new();
    decoded.read_to_end(&mut text).map_err(|error| error.to_string())?;
    Ok((text, decoded.found().words()))
}

#[test]
fn files_put_together_of_two_encodings_are_read_line_by_line() {
    let korean = encoding_rs::EUC_KR.encode("1,김민수\n2,박서연\n").0.into_owned();
    let both = [&korean[..], "\u{FEFF}3,최하나\n".as_bytes(), &korean].concat();
    let expected = "1,김민수\n2,박서연\n3,최하나\n1,김민수\n2,박서연\n";
    assert_eq!(read(&both, 7), Ok((expected.as_bytes().to_vec(), Some("read as CP949 (Korean Windows)"))));
    // A line that is neither stays as it is.
    let damaged = ["가,나\n다,라\n".as_bytes(), b"\xFF\n", "마,바\n".as_bytes()].concat();
    assert_eq!(read(&damaged, 7), Ok((damaged, None)));
}

#[test]
fn text_longer_than_the_window_is_read_as_one() {
    for text in
        ["1,김민수\n".repeat(40_000), "1,김민수,".repeat(40_000), format!("{}김민수\n", "1,John\n".repeat(20_000))]
    {
        let korean = encoding_rs::EUC_KR.encode(&text).0.into_owned();
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for file in [text.clone().into_bytes(), korean, units] {
            assert!(read(&file, 1 << 20).is_ok_and(|(read, _)| read == text.as_bytes()));
        }
    }
}

#[test]
fn half_a_character_spoils_its_line() {
    let cut = [&b"\xFF\xFEa\0,\0"[..], &[0x00, 0xD8], b"\n\0b\0"].concat();
    let (text, _) = read(&cut, 3).unwrap();
    assert_eq!(text, b"a,\xFF\nb");
}

proptest! {
    #[test]
    fn utf_8_comes_through_without_its_marks(text in "[ -~\n가-힣\u{FEFF}\u{F000}é]{0,300}", at_a_time in 1_usize..9) {
        let expected = text.replace('\u{FEFF}', "");
        prop_assert_eq!(read(text.as_bytes(), at_a_time), Ok((expected.into_bytes(), None)));
    }

    #[test]
    fn any_bytes_are_decoded_or_refused(file in proptest::collection::vec(any::<u8>(), 0..400)) {
        drop(read(&file, 5));
    }
}
