use std::io::Cursor;
use std::net::TcpListener;

use image::{DynamicImage, GrayImage, ImageFormat, Luma};
use serde_json::Value;

use crate::place::{Place, Ran};

fn verdicts(ran: &Ran) -> Vec<Value> {
    ran.stdout.lines().map(|line| serde_json::from_str(line).expect("one object a line")).collect()
}

fn codes(ran: &Ran) -> Vec<String> {
    verdicts(ran).iter().map(|verdict| verdict["code"].as_str().expect("a code").to_owned()).collect()
}

/// Turns a picture into a JPEG.
fn write_jpeg(place: &Place, picture: &DynamicImage, name: &str) {
    let mut file = Cursor::new(Vec::new());
    picture.to_rgb8().write_to(&mut file, ImageFormat::Jpeg).expect("a JPEG");
    place.write(name, file.into_inner());
}

#[test]
fn texts_files_pictures_and_the_standard_input_are_checked_in_their_order() {
    let place = Place::published();
    let pass = place.paper_pass("kim");
    place.run(&["issue", "--data", "data", "--paper", "--subject", "lee", "--out", "lee.png"]).succeeds();
    let picture = image::open(place.path("lee.png")).expect("a picture");
    write_jpeg(&place, &picture, "lee.jpg");
    let white = DynamicImage::from(GrayImage::from_pixel(100, 100, Luma([255])));
    white.save(place.path("white.png")).expect("a picture");
    write_jpeg(&place, &white, "white.jpg");
    place.write("texts", format!("nonsense\n{pass}\r\n{pass}"));

    let inputs = [&*pass, "texts", "white.png", "lee.png", "-", "lee.jpg", "white.jpg", "HT1:"];
    let arguments = ["verify", "--roots", "data/roots.json", "--bundle", "site/v1/trust/bundle", "--json"];
    let ran = place.run_with(&[&arguments[..], &inputs].concat(), &[], &format!("{pass}\nHP1:0\n")).ends(1);
    assert_eq!(ran.stderr, "");
    assert_eq!(
        codes(&ran),
        [
            "admit",
            "unknown_format",
            "admit",
            "admit",
            "unreadable",
            "admit",
            "admit",
            "malformed",
            "admit",
            "unreadable",
            "malformed",
        ]
    );
    assert_eq!(verdicts(&ran)[0], verdicts(&ran)[2], "nothing is remembered from one input to the next");
    // Without an input, the standard one.
    let ran = place.run_with(&arguments, &[], &pass).succeeds();
    assert_eq!(codes(&ran), ["admit"]);
}

#[test]
fn an_admission_says_what_the_venue_may_see_and_nothing_else_does() {
    let place = Place::published();
    let pass = place.paper_pass("kim");
    let ran = place.verify(&["--json", &pass]).succeeds();
    let admitted = &verdicts(&ran)[0];
    assert_eq!(admitted["outcome"], "admit");
    assert_eq!(admitted["warnings"], serde_json::json!(["check_id"]));
    assert_eq!(admitted["name"], "김*수");
    assert_eq!(admitted["issuer"], "Haetae demo issuer");
    assert_eq!(admitted["evidence"][0]["product"], "BNT162B2");
    assert!(admitted["birth"].is_string() || admitted["birth"].is_number(), "{admitted}");
    assert!(!admitted["valid_until"].is_null());

    let ran = place.verify(&["--json", "--at", "0", &pass]).ends(1);
    let unclear = verdicts(&ran).remove(0);
    assert_eq!((&unclear["outcome"], &unclear["code"]), (&"unclear".into(), &"clock_suspect".into()));
    assert!(unclear.get("name").is_none() && unclear.get("issuer").is_none(), "{unclear}");
}

#[test]
fn people_get_plain_text() {
    let place = Place::published();
    let pass = place.paper_pass("kim");
    let ran = place.verify(&[&pass, "nonsense"]).ends(1);
    for words in
        ["ADMIT   admit: Come in", "김*수, born ", "issued by Haetae demo issuer, valid until ", "! check_id: "]
    {
        assert!(ran.stdout.contains(words), "{words}: {}", ran.stdout);
    }
    assert!(ran.stdout.contains("UNCLEAR unknown_format: "), "{}", ran.stdout);
    assert!(ran.stderr.starts_with("1 of 2 admitted; the scanner's data is "), "{}", ran.stderr);
}

