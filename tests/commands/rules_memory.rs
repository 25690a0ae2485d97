//! `haetae rules diff` reads everybody on record, and keeps none of them: its memory is that of a page of people.

use std::fs::{File, OpenOptions, read_dir, read_link, read_to_string};
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;
use std::process::Child;

use rustix::fs::{CWD, FileType, Mode, OFlags, mknodat};

use crate::place::Place;
use crate::running::start_with;

const KOREA: &str = include_str!("../../deploy/local/rules/korea-2021.json");

/// One heap for all threads: otherwise what threads free and do not give back would be counted, too.
const ONE_HEAP: [(&str, &str); 1] = [("MALLOC_ARENA_MAX", "1")];

/// What SQLite's caches and a full page differ by, in KiB. Records that were kept would take twice as much.
const SLACK: u64 = 6 * 1_024;

/// A named pipe that is full, so that who writes to it waits until it is read.
struct FullPipe {
    path: PathBuf,
    pipe: File,
}

impl FullPipe {
    fn new(place: &Place) -> Self {
        let path = place.path("report.html");
        mknodat(CWD, &path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).expect("a named pipe");
        let nonblocking = OFlags::NONBLOCK.bits().cast_signed();
        let mut pipe =
            OpenOptions::new().read(true).write(true).custom_flags(nonblocking).open(&path).expect("the pipe");
        loop {
            match pipe.write(&[b' '; 4_096]) {
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => panic!("{error}"),
            }
        }
        Self { path, pipe }
    }

    /// Waits until the process has opened the pipe. It cannot end before the pipe is read.
    fn wait_for(&self, process: &mut Child) {
        let folder = format!("/proc/{}/fd", process.id());
        loop {
            assert_eq!(process.try_wait().expect("a process"), None, "it ended without a report");
            let mut open = read_dir(&folder).expect("open files").flatten();
            if open.any(|file| read_link(file.path()).is_ok_and(|path| path == self.path)) {
                return;
            }
            std::thread::yield_now();
        }
    }

    /// Reads until the process has ended; its exit status.
    fn drain(&mut self, process: &mut Child) -> Option<i32> {
        let mut buffer = [0; 4_096];
        loop {
            if let Some(status) = process.try_wait().expect("a process") {
                return status.code();
            }
            match self.pipe.read(&mut buffer) {
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => std::thread::yield_now(),
                Err(error) => panic!("{error}"),
            }
        }
    }
}

/// The most memory that a process has had, in KiB.
fn peak(process: &Child) -> u64 {
    let status = read_to_string(format!("/proc/{}/status", process.id())).expect("a status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a line");
    line.split_whitespace().next().and_then(|number| number.parse().ok()).expect("a number")
}

/// The peak of a comparison over so many people, in KiB.
fn compared(people: u32) -> u64 {
    let place = Place::with_data();
    place.write("old.json", KOREA);
    place.write("new.json", KOREA.replace("180", "90"));
    let count = people.to_string();
    let sample = ["records", "sample", "--count", &count, "--today", "2022-01-01", "--out", "people.ndjson"];
    place.run(&sample).succeeds();
    place.run(&["records", "import", "--data", "data", "people.ndjson"]).succeeds();
    let mut pipe = FullPipe::new(&place);
    let at = "2022-01-04T00:00:00+09:00";
    let report = pipe.path.display().to_string();
    let diff = ["rules", "diff", "--data", "data", "old.json", "new.json", "--at", at, "--html", &report];
    let mut process = start_with(&place, &diff, &ONE_HEAP);
    pipe.wait_for(&mut process);
    let peak = peak(&process);
    assert_eq!(pipe.drain(&mut process), Some(1), "the answer changes for some");
    peak
}

#[test]
fn a_comparison_takes_no_more_memory_for_ten_times_as_many_people() {
    let (few, many) = (compared(3_000), compared(30_000));
    assert!(many <= few + SLACK, "{few} KiB for 3,000 people, {many} KiB for 30,000");
}
