use super::*;

/// A code of `text`, `scale` pixels a module, with its quiet zone.
pub(crate) fn picture_of(text: &str, scale: usize) -> Grey<'static> {
    let code = qrcode::QrCode::new(text).expect("a code");
    let side = (code.width() + 8) * scale;
    let mut pixels = vec![255; side * side];
    for (place, color) in code.to_colors().into_iter().enumerate() {
        let (x, y) = (place % code.width() + 4, place / code.width() + 4);
        for pixel in 0..scale * scale {
            let (column, row) = (x * scale + pixel % scale, y * scale + pixel / scale);
            pixels[row * side + column] = color.select(0, 255);
        }
    }
    Grey { pixels: pixels.into(), width: side, height: side }
}

const TEXT: &str = "HT1:9K2 Q$%*+-./:X7";

#[test]
fn frames_are_read_in_greys_and_in_colours_and_with_wide_rows() {
    let grey = picture_of(TEXT, 4);
    let side = u32::try_from(grey.width).expect("small");
    let read = |data: &[u8], stride, rgba| read_frame(&Grey::of(data, side, side, stride, rgba).expect("a frame"));
    assert_eq!(read(&grey.pixels, side, false).as_deref(), Some(TEXT));
    let colors: Vec<u8> = grey.pixels.iter().flat_map(|&pixel| [pixel, pixel, pixel, 255]).collect();
    assert_eq!(read(&colors, side * 4, true).as_deref(), Some(TEXT));
    let wide: Vec<u8> = grey.pixels.chunks(grey.width).flat_map(|row| row.iter().copied().chain([7; 5])).collect();
    assert_eq!(read(&wide, side + 5, false).as_deref(), Some(TEXT));
}

#[test]
fn faint_and_inverted_codes_are_read() {
    let mut faint = picture_of(TEXT, 4);
    for pixel in faint.pixels.to_mut() {
        *pixel = if *pixel < 128 { 120 } else { 132 };
    }
    assert_eq!(read_frame(&faint).as_deref(), Some(TEXT), "grey 120 on 132");
    assert_eq!(read_picture(&picture_of(TEXT, 4).inverted()).as_deref(), Some(TEXT), "light on dark");
    assert_eq!(read_picture(&picture_of(TEXT, 1)).as_deref(), Some(TEXT), "one pixel a module");
}

#[test]
fn what_holds_no_code_is_none() {
    for side in [1, 2, 3, 39, 40, 41, 300] {
        for pixel in [0, 128, 255] {
            let empty = Grey { pixels: vec![pixel; side * side].into(), width: side, height: side };
            assert_eq!(read_frame(&empty), None, "{side} {pixel}");
            assert_eq!(read_picture(&empty), None, "{side} {pixel}");
        }
    }
}

#[test]
fn frames_with_too_few_bytes_are_refused() {
    for (bytes, width, height, stride, rgba) in [
        (99, 10, 10, 10, false),
        (100, 10, 10, 9, false),
        (400, 10, 10, 39, true),
        (9, 0, 9, 9, false),
        (9, 9, 0, 9, false),
    ] {
        assert_eq!(Grey::of(&vec![0; bytes], width, height, stride, rgba), Err(NotAFrame));
    }
    assert!(Grey::of(&[0; 95], 5, 10, 10, false).is_ok(), "the last row may end with its last pixel");
}
