use std::fs;

use haetae_core::{Manifest, TrustList};
use haetae_keys::Passphrase;
use haetae_keys::ceremony::{Answer, Request, RootKey, combine, read_bounded};

use crate::place::Place;
use crate::running::Service;

/// Signs the request in `request.json` with the one root key beside the data, as its custodian does.
pub(crate) fn sign(place: &Place) {
    let request = Request::read(&read_bounded(&place.path("request.json")).expect("a request")).expect("a request");
    let roots = fs::read_dir(place.path("data/roots")).expect("the custodians");
    let folder = roots.map(|entry| entry.expect("an entry").path()).next().expect("a custodian");
    let passphrase = Passphrase::read(&folder.join("passphrase")).expect("a passphrase");
    let mut files = fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let file = files.find(|path| path.extension().is_some_and(|ending| ending == "age")).expect("a root key");
    let root = RootKey::open(&file, &passphrase).expect("a root key");
    let answer = Answer::sign(&request, &root, request.next().issued).expect("an answer");
    place.write("signed-list", combine(&request, &[answer]).expect("a signed list"));
}

fn fetch(service: &Service, path: &str) -> Vec<u8> {
    let mut answer = ureq::get(format!("{}/v1/trust/{path}", service.public)).call().expect("an answer");
    answer.body_mut().read_to_vec().expect("a body")
}

/// The manifest that a service serves.
pub(crate) fn manifest(service: &Service) -> Manifest {
    Manifest::decode_unverified(&fetch(service, "manifest")).expect("a manifest")
}

/// The trust list that a service serves.
fn served(service: &Service) -> TrustList {
    let manifest = manifest(service);
    let file = manifest.files().iter().find(|file| file.name == "trust-list").expect("a trust list");
    TrustList::decode_unverified(&fetch(service, &format!("files/{}", hex::encode(file.sha256)))).expect("a trust list")
}

/// The next set is published at once and not three seconds after the first.
pub(crate) fn publish_at_once(place: &Place) {
    let config = place.read("data/haetae.toml");
    assert!(config.contains("\ninterval = 3\n"));
    place.write("data/haetae.toml", config.replace("\ninterval = 3\n", "\ninterval = 0\n"));
}

#[test]
fn a_running_service_loads_a_list_that_is_installed() {
    let place = Place::with_people();
    publish_at_once(&place);
    let service = Service::start(&place);
    service.logs("published a new manifest");
    assert_eq!(served(&service).version, 1);

    place.run(&["trust", "request", "--data", "data", "--out", "request.json"]).succeeds();
    sign(&place);
    place
        .run(&["trust", "install", "--data", "data", "signed-list"])
        .succeeds()
        .says("Version 2")
        .says("within seconds");
    service.logs("a new trust list are in force");
    service.logs("published a new manifest");
    assert_eq!(served(&service).version, 2);

    // A list that scanners would refuse, put there by hand, changes nothing.
    place.write("data/trust-list", b"nothing");
    service.logs("the previous ones are still in force");
    assert_eq!(served(&service).version, 2);
}

#[test]
fn a_list_that_is_older_than_the_published_one_is_found() {
    let place = Place::published();
    let first = fs::read(place.path("data/trust-list")).expect("a list");
    place.run(&["trust", "request", "--data", "data", "--out", "request.json"]).succeeds();
    sign(&place);
    place.run(&["trust", "install", "--data", "data", "signed-list"]).succeeds();
    place.publish();
    place.write("data/trust-list", first);
    let said = place.run(&["doctor", "--data", "data", "--quiet"]).ends(2).stdout;
    assert!(said.contains("trust list is version 1, and version 2 is published"), "{said}");
    place.run(&["trust", "install", "--data", "data", "signed-list"]).succeeds();
    let said = place.run(&["doctor", "--data", "data", "--quiet"]);
    assert!(!said.stdout.contains("trust list is version"), "{said:?}");
}
