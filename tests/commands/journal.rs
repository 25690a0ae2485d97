use std::fs::OpenOptions;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Child;

use crate::place::Place;
use crate::running::start;

/// Ends with the test, however that ends.
struct Follower(Child);

impl Drop for Follower {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_journal_that_is_followed_shows_each_entry_as_it_is_made_and_goes_on_in_the_next_file() {
    let place = Place::with_people();
    for _ in 0..3 {
        place.paper_pass("kim");
    }
    let mut follower = Follower(start(&place, &["journal", "tail", "--data", "data", "--follow", "-n", "2"]));
    let mut lines = BufReader::new(follower.0.stdout.take().expect("a pipe")).lines();
    let mut line = || lines.next().expect("a line").expect("text");
    // The first two lines are those of `init` and of the import; each pass has one for who made it.
    assert!(line().contains("  paper_pass  serial 0  done"));
    assert!(line().contains("#8  operator  serial"));
    place.paper_pass("lee");
    assert!(line().contains("#9  local:"));
    assert!(line().contains("#10  operator  serial"));

    // A file with a broken end is left alone: the next entry begins another.
    let segments = || {
        let files = std::fs::read_dir(place.path("data/journal")).expect("a folder");
        let mut paths: Vec<_> = files.map(|file| file.expect("an entry").path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "ndjson"));
        paths.sort();
        paths
    };
    let newest = segments().pop().expect("a file");
    OpenOptions::new().append(true).open(newest).and_then(|mut file| file.write_all(b"{}\n")).expect("a broken end");
    assert_eq!(line(), "!! it is not an entry: {}");
    let before = segments().len();
    place.paper_pass("kim");
    assert_eq!(segments().len(), before + 1, "the journal goes on in another file");
    assert!(line().contains("#11  local:"));
    assert!(line().contains("#12  operator  serial"));
}

#[test]
fn a_journal_that_begins_anew_is_noticed() {
    let place = Place::published();
    std::fs::rename(place.path("data/journal"), place.path("away")).expect("a name");
    let words = ["serve", "--data", "data", "--listen", "127.0.0.1:0", "--operator-listen", "127.0.0.1:0"];
    let mut service = Follower(start(&place, &words));
    let mut log = BufReader::new(service.0.stderr.take().expect("a log")).lines().map_while(Result::ok);
    assert!(log.any(|line| line.contains("a new journal begins, although this node has published before")));
}