#[test]
fn times_and_challenges_out_of_range_are_refused() {
    let place = Place::published();
    let verify = |arguments: &[&'static str]| {
        [&["verify", "--roots", "data/roots.json", "--bundle", "site/v1/trust/bundle"][..], arguments].concat()
    };
    place.refuses(&verify(&["--at", "253402300800", "x"]), 2, "--at must be a time up to the end of year 9999");
    place.refuses(&verify(&["--at", "18446744073709551616", "x"]), 2, "--at");
    for challenge in [
        "",
        "00",
        "0",
        "00112233445566",
        "0011223344556677889900112233445566",
        "zz112233445566778899",
        "+1+2+3+4+5+6+7+8",
        "한국한국한국",
    ] {
        place.refuses(
            &[&verify(&["--challenge"])[..], &[challenge, "x"]].concat(),
            2,
            "--challenge must be 8 to 16 bytes",
        );
    }
}

#[test]
fn roots_and_bundles_that_cannot_be_used_are_named() {
    let place = Place::published();
    place.write("text", "text");
    place.write("roots-no-key.json", r#"{"threshold":1,"keys":[]}"#);
    place.run(&["init", "--data", "other", "--serial-bits", "20"]).succeeds();
    let verify = |roots: &'static str, bundle: &'static str| ["verify", "--roots", roots, "--bundle", bundle, "HT1:"];
    let bundle = "site/v1/trust/bundle";
    place.refuses(&verify("missing.json", bundle), 2, "missing.json: ");
    place.refuses(&verify("text", bundle), 2, "text: not a root set");
    place.refuses(&verify("roots-no-key.json", bundle), 2, "roots-no-key.json: not a root set");
    place.refuses(&verify("other/roots.json", bundle), 2, "does not accept this bundle: unsigned");
    place.refuses(&verify("data/roots.json", "missing"), 2, "missing: ");
    place.refuses(&verify("data/roots.json", "site"), 2, "site: ");
    place.refuses(&verify("data/roots.json", "text"), 2, "does not accept this bundle: malformed");
    place.refuses(&verify("data/roots.json", "site/v1/trust/manifest"), 2, "does not accept this bundle: malformed");
}

#[test]
fn a_bundle_that_cannot_be_fetched_is_named() {
    let place = Place::published();
    // No server listens on a closed port, and the server on the other one closes the connection.
    let closed = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
    let address = format!("http://{closed}/bundle");
    let verify =
        |address: &str| ["verify", "--roots", "data/roots.json", "--bundle", address, "HT1:"].map(str::to_owned);
    let arguments = verify(&address);
    place.refuses(&arguments.each_ref().map(String::as_str), 2, &address);

    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}/bundle", listener.local_addr().expect("an address"));
    let hanging_up = std::thread::spawn(move || {
        use std::io::{Read as _, Write as _};
        let (mut client, _) = listener.accept().expect("a client");
        let _ = client.read(&mut [0; 1024]);
        client.write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n").expect("an answer");
    });
    let arguments = verify(&address);
    place.refuses(&arguments.each_ref().map(String::as_str), 2, "404");
    hanging_up.join().expect("an answer");
}

#[test]
fn inputs_that_cannot_be_read_are_named_before_anything_is_checked() {
    let place = Place::published();
    std::fs::create_dir(place.path("folder")).expect("a folder");
    place.write("broken.png", b"\x89PNG\r\n\x1a\n and no more");
    let verify = |input: &'static str| {
        ["verify", "--roots", "data/roots.json", "--bundle", "site/v1/trust/bundle", "--json", "HT1:", input]
    };
    place.refuses(&verify("missing.png"), 2, "missing.png: there is no such file");
    place.refuses(&verify("missing.JPEG"), 2, "missing.JPEG: there is no such file");
    place.refuses(&verify("missing.txt"), 2, "missing.txt: there is no such file");
    place.refuses(&verify("folder"), 2, "folder is a folder");
    place.refuses(&verify("broken.png"), 2, "broken.png: the picture is damaged");
}

#[test]
fn a_line_of_any_bytes_has_a_verdict() {
    let place = Place::published();
    let mut lines = b"\x80\xfe\n\nHT1:\t\n".to_vec();
    lines.extend(std::iter::repeat_n(b'A', 100_000));
    lines.extend(b"\nHT1:\xf0\x9f\n");
    place.write("lines", lines);
    let ran = place.verify(&["--json", "lines"]).ends(1);
    assert_eq!(codes(&ran), ["unknown_format", "unknown_format", "malformed", "unknown_format", "malformed"]);
}

