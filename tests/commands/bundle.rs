use haetae_core::Bundle;

use crate::place::Place;
use crate::running::Service;

const WRITE: [&str; 5] = ["bundle", "--data", "data", "--out", "usb"];

#[test]
fn published_data_goes_into_a_file_that_a_scanner_loads() {
    let place = Place::published();
    place.run(&WRITE).succeeds().says(" bytes in usb. Fresh until ");
    let pass = place.paper_pass("kim");
    let verify = ["verify", "--roots", "data/roots.json", "--bundle", "usb", "--json", &pass];
    place.run(&verify).succeeds().says("\"admit\"");
    // It is what the service serves, apart from files that scanners do not know.
    let (written, served) = (read(&place, "usb"), read(&place, "site/v1/trust/bundle"));
    let (written, served) = (Bundle::decode(&written).expect("a bundle"), Bundle::decode(&served).expect("a bundle"));
    assert_eq!(written.manifest, served.manifest);
    assert!(written.files.iter().all(|file| served.files.contains(file)) && written.files.len() > 10);

    place.refuses(&WRITE, 2, "usb already exists: use --force to replace it");
    place.run(&["revoke", "--data", "data", "--subject", "kim"]).succeeds();
    place.publish();
    place.run(&[&WRITE[..], &["--force"]].concat()).succeeds();
    place.run(&verify).ends(1).says("\"revoked\"");
}

#[test]
fn a_bundle_comes_from_a_running_service_and_from_a_bundle() {
    let place = Place::published();
    let service = Service::start(&place);
    // Until it has published, it answers 503.
    while place.run(&["bundle", "--url", &service.public, "--out", "usb"]).status != Some(0) {}
    place.run(&["bundle", "--url", &format!("{}/", service.public), "--out", "again"]).succeeds();
    drop(service);
    place.run(&["bundle", "--from", "usb", "--out", "copy"]).succeeds();
    assert_eq!(read(&place, "usb"), read(&place, "copy"));
    let pass = place.paper_pass("lee");
    place.run(&["verify", "--roots", "data/roots.json", "--bundle", "copy", &pass]).succeeds();
}

#[test]
fn the_content_of_a_bundle_is_shown_with_ages_and_signers() {
    let place = Place::published();
    place.run(&WRITE).succeeds();
    let shown =
        place.run(&["bundle", "show", "usb"]).succeeds().says("Nothing was checked: use --roots to see whether");
    for words in
        ["Manifest version ", "said to be signed by ", "  stale    ", "  trust-list  ", "  status/", " ago)", "(in "]
    {
        assert!(shown.stdout.contains(words), "{words}: {}", shown.stdout);
    }
    let taken = "A scanner with these roots accepts this bundle.";
    place.run(&["bundle", "show", "usb", "--roots", "data/roots.json"]).succeeds().says(taken);
    place.run(&["init", "--data", "other", "--serial-bits", "20"]).succeeds();
    let other = ["bundle", "show", "usb", "--roots", "other/roots.json"];
    place.run(&other).ends(1).says("does not accept this bundle: unsigned.");

    // Without the status lists, and with a file that is not pinned.
    let bytes = read(&place, "usb");
    let mut bundle = Bundle::decode(&bytes).expect("a bundle");
    bundle.files.truncate(1);
    place.write("small", bundle.encode());
    place
        .run(&["bundle", "show", "small", "--roots", "data/roots.json"])
        .succeeds()
        .says(" more files of the manifest");
    bundle.files.push(b"mine");
    place.write("stranger", bundle.encode());
    let stranger = place.run(&["bundle", "show", "stranger", "--roots", "data/roots.json"]).ends(1);
    stranger.says("NOT PINNED: a file of 4 bytes").says("does not accept this bundle: malformed.");
}

#[test]
fn bundles_that_cannot_be_made_or_read_are_named() {
    let place = Place::with_people();
    place.refuses(&WRITE, 2, "nothing is published yet");
    place.write("text", "text");
    place.refuses(&["bundle", "--from", "text", "--out", "usb"], 2, "text: not a bundle: ");
    place.refuses(&["bundle", "--from", "missing", "--out", "usb"], 2, "missing: ");
    place.refuses(
        &["bundle", "--url", "http://127.0.0.1:1", "--out", "usb"],
        2,
        "http://127.0.0.1:1/v1/trust/bundle: ",
    );
    place.refuses(&["bundle", "--data", "data", "--out", "no/usb"], 2, "no");
    place.refuses(&["bundle", "--from", "text", "--url", "http://x", "--out", "usb"], 2, "--help");
    place.refuses(&["bundle"], 2, "--out");
    place.refuses(&["bundle", "show", "text"], 1, "text: not a bundle: ");
    place.refuses(&["bundle", "show", "missing"], 2, "missing: ");
    place.refuses(&["bundle", "show"], 2, "--help");
}

fn read(place: &Place, name: &str) -> Vec<u8> {
    std::fs::read(place.path(name)).expect("a file")
}
