use crate::place::{Place, Ran};

const ANIMATE: [&str; 4] = ["bundle", "animate", "--data", "data"];

/// The numbers of one test (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % end as u64).expect("a number")
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for place in (1..items.len()).rev() {
            items.swap(place, self.below(place + 1));
        }
    }
}

fn animate(place: &Place, arguments: &[&str]) -> Ran {
    place.run(&[&ANIMATE[..], arguments].concat()).succeeds()
}

#[test]
fn pictures_of_a_series_bring_a_scanner_up_to_date() {
    let place = Place::published();
    let pass = place.paper_pass("kim");
    animate(&place, &["--frames", "codes"]).says(" codes in codes");
    let mut pictures: Vec<String> = std::fs::read_dir(place.path("codes"))
        .expect("a folder")
        .map(|file| format!("codes/{}", file.expect("a file").file_name().to_str().expect("a name")))
        .collect();
    // A camera sees some of them, in another order, and some twice.
    let mut random = Random(1);
    random.shuffle(&mut pictures);
    pictures.truncate(pictures.len() * 8 / 10);
    pictures.extend_from_within(..3);
    let inputs: Vec<&str> = pictures.iter().map(String::as_str).collect();
    let receive = [&["bundle", "receive", "--out", "received"][..], &inputs].concat();
    place.run(&receive).succeeds().says(" bytes in received, from ");
    let verify = ["verify", "--roots", "data/roots.json", "--bundle", "received", "--json", &pass];
    place.run(&verify).succeeds().says("\"admit\"");
    place.refuses(&receive, 2, "received already exists: use --force to replace it");
}

#[test]
fn texts_are_received_from_the_standard_input_whatever_is_lost() {
    let place = Place::published();
    let texts = animate(&place, &["--text", "--count", "200"]);
    let fewest = texts.stderr.split(" in ").nth(1).and_then(|rest| rest.split(' ').next()).expect("a number of codes");
    let fewest: usize = fewest.parse().expect("a number");
    let mut random = Random(2);
    let mut lines: Vec<&str> = texts.stdout.lines().filter(|_| random.below(10) >= 3).take(fewest + 4).collect();
    random.shuffle(&mut lines);
    let stdin = format!("nonsense\nHB1:0\n{}\n", lines.join("\n"));
    let receive = ["bundle", "receive", "--out", "received"];
    place.run_with(&receive, &[], &stdin).succeeds().says(" 2 refused, the last of them: not a code of a series: ");
    place.run(&["bundle", "show", "received", "--roots", "data/roots.json"]).succeeds().says("accepts this bundle.");

    // Too few codes write nothing.
    let few = lines[..fewest - 1].join("\n");
    let receive = ["bundle", "receive", "--out", "few"];
    place.refuses_with(&receive, &[], &few, 1, "or a few more that are needed were read; nothing was written");
    place.refuses_with(&receive, &[], "nonsense\n", 1, "no codes of a series were read; nothing was written");
}

#[test]
fn a_short_series_leaves_out_status_lists_and_never_the_trust_list() {
    let place = Place::published();
    let size = |seconds: &str| {
        let ran = animate(&place, &["--text", "--count", "1", "--seconds", seconds, "--fps", "1"]);
        let (bytes, rest) = ran.stderr.split_once(" bytes: the manifest and ").expect("a size");
        let files = rest.split(' ').next().expect("a number of files");
        (bytes.parse::<usize>().expect("a size"), files.parse::<usize>().expect("a number"))
    };
    let (shortest, longest) = (size("1"), size("600"));
    assert_eq!(shortest.1, 1, "{shortest:?}");
    assert!(longest.1 > 10 && longest.0 > shortest.0, "{longest:?}");
}

#[test]
fn a_gif_shows_every_code() {
    let place = Place::published();
    animate(&place, &["--gif", "codes.gif", "--count", "12"]).says("12 codes in codes.gif");
    let texts = animate(&place, &["--text", "--count", "12"]).stdout;
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::Indexed);
    let file = std::fs::File::open(place.path("codes.gif")).expect("a file");
    let mut decoder = options.read_info(file).expect("a GIF");
    for text in texts.lines() {
        let frame = decoder.read_next_frame().expect("a GIF").expect("a frame");
        assert_eq!(frame.delay, 12);
        let pixels = frame.buffer.iter().map(|index| if *index == 0 { 0 } else { 255 }).collect();
        let picture = image::GrayImage::from_raw(frame.width.into(), frame.height.into(), pixels).expect("a picture");
        let mut png = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut png, image::ImageFormat::Png).expect("a PNG");
        assert_eq!(haetae::scan::read_code(&png.into_inner()).expect("a picture").as_deref(), Some(text));
    }
    assert!(decoder.read_next_frame().expect("a GIF").is_none());
    place.refuses(
        &[&ANIMATE[..], &["--gif", "codes.gif"]].concat(),
        2,
        "codes.gif already exists: use --force to replace it",
    );
}

#[test]
fn a_terminal_is_drawn_over_and_a_pipe_gets_instructions() {
    let place = Place::published();
    let shown = animate(&place, &["--count", "2", "--fps", "20"]).stdout;
    assert_eq!(shown.matches("\u{1b}[H").count(), 2);
    assert_eq!(shown.matches("\u{1b}[2J").count(), 1);
    place.refuses(&ANIMATE, 2, "--gif, --frames or --text to write them into files");
    std::fs::create_dir(place.path("folder")).expect("a folder");
    place.refuses(&[&ANIMATE[..], &["--frames", "folder"]].concat(), 2, "folder: File exists");
    place.refuses(&[&ANIMATE[..], &["--fps", "0"]].concat(), 2, "--help");
    place.refuses(&["bundle", "receive"], 2, "--help");
}