/// Input that cannot be read is named, and gets no verdict.
#[test]
fn files_that_are_neither_text_nor_a_picture_are_named() {
    let place = Place::published();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pictures");
    let heic = std::fs::read(folder.join("photo-of-a-code.heic")).expect("a photograph");
    place.run(&["issue", "--data", "data", "--paper", "--subject", "lee", "--out", "lee.pdf"]).succeeds();
    let pdf = std::fs::read(place.path("lee.pdf")).expect("a PDF");
    for (name, bytes, expected) in [
        ("photo.heic", &heic[..], "HEIC"),
        ("photo.jpg", &heic, "HEIC"),
        ("pass.pdf", &pdf, "PDF"),
        ("pass", b"RIFF\x10\0\0\0WEBPVP8 ", "WebP"),
        ("pass.tif", b"II*\0\x08\0\0\0", "TIFF"),
        ("pass.bmp", b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0", "BMP"),
        ("pass.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n", "SVG"),
        ("pass.docx", b"PK\x03\x04\x14\0[Content_Types].xml \xa2PK\x03\x04word/document.xml", "DOCX"),
        ("pass.txt", b"\xff\xfeH\0T\x001\0", "UTF-16 text"),
        ("dump", b"\x01\x02\xc3\x28", "not a text, nor a PNG or JPEG picture"),
        ("cut.png", b"\x89PNG\r\n\x1a\n\0\0", "the picture is damaged"),
        ("empty.txt", b"", "it is empty"),
    ] {
        place.write(name, bytes);
        let ran = place.verify(&[name]).ends(2);
        assert_eq!(ran.stdout, "", "{name}");
        assert!(ran.stderr.contains(name) && ran.stderr.contains(expected), "{name}: {}", ran.stderr);
    }
    // Texts in another encoding are texts.
    place.write("euc-kr.txt", b"\xc6\xd0\xbd\xba\n");
    assert!(place.verify(&["euc-kr.txt"]).ends(1).stdout.contains("unknown_format"));
}

#[test]
fn nothing_to_check_is_a_failure() {
    let place = Place::published();
    let ran = place.verify(&[]).ends(2);
    assert!(ran.stderr.contains("the standard input: it is empty"), "{}", ran.stderr);
}

#[test]
fn times_are_the_issuers_with_their_zone_and_the_same_in_every_command() {
    let place = Place::published();
    let pass = place.paper_pass("kim");
    for (zone, words) in [(None, " KST (UTC+09:00)"), (Some("Europe/Berlin"), " (UTC+0"), (Some("UTC"), " UTC\n")] {
        let zone = zone.map_or_else(Vec::new, |zone| vec!["--zone", zone]);
        let verified = place.verify(&[&zone[..], &[&*pass]].concat()).succeeds().stdout;
        let until =
            verified.split("valid until ").nth(1).and_then(|rest| rest.lines().next()).expect("a time").to_owned();
        assert!(format!("{until}\n").contains(words), "{until}");
        let inspected = place.run(&[&["inspect"], &zone[..], &[&*pass]].concat()).succeeds().stdout;
        assert!(inspected.contains(&format!("valid until    {until}")), "{inspected}");
    }
    let ran = place.verify(&["--zone", "Asia/Soul", &pass]).ends(2);
    assert!(ran.stderr.contains("like Asia/Seoul"), "{}", ran.stderr);
}

#[test]
fn a_code_without_an_answer_is_not_admitted_where_a_challenge_is_required() {
    let place = Place::published();
    let pass = place.paper_pass("kim");
    let ran = place.verify(&["--json", "--require-challenge", &pass]).ends(1);
    assert_eq!(codes(&ran), ["challenge_missing"]);
}

#[test]
fn expired_paper_must_be_printed_again() {
    let place = Place::published();
    let pass = place.paper_pass("kim");
    let ran = place.verify(&["--at", "4102444800", &pass]).ends(1);
    assert!(
        ran.stdout.contains("REFUSE  expired: This paper pass has expired. Ask the issuer to print"),
        "{}",
        ran.stdout
    );
}
