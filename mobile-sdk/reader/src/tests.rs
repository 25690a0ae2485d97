use super::*;

/// A code of `text`, `scale` pixels a module, with its quiet zone.
pub(crate) fn picture_of(text: &str, scale: usize) -> Grey<'static> {
    drawn(&qrcode::QrCode::new(text).expect("a code"), scale, 4 * scale)
}

/// The text of a code in a frame, whichever.
pub(crate) fn frame(grey: &Grey<'_>) -> Option<String> {
    read_frame(grey, &|_| true)
}

/// The text of a code in a picture, whichever.
pub(crate) fn picture(grey: &Grey<'_>) -> Option<String> {
    read_picture(grey, &|_| true)
}

/// `quiet` pixels of white around it.
fn drawn(code: &qrcode::QrCode, scale: usize, quiet: usize) -> Grey<'static> {
    let side = code.width() * scale + 2 * quiet;
    let mut pixels = vec![255; side * side];
    for (place, color) in code.to_colors().into_iter().enumerate() {
        let (x, y) = (place % code.width(), place / code.width());
        for pixel in 0..scale * scale {
            let (column, row) = (quiet + x * scale + pixel % scale, quiet + y * scale + pixel / scale);
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
    let read = |data: &[u8], stride, rgba| frame(&Grey::of(data, side, side, stride, rgba).expect("a frame"));
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
    assert_eq!(frame(&faint).as_deref(), Some(TEXT), "grey 120 on 132");
    assert_eq!(picture(&picture_of(TEXT, 4).inverted()).as_deref(), Some(TEXT), "light on dark");
    assert_eq!(picture(&picture_of(TEXT, 1)).as_deref(), Some(TEXT), "one pixel a module");
}

#[test]
fn what_holds_no_code_is_none() {
    for side in [1, 2, 3, 39, 40, 41, 300] {
        for pixel in [0, 128, 255] {
            let empty = Grey { pixels: vec![pixel; side * side].into(), width: side, height: side };
            assert_eq!(frame(&empty), None, "{side} {pixel}");
            assert_eq!(picture(&empty), None, "{side} {pixel}");
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

#[test]
fn codes_of_every_size_are_read_as_they_are_and_with_what_stands_beside_them() {
    for characters in [1, 25, 120, 400, 1_100, 2_400, 4_296] {
        let text: String = ('A'..='Z').cycle().take(characters).collect();
        let code =
            drawn(&qrcode::QrCode::with_error_correction_level(&text, qrcode::EcLevel::L).expect("a code"), 3, 12);
        assert_eq!(frame(&code).as_deref(), Some(&*text), "{characters} characters");
        // Whatever remains when the sides are divided by eight.
        for more in 1..8 {
            let (width, height) = (code.width + more, code.height + 8 - more);
            let mut pixels = vec![230; width * height];
            for (row, line) in pixels.chunks_mut(width).zip(code.pixels.chunks(code.width)) {
                row[more..].copy_from_slice(line);
            }
            let beside = Grey { pixels: pixels.into(), width, height };
            assert_eq!(frame(&beside).as_deref(), Some(&*text), "{characters} characters, {more} pixels");
        }
    }
}

#[test]
fn bytes_are_read_as_utf_8_or_each_as_a_character() {
    for (bytes, text) in [("맑음, ok".as_bytes(), "맑음, ok"), (&[0x48, 0xe9, 0x21], "Hé!")] {
        let code = qrcode::QrCode::new(bytes).expect("a code");
        assert_eq!(frame(&drawn(&code, 4, 16)).as_deref(), Some(text));
    }
}

/// Screenshots and cropped pictures: no noise, and edges that lie where they like.
#[test]
fn sharp_codes_are_read_whatever_their_module_and_however_tightly_they_are_cropped() {
    let code = qrcode::QrCode::new(TEXT).expect("a code");
    let mut missed = Vec::new();
    for scale in (2..=24).chain([32, 40, 48, 64, 80]) {
        for quiet in [0, 1, 3, 8, scale, 2 * scale, 4 * scale] {
            let dark = drawn(&code, scale, quiet);
            for (colors, grey) in [("dark on light", dark.clone()), ("light on dark", dark.inverted())] {
                // Two pixels a module look like noise in a frame of many.
                let in_frame = if scale == 2 { None } else { Some(("frame", frame(&grey))) };
                for (how, read) in in_frame.into_iter().chain([("picture", picture(&grey))]) {
                    if read.as_deref() != Some(TEXT) {
                        missed.push(format!("{how}, {colors}, {scale} pixels a module, {quiet} around it"));
                    }
                }
            }
        }
    }
    assert_eq!(missed, [""; 0]);
}

/// Two pictures side by side or one above the other, on white.
fn beside(first: &Grey<'_>, second: &Grey<'_>, above: bool) -> Grey<'static> {
    let (x, y) = if above { (0, first.height) } else { (first.width, 0) };
    let (width, height) = (first.width.max(x + second.width), first.height.max(y + second.height));
    let mut pixels = vec![255; width * height];
    for (grey, left, top) in [(first, 0, 0), (second, x, y)] {
        for (row, line) in grey.pixels.chunks(grey.width).enumerate() {
            let start = (top + row) * width + left;
            pixels[start..start + grey.width].copy_from_slice(line);
        }
    }
    Grey { pixels: pixels.into(), width, height }
}

#[test]
fn of_several_codes_the_preferred_one_is_taken_and_another_only_without_it() {
    const MENU: &str = "https://example.com/menu";
    let is_preferred = |text: &str| text == TEXT;
    for (scale, menu_scale) in [(4, 4), (4, 9), (9, 4), (6, 5)] {
        let dark = picture_of(TEXT, scale);
        let menu = picture_of(MENU, menu_scale);
        for (colors, code) in [("dark on light", dark.clone()), ("light on dark", dark.inverted())] {
            for above in [false, true] {
                for (first, second) in [(&code, &menu), (&menu, &code)] {
                    let both = beside(first, second, above);
                    let which = format!("{colors}, {scale} beside {menu_scale}, above: {above}");
                    assert_eq!(read_frame(&both, &is_preferred).as_deref(), Some(TEXT), "frame, {which}");
                    assert_eq!(read_picture(&both, &is_preferred).as_deref(), Some(TEXT), "picture, {which}");
                    let mut every = read_every(&both);
                    every.sort();
                    assert!(every == [TEXT, MENU] || colors == "light on dark", "every, {which}: {every:?}");
                }
            }
        }
        assert_eq!(read_frame(&menu, &is_preferred).as_deref(), Some(MENU), "there is no other");
        assert_eq!(read_picture(&menu, &is_preferred).as_deref(), Some(MENU), "there is no other");
    }
}

#[test]
fn among_many_codes_the_preferred_one_is_found() {
    let is_preferred = |text: &str| text == TEXT;
    for place in 0..9 {
        let code = |at: usize| {
            if at == place { picture_of(TEXT, 4) } else { picture_of(&format!("https://example.com/{at}"), 4) }
        };
        let row = |first: usize| beside(&beside(&code(first), &code(first + 1), false), &code(first + 2), false);
        let all = beside(&beside(&row(0), &row(3), true), &row(6), true);
        assert_eq!(read_frame(&all, &is_preferred).as_deref(), Some(TEXT), "place {place}");
    }
}
