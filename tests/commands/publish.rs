use crate::place::Place;

const PUBLISH: [&str; 4] = ["publish", "--data", "data", "--out"];

#[test]
fn a_folder_for_any_web_server_is_written_and_unchanged_files_stay() {
    let place = Place::with_people();
    let first = place.run(&[&PUBLISH[..], &["site"]].concat()).succeeds();
    assert!(first.stdout.starts_with("Version ") && first.stdout.contains("in site. Fresh until "), "{first:?}");
    let files = std::fs::read_dir(place.path("site/v1/trust/files")).expect("a folder");
    for file in files {
        let path = file.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        use sha2::Digest as _;
        assert_eq!(hex::encode(sha2::Sha256::digest(std::fs::read(&path).expect("a file"))), name);
    }
    let before = place.snapshot();
    place.run(&[&PUBLISH[..], &["site"]].concat()).succeeds().says(", 0 of them new,");
    before.require_same(&place.snapshot(), "published again");

    place.run(&["revoke", "--data", "data", "--subject", "kim"]).succeeds();
    let manifest = std::fs::read(place.path("site/v1/trust/manifest")).expect("a manifest");
    place.run(&[&PUBLISH[..], &["site"]].concat()).succeeds();
    assert_ne!(std::fs::read(place.path("site/v1/trust/manifest")).expect("a manifest"), manifest);
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let place = Place::published();
    place.write("file", "mine");
    place.refuses(&[&PUBLISH[..], &["file"]].concat(), 2, "file/v1/trust/files: ");
    place.refuses(&[&PUBLISH[..], &["file/below"]].concat(), 2, "file/below: ");
    // Only the named folder is made.
    place.refuses(&[&PUBLISH[..], &["missing/site"]].concat(), 2, "missing/site: ");
}

#[test]
fn a_set_that_scanners_would_not_take_is_not_published() {
    let place = Place::with_people();
    // The roots of another issuer.
    place.run(&["init", "--data", "other", "--serial-bits", "20"]).succeeds();
    std::fs::copy(place.path("other/roots.json"), place.path("data/roots.json")).expect("a copy");
    place.refuses(&[&PUBLISH[..], &["site"]].concat(), 2, "a scanner would not accept this set");
}
