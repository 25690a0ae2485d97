use super::*;

/// A pass of the published vectors.
pub(super) const SAMPLE: &str = "HT1:RRQT 9 60GO0G*C$:1F.SGSA8CKG.9FN06NDB111T0WMD0RI/E7360 AEP80/UG.B00F958DR+9/96-F6ME6-C3M413V5F8F5UTHDG4EM5UTHDG4EM5UTHDG4EM5UTHDG4EM5UTHDG4EMDN0W:S+68P4P7 M FS5VUVGU8.CQIO1H8+Y6+V5Y+FC97MY8.TG-:GW:QT+18B43 5M49 T5ALJ2QTV:4MI901W*QGWFG::2RMPU 060";

fn code(text: &str) -> QrCode {
    QrCode::new(text, ErrorCorrection::M).expect("a code")
}

/// A code as rows of dark and light with the quiet zone: what each rendering must show.
fn expected(code: &QrCode) -> Vec<Vec<bool>> {
    let quiet = usize::from(QUIET_ZONE);
    let side = usize::from(code.width()) + 2 * quiet;
    let mut rows = vec![vec![false; side]; side];
    for (y, modules) in code.modules().enumerate() {
        rows[quiet + y][quiet..side - quiet].copy_from_slice(modules);
    }
    rows
}

#[test]
fn a_presentation_of_419_characters_is_version_12() {
    for text in ["A".repeat(419), "7".repeat(419)] {
        let code = code(&text);
        assert_eq!((code.version(), code.width(), code.modules().len()), (12, 65, 65));
    }
    assert_eq!(code(&"A".repeat(420)).version(), 13);
    // Bytes would take version 15, digits version 9: the mode is alphanumeric whatever the characters are.
    assert_eq!(code(&"A".repeat(366)).version(), 11);
    assert_eq!(code(&"A".repeat(367)).version(), 12);
}

#[test]
fn more_correction_takes_a_larger_code() {
    let versions = [ErrorCorrection::L, ErrorCorrection::M, ErrorCorrection::Q, ErrorCorrection::H]
        .map(|correction| QrCode::new(&"A".repeat(419), correction).expect("a code").version());
    assert_eq!(versions, [11, 12, 15, 18]);
}

#[test]
fn texts_that_no_code_can_hold_are_refused() {
    for text in ["ht1:", "HT1:É", "HT1:\n", "HT1:#"] {
        assert_eq!(QrCode::new(text, ErrorCorrection::M), Err(RenderError::NotAlphanumeric), "{text}");
    }
    assert!(QrCode::new(&"A".repeat(3391), ErrorCorrection::M).is_ok());
    let refused = QrCode::new(&"A".repeat(3392), ErrorCorrection::M).expect_err("too long");
    assert_eq!(refused.to_string(), "a text of 3392 characters is too long for one code with error correction M");
}

#[test]
fn error_correction_is_a_letter_in_either_case() {
    for (json, correction) in
        [("\"q\"", ErrorCorrection::Q), ("\"Q\"", ErrorCorrection::Q), ("\"m\"", ErrorCorrection::M)]
    {
        assert_eq!(serde_json::from_str::<ErrorCorrection>(json).expect("a letter"), correction);
    }
    assert!(serde_json::from_str::<ErrorCorrection>("\"X\"").is_err());
    assert_eq!(serde_json::to_string(&ErrorCorrection::default()).expect("a letter"), "\"M\"");
}

#[test]
fn a_png_shows_each_module_as_a_square() {
    let code = code(SAMPLE);
    for pixels in [1, 3] {
        let png = code.to_png(Scale::new(pixels).expect("a scale")).expect("a PNG");
        let picture = image::load_from_memory(&png).expect("a picture").into_luma8();
        let expected = expected(&code);
        let side = u32::from(code.width() + 2 * QUIET_ZONE) * pixels;
        assert_eq!((picture.width(), picture.height()), (side, side));
        for (x, y, pixel) in picture.enumerate_pixels() {
            let dark = expected[(y / pixels) as usize][(x / pixels) as usize];
            assert_eq!(pixel.0, [if dark { 0 } else { 255 }], "{x} {y}");
        }
    }
}

