use std::fs::{self, File};
use std::io::{self, Write as _};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use haetae_core::{CivilDate, Kid, SECONDS_PER_DAY, UnixTime};
use haetae_keys::Random;
use tempfile::TempDir;

use super::*;
use crate::clock::ManualClock;
use crate::model::Serial;

/// 2026-11-22, 07:00 UTC.
const NOW: u64 = 1_795_330_800;
const THUMBPRINT: [u8; 32] = [7; 32];

fn now() -> UnixTime {
    UnixTime::saturating_new(NOW)
}

fn entry(serial: u32) -> Entry {
    let pass = IssuedPass {
        day: CivilDate::parse("2026-11-23").expect("a date"),
        kid: Kid([0xab; 8]),
        holder: Some(THUMBPRINT),
    };
    Entry {
        time: now(),
        partner: "partner \"1\"".to_owned(),
        key: None,
        serial: Serial(serial),
        kind: Kind::Phone,
        passes: vec![pass],
    }
}

/// Random bytes that are never the same.
fn random() -> Box<dyn Random + Send> {
    let mut counter = 0u8;
    Box::new(move |bytes: &mut [u8]| {
        counter += 1;
        bytes.fill(counter);
        Ok(())
    })
}

fn folder(temp: &TempDir) -> Folder {
    Folder::new(temp.path().join("journal"))
}

fn open(temp: &TempDir) -> (Writer<SystemDisk>, Found) {
    Writer::open(folder(temp), SystemDisk, random()).expect("a journal")
}

fn temp() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

#[derive(Default)]
struct Seen(Vec<Line>);

impl Findings for Seen {
    fn entry(&mut self, line: &Line) {
        self.0.push(line.clone());
    }
    fn advance(&mut self, _: u64) {}
}

fn walk(temp: &TempDir) -> (ChainReport, Vec<Line>) {
    let mut seen = Seen::default();
    let report = verify(&folder(temp), &mut seen).expect("it can be read");
    assert_eq!(report.entries, seen.0.len() as u64);
    (report, seen.0)
}

fn serials(lines: &[Line]) -> Vec<u32> {
    lines.iter().map(|line| line.serial).collect()
}

fn first_file(temp: &TempDir) -> std::path::PathBuf {
    folder(temp).segment(folder(temp).segments().expect("files")[0])
}

#[test]
fn entries_follow_each_other_across_writers() {
    let temp = temp();
    let (mut writer, found) = open(&temp);
    assert_eq!((found, writer.head()), (Found::default(), Head::default()));
    writer.append(&[entry(1), entry(2)], now()).expect("room");
    // Another process, the command line beside the service, and then the service again.
    let (mut other, _) = open(&temp);
    other.append(&[entry(3)], now()).expect("room");
    let head = writer.append(&[entry(4)], now()).expect("room");
    let (report, lines) = walk(&temp);
    assert_eq!(serials(&lines), [1, 2, 3, 4]);
    assert_eq!((report.broken, report.head, report.files), (None, Some(head), 1));
    assert_eq!((head.entries, head.time, head.head), (4, now(), lines[3].hash));
    assert_eq!(lines[0].partner, "partner \"1\"");
    assert_eq!(lines[0].passes[0].kid, "abababababababab");
    assert_eq!(open(&temp).0.head(), head);
}

