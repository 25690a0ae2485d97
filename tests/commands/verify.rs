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
fn people_read_words() {
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
fn roots_and_bundles_that_will_not_do_are_named() {
    let place = Place::published();
    place.write("text", "text");
    place.write("roots-no-key.json", r#"{"threshold":1,"keys":[]}"#);
    place.run(&["init", "--data", "other", "--serial-bits", "20"]).succeeds();
    let verify = |roots: &'static str, bundle: &'static str| ["verify", "--roots", roots, "--bundle", bundle, "HT1:"];
    let bundle = "site/v1/trust/bundle";
    place.refuses(&verify("missing.json", bundle), 2, "missing.json: ");
    place.refuses(&verify("text", bundle), 2, "text: not a root set");
    place.refuses(&verify("roots-no-key.json", bundle), 2, "roots-no-key.json: not a root set");
    place.refuses(&verify("other/roots.json", bundle), 2, "does not take this bundle: unsigned");
    place.refuses(&verify("data/roots.json", "missing"), 2, "missing: ");
    place.refuses(&verify("data/roots.json", "site"), 2, "site: ");
    place.refuses(&verify("data/roots.json", "text"), 2, "does not take this bundle: malformed");
    place.refuses(&verify("data/roots.json", "site/v1/trust/manifest"), 2, "does not take this bundle: malformed");
}

#[test]
fn a_bundle_that_cannot_be_fetched_is_named() {
    let place = Place::published();
    // Nobody listens on a port that was given back, and whoever listens on the other one hangs up.
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
    let mut lines = b"\xff\xfe\n\nHT1:\x00\n".to_vec();
    lines.extend(std::iter::repeat_n(b'A', 100_000));
    lines.extend(b"\nHT1:\xf0\x9f\n");
    place.write("lines", lines);
    let ran = place.verify(&["--json", "lines"]).ends(1);
    assert_eq!(codes(&ran), ["unknown_format", "unknown_format", "malformed", "unknown_format", "malformed"]);
}