#[test]
fn scales_out_of_bounds_are_refused() {
    assert_eq!(Scale::new(0), Err(RenderError::Scale(0)));
    assert_eq!(Scale::new(33), Err(RenderError::Scale(33)));
    assert_eq!(Scale::new(8), Ok(Scale::default()));
    assert_eq!(RenderError::Scale(33).to_string(), "33 pixels a module: a picture can have 1 to 32");
}

/// Draws the path of an SVG as a printer would: from relative moves, and back to the beginning at each `z`.
fn drawn_svg(svg: &str, side: usize) -> Vec<Vec<bool>> {
    let path = svg.split("<path d=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a path");
    let mut runs = path.strip_prefix("M4 4").expect("the quiet zone").split('m');
    assert_eq!(runs.next(), Some(""));
    let (mut x, mut y) = (4_i32, 4_i32);
    let mut rows = vec![vec![false; side]; side];
    for run in runs {
        let (to, run) = run.split_once('h').expect("a run");
        let (right, down) = to.split_once(' ').expect("a move");
        x += right.parse::<i32>().expect("a number");
        y += down.parse::<i32>().expect("a number");
        let length: i32 = run.split_once('v').expect("a height").0.parse().expect("a number");
        assert_eq!(run, format!("{length}v1h-{length}z"));
        let row = &mut rows[usize::try_from(y).expect("on the page")];
        for column in x..x + length {
            row[usize::try_from(column).expect("on the page")] = true;
        }
    }
    rows
}

#[test]
fn an_svg_draws_the_code_and_says_its_title() {
    let code = code(SAMPLE);
    let expected = expected(&code);
    let side = expected.len();
    let svg = code.to_svg("A <b>\"pass\"</b> & more\u{0}\n한글", None);
    assert_eq!(drawn_svg(&svg, side), expected);
    assert!(svg.contains("<title>A &lt;b&gt;\"pass\"&lt;/b&gt; &amp; more\u{FFFD} 한글</title>"), "{svg}");
    assert!(svg.contains(&format!("viewBox=\"0 0 {side} {side}\" role=\"img\" shape-rendering=\"crispEdges\"")));
    assert!(svg.contains(&format!("<path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>")));
    assert!(code.to_svg("", Some(512)).contains(" width=\"512\" height=\"512\""));
}

#[test]
fn a_terminal_shows_black_on_white() {
    let code = code(SAMPLE);
    let mut rows = Vec::new();
    for line in code.to_terminal(Palette::Colours).lines() {
        let line = line.strip_prefix("\u{1b}[38;5;16;48;5;231m").expect("black on white");
        let line = line.strip_suffix("\u{1b}[0m").expect("a reset");
        rows.push(line.chars().map(|half| matches!(half, '█' | '▀')).collect());
        rows.push(line.chars().map(|half| matches!(half, '█' | '▄')).collect::<Vec<bool>>());
    }
    let mut expected = expected(&code);
    let side = expected.len();
    // Two rows a line: of an odd number, a light one is left over.
    expected.resize(rows.len(), vec![false; side]);
    assert_eq!(rows.len(), side.next_multiple_of(2));
    assert_eq!(rows, expected);
}

#[test]
fn a_file_gets_blocks_without_colours() {
    let code = code(SAMPLE);
    let text = code.to_terminal(Palette::Plain);
    let rows: Vec<Vec<bool>> =
        text.lines().map(|line| line.chars().step_by(2).map(|block| block == '█').collect()).collect();
    assert_eq!(rows, expected(&code));
    assert!(text.chars().all(|character| matches!(character, '█' | ' ' | '\n')));
    assert!(text.lines().all(|line| line.chars().count() == 2 * (usize::from(code.width()) + 8)));
}