#[test]
fn an_entry_names_the_partners_key_and_those_of_earlier_versions_still_verify() {
    let temp = temp();
    let (mut writer, _) = open(&temp);
    let earlier = writer.append(&[entry(1)], now()).expect("room");
    let head = writer.append(&[entry(2).with_key(Some("key \"1\"".to_owned()))], now()).expect("room");
    let (report, lines) = walk(&temp);
    assert_eq!((report.broken, report.head), (None, Some(head)));
    assert_eq!((lines[0].key.as_deref(), lines[1].key.as_deref()), (None, Some("key \"1\"")));
    assert_eq!((lines[0].head(), lines[1].prev), (earlier, earlier.head));
    let text = fs::read_to_string(first_file(&temp)).expect("a file");
    let (old, new) = text.split_once('\n').expect("two lines");
    // Byte for byte as earlier versions wrote it.
    assert!(old.starts_with(r#"{"n":1,"time":"2026-11-22T07:00:00Z","partner":"partner \"1\"","serial":1,"#), "{old}");
    assert!(new.contains(r#","partner":"partner \"1\"","key":"key \"1\"","serial":2,"#), "{new}");
    assert_eq!(lines[0].partner_and_key(), "partner \"1\"");
    assert_eq!(lines[1].partner_and_key(), "partner \"1\" (key key \"1\")");
}

#[test]
fn phones_are_entered_under_a_key_of_the_day() {
    let temp = temp();
    let (mut writer, _) = open(&temp);
    writer.append(&[entry(1), entry(1)], now()).expect("room");
    writer.append(&[entry(1)], now().saturating_add(SECONDS_PER_DAY)).expect("room");
    let holders: Vec<_> = walk(&temp).1.iter().map(|line| line.passes[0].holder.expect("a phone")).collect();
    assert_eq!(holders[0], holders[1]);
    assert_ne!(holders[0], holders[2], "a phone can be followed from day to day");
    assert_ne!(holders[0].0, THUMBPRINT);
    let key = fs::metadata(folder(&temp).path().join("2026-11-22.key")).expect("the day's key");
    assert_eq!(std::os::unix::fs::MetadataExt::mode(&key) & 0o777, 0o600);
    // The same day's key after a restart.
    let (mut writer, _) = open(&temp);
    writer.append(&[entry(1)], now()).expect("room");
    assert_eq!(walk(&temp).1[3].passes[0].holder, Some(holders[2]), "days never go back");
}

#[test]
fn a_torn_tail_is_cut_at_every_byte() {
    let temp = temp();
    let (mut writer, _) = open(&temp);
    writer.append(&[entry(1)], now()).expect("room");
    let kept = fs::read(first_file(&temp)).expect("a file");
    writer.append(&[entry(2)], now()).expect("room");
    let whole = fs::read(first_file(&temp)).expect("a file");
    for length in 0..whole.len() {
        fs::write(first_file(&temp), &whole[..length]).expect("a file");
        let complete = if length < kept.len() { 0 } else { kept.len() };
        let torn = (length - complete) as u64;
        assert_eq!(walk(&temp).0.unfinished, torn);
        let (mut writer, found) = open(&temp);
        assert_eq!(found, Found { torn, broken: None }, "{length}");
        writer.append(&[entry(3)], now()).expect("room");
        let (report, lines) = walk(&temp);
        assert_eq!(report.broken, None, "{length}");
        assert_eq!(serials(&lines), if complete == 0 { vec![3] } else { vec![1, 3] });
    }
}

#[test]
fn every_changed_byte_is_found_and_nothing_is_repaired() {
    let temp = temp();
    let (mut writer, _) = open(&temp);
    writer.append(&[entry(1), entry(2)], now()).expect("room");
    let whole = fs::read(first_file(&temp)).expect("a file");
    for at in 0..whole.len() - 1 {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        fs::write(first_file(&temp), &changed).expect("a file");
        let (report, _) = walk(&temp);
        let place = report.broken.unwrap_or_else(|| panic!("byte {at} was changed and it was not found"));
        let line = 1 + whole[..at].iter().filter(|byte| **byte == b'\n').count();
        let after_a_join = whole[at] == b'\n' || changed[at] == b'\n';
        assert!(after_a_join || place.contains(&format!("line {line}:")), "{at}: {place}");
        let (mut writer, found) = open(&temp);
        assert!(found.broken.is_some(), "{at}");
        writer.append(&[entry(3)], now()).expect("issuing continues");
        assert_eq!(fs::read(first_file(&temp)).expect("a file"), changed, "what was found broken was changed");
        fs::remove_file(folder(&temp).path().join("2026-11-22-001.ndjson")).expect("a new file");
    }
}

#[test]
fn a_missing_file_or_entry_is_found() {
    let temp = temp();
    let (mut writer, _) = open(&temp);
    for day in 0..3 {
        writer.append(&[entry(1), entry(2)], now().saturating_add(day * SECONDS_PER_DAY)).expect("room");
    }
    let names = folder(&temp).segments().expect("files");
    assert_eq!(names.len(), 3);
    let middle = folder(&temp).segment(names[1]);
    let text = fs::read_to_string(&middle).expect("a file");
    let (first, _) = text.split_once('\n').expect("lines");
    fs::write(&middle, format!("{first}\n")).expect("a file");
    assert!(walk(&temp).0.broken.expect("a break").starts_with("2026-11-24-000.ndjson, line 1:"));
    fs::remove_file(&middle).expect("a file");
    assert!(walk(&temp).0.broken.expect("a break").starts_with("2026-11-24-000.ndjson, line 1:"));
}

#[tokio::test]
async fn files_and_keys_are_forgotten_when_told_to_and_the_chain_goes_on() {
    let temp = temp();
    let forget = |day: u64| {
        journal(&temp, Shaky::default()).forget(now().saturating_add(day * SECONDS_PER_DAY)).expect("removed");
    };
    let (mut writer, _) = open(&temp);
    for day in [0, 1, 35, 36] {
        writer.append(&[entry(1)], now().saturating_add(day * SECONDS_PER_DAY)).expect("room");
    }
    assert_eq!(folder(&temp).segments().expect("files").len(), 4, "an entry of a later day erases nothing");
    forget(36);
    let mut names: Vec<_> = fs::read_dir(folder(&temp).path())
        .expect("a folder")
        .map(|file| file.expect("a file").file_name().into_string().expect("a name"))
        .collect();
    names.sort();
    let expected = [
        "2026-11-23-000.ndjson",
        "2026-11-23.key",
        "2026-12-27-000.ndjson",
        "2026-12-27.key",
        "2026-12-28-000.ndjson",
        "2026-12-28.key",
        "lock",
        "node",
    ];
    assert_eq!(names, expected);
    let (report, lines) = walk(&temp);
    assert_eq!((report.broken, lines[0].n, report.entries), (None, 2, 3));
    // After a year without a pass the newest file still continues the chain.
    forget(400);
    assert_eq!(folder(&temp).segments().expect("files").len(), 1);
    writer.append(&[entry(1)], now().saturating_add(400 * SECONDS_PER_DAY)).expect("room");
    assert_eq!(walk(&temp).0.head.expect("entries").entries, 5);
}

/// Fails when the test wants it, and notes what happens.
#[derive(Clone, Default)]
struct Shaky {
    write_room: Arc<Mutex<Option<usize>>>,
    sync_fails: Arc<Mutex<bool>>,
    synced: Arc<AtomicUsize>,
}

impl Disk for Shaky {
    fn write(&mut self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        match *self.write_room.lock().expect("no panic") {
            None => file.write_all(bytes),
            Some(room) => {
                file.write_all(&bytes[..room.min(bytes.len())])?;
                Err(io::ErrorKind::StorageFull.into())
            }
        }
    }

    fn sync(&mut self, file: &File) -> io::Result<()> {
        if *self.sync_fails.lock().expect("no panic") {
            return Err(io::Error::other("the disk is on fire"));
        }
        file.sync_data()?;
        self.synced.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }
}

#[test]
fn after_a_failure_a_new_file_goes_on_from_what_is_durable() {
    for sync_fails in [false, true] {
        let temp = temp();
        let disk = Shaky::default();
        let (mut writer, _) = Writer::open(folder(&temp), disk.clone(), random()).expect("a journal");
        writer.append(&[entry(1)], now()).expect("room");
        let durable = fs::read(first_file(&temp)).expect("a file");
        for _ in 0..2 {
            *disk.write_room.lock().expect("no panic") = (!sync_fails).then_some(100);
            *disk.sync_fails.lock().expect("no panic") = sync_fails;
            writer.append(&[entry(2), entry(3)], now()).expect_err("no room");
            assert_eq!(fs::read(first_file(&temp)).expect("a file"), durable, "only unanswered entries are cut off");
            assert_eq!(writer.head().entries, 1);
        }
        *disk.write_room.lock().expect("no panic") = None;
        *disk.sync_fails.lock().expect("no panic") = false;
        writer.append(&[entry(4)], now()).expect("room");
        assert_eq!(fs::read(first_file(&temp)).expect("a file"), durable, "a file whose sync failed was written again");
        let (report, lines) = walk(&temp);
        assert_eq!((report.broken, serials(&lines), report.files), (None, vec![1, 4], 2));
    }
}

fn journal(temp: &TempDir, disk: Shaky) -> Journal {
    let clock = Arc::new(ManualClock::new(now()));
    Journal::on(disk, folder(temp), random(), 35, clock, Duration::from_millis(1)).expect("a journal")
}

#[tokio::test]
async fn entries_are_synced_before_their_requests_go_on_and_share_a_sync() {
    let temp = temp();
    let disk = Shaky::default();
    let journal = Arc::new(journal(&temp, disk.clone()));
    journal.enter(entry(0)).await.expect("entered");
    assert_eq!(disk.synced.load(Ordering::SeqCst), 1);
    let requests: Vec<_> = (1..=200)
        .map(|serial| {
            let (journal, temp) = (Arc::clone(&journal), first_file(&temp));
            tokio::spawn(async move {
                journal.enter(entry(serial)).await.expect("entered");
                let text = fs::read_to_string(temp).expect("a file");
                assert!(text.contains(&format!(r#""serial":{serial},"#)), "{serial} was answered before its entry");
            })
        })
        .collect();
    for request in requests {
        request.await.expect("no panic");
    }
    // One thread runs them all: while the first is written the others queue, and are written together.
    let syncs = disk.synced.load(Ordering::SeqCst) - 1;
    assert!(syncs < 20, "{syncs} syncs for 200 entries");
    assert_eq!((journal.head().entries, walk(&temp).0.entries), (201, 201));
}

#[tokio::test]
async fn a_failing_disk_pauses_the_journal_until_it_works_again() {
    let temp = temp();
    let disk = Shaky::default();
    let journal = journal(&temp, disk.clone());
    journal.enter(entry(1)).await.expect("entered");
    *disk.sync_fails.lock().expect("no panic") = true;
    assert!(matches!(journal.enter(entry(2)).await, Err(JournalError::Disk(_))));
    *disk.sync_fails.lock().expect("no panic") = false;
    let mut refused = 0u32;
    while let Err(error) = journal.enter(entry(3)).await {
        assert!(matches!(error, JournalError::Paused(_)), "{error}");
        assert!(journal.status().paused.is_some());
        refused += 1;
        assert!(refused < 1_000_000, "issuing never resumes");
    }
    let status = journal.status();
    assert_eq!((status.paused, status.broken), (None, None));
    assert_eq!(serials(&walk(&temp).1), [1, 3]);
}

#[test]
fn names_of_files_are_read_as_they_are_written() {
    for name in ["2026-11-22-000.ndjson", "2026-11-22-017.ndjson", "2026-11-22-1000.ndjson"] {
        assert_eq!(SegmentName::parse(name).expect(name).to_string(), name);
    }
    for name in ["2026-11-22.ndjson", "2026-11-22-0.ndjson", "2026-11-22-000", "2026-11-32-000.ndjson", "é", "node"] {
        assert_eq!(SegmentName::parse(name), None, "{name}");
    }
}

#[test]
fn the_highest_serial_is_that_of_the_entries_after_a_number_in_all_files() {
    let temp = temp();
    let (mut writer, _) = open(&temp);
    writer.append(&[entry(9), entry(4)], now()).expect("room");
    writer.append(&[entry(5)], now().saturating_add(SECONDS_PER_DAY)).expect("room");
    writer.append(&[entry(3)], now().saturating_add(2 * SECONDS_PER_DAY)).expect("room");
    assert_eq!(folder(&temp).segments().expect("files").len(), 3);
    let highest = |after| highest_serial(&folder(&temp), after).expect("it can be read");
    assert_eq!([0, 1, 2, 3, 4].map(highest), [Some(9), Some(5), Some(5), Some(3), None]);
}
