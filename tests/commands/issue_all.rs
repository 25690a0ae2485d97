//! Paper passes for everybody on record: a folder of pages, which a run that was interrupted completes.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use crate::place::{Place, Ran};
use crate::running::start;

const ALL: [&str; 7] = ["issue", "--data", "data", "--paper", "--all", "--out", "out"];

/// Kim and Lee, who can have a pass, Park, who has no evidence, and so many others, who can.
fn place(others: &str) -> Place {
    let place = Place::with_people();
    place.run(&["records", "sample", "--count", others, "--today", "2026-10-16", "--out", "more"]).succeeds();
    place.run(&["records", "import", "--data", "data", "more"]).succeeds();
    place
}

fn issue(place: &Place) -> Ran {
    place.run(&ALL)
}

/// The pages in the folder, with their inode.
fn pages(place: &Place) -> BTreeMap<PathBuf, u64> {
    let folders = fs::read_dir(place.path("out")).into_iter().flatten().flatten().map(|entry| entry.path());
    let files = folders.filter(|path| path.is_dir()).flat_map(|folder| fs::read_dir(folder).expect("a folder"));
    files
        .map(|entry| entry.expect("an entry").path())
        .map(|path| (path.clone(), fs::metadata(path).expect("a file").ino()))
        .collect()
}

fn is_whole(page: &Path) -> bool {
    let bytes = fs::read(page).expect("a page");
    bytes.starts_with(b"%PDF-") && bytes.trim_ascii_end().ends_with(b"%%EOF")
}

fn parts(place: &Place) -> usize {
    let entries = fs::read_dir(place.path("out")).expect("a folder").flatten();
    entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(".haetae-part-")).count()
}

#[test]
fn everybody_who_can_have_a_pass_gets_a_page() {
    let place = place("40");
    place.run(&["revoke", "--data", "data", "--subject", "lee"]).succeeds();
    let ran = issue(&place).succeeds();
    assert_eq!(ran.stdout, "41 passes made, 0 made before, 2 refused, 0 failed: out/passes.csv\n");
    let pages = pages(&place);
    assert_eq!(pages.len(), 41);
    assert!(pages.keys().all(|page| is_whole(page)));
    let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode(&place.path("out")), 0o700, "whoever has a page has the pass");
    assert!(pages.keys().all(|page| mode(page) == 0o600 && mode(page.parent().expect("a folder")) == 0o700));

    let list = place.read("out/passes.csv");
    assert_eq!(list.lines().count(), 1 + 43, "{list}");
    for line in [
        "lee,refused,,this person's passes have been revoked",
        "park,refused,,\"there is no vaccination, test or other evidence on record for a pass\"",
    ] {
        assert!(list.lines().any(|found| found == line), "{line}: {list}");
    }
    let made: Vec<&str> = list.lines().filter_map(|line| line.split_once(",made,")).map(|(_, rest)| rest).collect();
    assert!(
        made.iter().all(|file| pages.contains_key(&place.path("out").join(file.trim_end_matches(',')))),
        "{made:?}"
    );

    let acts = place.run(&["journal", "--data", "data", "acts"]).succeeds();
    for words in ["  paper_pass  people 43  which all  begun\n", "  paper_pass  passes 41  which all  done\n"] {
        assert!(acts.stdout.contains(words), "{words}: {acts:?}");
    }
    place.run(&["records", "--data", "data", "show", "kim"]).succeeds().says(", paper, through operator: ");
    place.run(&["journal", "--data", "data", "verify"]).succeeds();
}

#[test]
fn a_run_makes_what_is_missing_and_leaves_the_rest() {
    let place = place("30");
    issue(&place).succeeds().says("32 passes made, 0 made before, 1 refused");
    let before = pages(&place);
    let gone: Vec<&PathBuf> = before.keys().step_by(5).collect();
    gone.iter().for_each(|page| fs::remove_file(page).expect("a page"));
    place.write("out/.haetae-part-1", "half a page");

    issue(&place).succeeds().says("7 passes made, 25 made before, 1 refused, 0 failed");
    let after = pages(&place);
    assert!(after.keys().eq(before.keys()));
    for (page, inode) in &before {
        assert!(gone.contains(&page) || after[page] == *inode, "{} was replaced", page.display());
    }
    assert_eq!(parts(&place), 0);
    assert_eq!(place.read("out/passes.csv").matches(",made before,").count(), 25);
}

#[test]
fn a_run_that_is_killed_leaves_whole_pages_and_is_completed() {
    let place = place("200");
    let mut incomplete = 0;
    for round in 0..3 {
        let before = pages(&place).len();
        let mut run = start(&place, &ALL);
        while run.try_wait().expect("a process").is_none() && pages(&place).len() < before + 1 + 4 * round {
            std::thread::yield_now();
        }
        // It may have ended by itself in the meantime.
        run.kill().expect("a signal");
        run.wait().expect("a process");
        let pages = pages(&place);
        assert!(pages.keys().all(|page| is_whole(page)), "round {round}");
        incomplete += usize::from((1..202).contains(&pages.len()));
    }
    assert!(incomplete > 0, "no round was killed between the first page and the last");
    let made = pages(&place).len();
    let ran = issue(&place).succeeds();
    let rest = ran.stdout.split_once(" made, ").expect("a count of those that were made").1;
    assert_eq!(rest, format!("{made} made before, 1 refused, 0 failed: out/passes.csv\n"));
    assert_eq!((pages(&place).len(), parts(&place)), (202, 0));
    place.run(&["journal", "--data", "data", "verify"]).succeeds();
}

