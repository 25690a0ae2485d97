use std::process::Command;

use crate::place::{Place, program};

/// As with `haetae config show | head -1`, after `head` has ended.
#[test]
fn a_reader_of_the_output_may_stop_reading() {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let place = Place::with_data();
    let mut haetae = Command::new(program());
    let shown = haetae.env_clear().args(["config", "show", "--data"]).arg(place.path("data"));
    let ended = shown.stdout(writer).output().expect("haetae starts");
    assert_eq!((ended.status.code(), String::from_utf8_lossy(&ended.stderr).as_ref()), (Some(141), ""));
}
