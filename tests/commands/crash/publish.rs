use std::path::Path;

use crate::place::Place;
use crate::running::start;

const PUBLISH: [&str; 5] = ["publish", "--data", "data", "--out", "site"];

/// Files that a killed publisher leaves.
fn unfinished(place: &Place) -> Vec<String> {
    ["site/v1/trust", "site/v1/trust/files"].iter().flat_map(|folder| names(&place.path(folder))).collect()
}

fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let names = entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("text"));
    names.filter(|name| name.starts_with(".tmp")).collect()
}

#[test]
fn files_of_a_killed_publisher_are_removed_by_the_next() {
    let place = Place::with_people();
    // As often as it takes to hit the moment before a file gets its final name.
    while unfinished(&place).is_empty() {
        let _ = std::fs::remove_dir_all(place.path("site"));
        let mut publisher = start(&place, &PUBLISH);
        while unfinished(&place).is_empty() && super::runs(&mut publisher) {}
        publisher.kill().expect("a signal");
        publisher.wait().expect("a process");
    }
    // Files with similar names belong to other programs.
    for mine in [".tmp", ".tmp-mine", ".tmpabcdefg", "x.tmpabcdef"] {
        place.write(&format!("site/v1/trust/files/{mine}"), "mine");
    }
    place.write("site/v1/trust/.tmpAbc123", "half a manifest");
    place.run(&PUBLISH).succeeds();
    let mut left = unfinished(&place);
    left.sort_unstable();
    assert_eq!(left, [".tmp", ".tmp-mine", ".tmpabcdefg"]);
    place.verify(&[&place.paper_pass("kim")]).succeeds();
}