#[test]
fn a_run_leaves_no_page_whose_pass_is_void() {
    let place = place("5");
    issue(&place).succeeds().says("7 passes made, 0 made before, 1 refused");
    let before = pages(&place);
    let of = |pages: &BTreeMap<PathBuf, u64>, who: &str| {
        pages.iter().find(|(page, _)| page.ends_with(format!("{who}.pdf"))).map(|(_, inode)| *inode)
    };
    for who in ["kim", "lee"] {
        place.run(&["revoke", "--data", "data", "--subject", who]).succeeds();
    }
    place.run(&["reinstate", "--data", "data", "--subject", "lee"]).succeeds();

    issue(&place).succeeds().says("1 pass made, 5 made before, 2 refused, 0 failed");
    let after = pages(&place);
    assert_eq!(of(&after, "kim"), None, "a page that must not be handed out");
    assert_ne!(of(&after, "lee"), of(&before, "lee"), "it had the serial that was revoked");
    let others = |pages: BTreeMap<PathBuf, u64>| -> Vec<(PathBuf, u64)> {
        pages.into_iter().filter(|(page, _)| !page.ends_with("kim.pdf") && !page.ends_with("lee.pdf")).collect()
    };
    assert_eq!(others(after), others(before), "what is good stays");
    let list = place.read("out/passes.csv");
    for words in [
        "kim,refused,,this person's passes have been revoked; the page that was made before is removed",
        "it replaces a page whose pass was revoked",
    ] {
        assert!(list.contains(words), "{words}: {list}");
    }
    issue(&place).succeeds().says("0 passes made, 6 made before, 2 refused");
}

#[test]
fn what_no_run_has_made_is_never_replaced() {
    let place = place("5");
    issue(&place).succeeds();
    let page = pages(&place).into_keys().next().expect("a page");
    fs::write(&page, "my notes").expect("a file");
    let ran = issue(&place).ends(2).says("0 passes made, 6 made before, 1 refused, 1 failed");
    assert!(ran.stderr.contains("is there and is no whole page: move it away"), "{ran:?}");
    assert_eq!(fs::read_to_string(&page).expect("a file"), "my notes");
    assert!(place.read("out/passes.csv").contains(",failed,,"));

    fs::remove_file(&page).expect("a file");
    issue(&place).succeeds().says("1 pass made, 6 made before");
}

#[test]
fn a_folder_that_is_not_of_this_run_is_refused() {
    let place = Place::with_people();
    let refuses = |words: &str| place.refuses(&ALL, 2, words);
    place.write("out", "a file");
    refuses("cannot write out: ");
    fs::remove_file(place.path("out")).expect("a file");
    fs::create_dir(place.path("out")).expect("a folder");
    place.write("out/notes", "mine");
    refuses("out holds other files than paper passes: name a new one");
    fs::remove_file(place.path("out/notes")).expect("a file");

    issue(&place).succeeds().says("2 passes made");
    let mark = place.read("out/paper-passes.json");
    place.write("out/paper-passes.json", "{}");
    refuses("out/paper-passes.json is damaged: name a new folder");
    let installation = mark.split("\"installation\":\"").nth(1).and_then(|rest| rest.split('"').next());
    place.write("out/paper-passes.json", mark.replace(installation.expect("a name"), "another"));
    refuses("out/paper-passes.json is of another installation: name a new folder");
    let began = mark.split("\"began\":").nth(1).expect("a time");
    place.write("out/paper-passes.json", mark.replace(began, "\"2020-01-01T00:00:00Z\"}"));
    refuses("out/paper-passes.json: the passes of 2020-01-01T00:00:00Z have expired: name a new folder");
    place.write("out/paper-passes.json", &mark);

    let file = fs::File::open(place.path("out/paper-passes.json")).expect("a file");
    file.try_lock().expect("nobody has it");
    refuses("another run makes paper passes in out");
    drop(file);
    issue(&place).succeeds().says("0 passes made, 2 made before");
}

#[test]
fn everybody_is_asked_for_with_a_folder_and_without_a_person_or_a_format() {
    let place = Place::with_people();
    place.refuses(&ALL[..5], 2, "--out <PATH>");
    place.refuses(&[&ALL[..], &["--subject", "kim"]].concat(), 2, "cannot be used with");
    place.refuses(&[&ALL[..], &["--format", "png"]].concat(), 2, "cannot be used with");
    place.refuses(&ALL[..4], 2, "--subject <ID>|--all");
    place.refuses(&[&ALL[..6], &["nowhere/out"]].concat(), 2, "cannot write nowhere/out: ");
}
