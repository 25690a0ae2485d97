use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use haetae_core::{Kid, PinnedFile, StatusChanges, StatusDay, StatusListClaims, UnixTime};
use miniz_oxide::deflate::compress_to_vec_zlib;
use sha2::{Digest as _, Sha256};

use super::alarm::{Alarm, AlarmKind};
use super::bits::Revoked;
use super::folder::{is_month, month_of};
use super::open_alarms::{AlarmEvent, acknowledge, update};
use super::record::Record;
use super::{Mirror, Source as _};

fn at(seconds: u64) -> UnixTime {
    UnixTime::saturating_new(seconds)
}

fn signed_list(bits: &[u8]) -> Vec<u8> {
    let packed = compress_to_vec_zlib(bits, 6);
    let subject = "https://pass.example/status/7".to_owned();
    let claims = StatusListClaims { subject, issued: at(1), expires: at(9), time_to_live: 60, packed: &packed };
    claims.prepare(Kid([1; 8])).complete(&[0; 64])
}

fn signed_changes(list: &[u8], indices: &[u32]) -> Vec<u8> {
    let base = Sha256::digest(list).into();
    let changes = StatusChanges::new(StatusDay(7), at(1), base, indices.to_vec()).expect("changes");
    changes.prepare(Kid([1; 8])).complete(&[0; 64])
}

#[test]
fn who_is_revoked_stands_in_the_list_and_in_the_changes_that_fit_it() {
    let (old, new) = (signed_list(&[0b1, 0]), signed_list(&[0b11, 0]));
    let changes = signed_changes(&old, &[1, 9]);
    let revoked = |list: &[u8], changes: Option<&[u8]>| Revoked::of(list, changes).expect("a list");
    let known = revoked(&old, Some(&changes));
    assert_eq!(known.vanished(&revoked(&new, None)), 1, "index 9");
    assert_eq!(known.vanished(&revoked(&old, None)), 2);
    assert_eq!(known.vanished(&revoked(&new, Some(&changes))), 1, "changes of another list count for nothing");
    assert_eq!(known.vanished(&revoked(&signed_list(&[0b11, 0b10]), None)), 0);
    assert_eq!((known.len(), revoked(&signed_list(&[1]), None).len()), (16, 8));
    assert!(Revoked::of(&old, Some(&signed_changes(&old, &[16]))).is_none(), "beyond the end");
    assert!(Revoked::of(b"no list", None).is_none());
}

#[test]
fn a_record_goes_on_after_a_torn_line_and_refuses_a_changed_one() {
    let temp = tempfile::tempdir().expect("a folder");
    let path = temp.path().join("record");
    let read = || Record::open::<Alarm>(&path).map(|(_, alarms)| alarms.len());
    let alarm = |about: &str| Alarm::new(AlarmKind::Fork, about, "two of them");
    for about in ["a", "b"] {
        Record::open::<Alarm>(&path).expect("a record").0.append(&alarm(about)).expect("room");
    }
    let whole = fs::read(&path).expect("a file");
    for length in 0..whole.len() {
        fs::write(&path, &whole[..length]).expect("a file");
        let lines = whole[..length].iter().filter(|byte| **byte == b'\n').count();
        let (mut record, found) = Record::open::<Alarm>(&path).expect("a record");
        assert_eq!(found.len(), lines, "{length}");
        record.append(&alarm("c")).expect("room");
        assert_eq!(read().expect("a record"), lines + 1);
    }
    let first = whole.iter().position(|byte| *byte == b'\n').expect("a line");
    for at in 0..first {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        fs::write(&path, &changed).expect("a file");
        assert!(read().is_err(), "byte {at}");
    }
    fs::write(&path, &whole[first + 1..]).expect("a file");
    assert!(read().is_err(), "the first line was removed");
}

#[test]
fn what_was_signed_once_stays_an_alarm_until_it_is_acknowledged() {
    let temp = tempfile::tempdir().expect("a folder");
    let path = temp.path().join("alarms");
    let (mut record, _) = Record::open::<AlarmEvent>(&path).expect("a record");
    let fork = Alarm::new(AlarmKind::Fork, "manifest 7", "two of them");
    let silence = Alarm::new(AlarmKind::Unreachable, "the address", "no answer");
    let mut open = Vec::new();
    let both = [fork.clone(), silence.clone()];
    assert_eq!(update(&mut open, &both, &mut record, at(1)).expect("room"), both);
    assert_eq!(update(&mut open, &both, &mut record, at(2)).expect("room"), []);
    update(&mut open, &[], &mut record, at(3)).expect("room");
    assert_eq!(open.iter().map(|one| (one.since, &one.alarm)).collect::<Vec<_>>(), [(at(1), &fork)]);
    assert_eq!(acknowledge(&mut open, &mut record, at(4)).expect("room").len(), 1);
    assert_eq!(open, []);
    assert_eq!(
        update(&mut open, std::slice::from_ref(&fork), &mut record, at(5)).expect("room"),
        [fork],
        "found again"
    );
    assert_eq!(Record::open::<AlarmEvent>(&path).expect("a record").1.len(), 5, "each change is in the record");
}

#[test]
fn names_that_an_issuer_chooses_lead_out_of_no_folder() {
    assert_eq!(month_of(at(1_795_330_800)), "2026-11");
    assert!(is_month("2026-11"));
    for name in ["2026-13", "2026-1", "", "../../2026-11", "2026-11/..", "2026-11-01", "/etc"] {
        assert!(!is_month(name), "{name}");
    }
}

/// Answers one request with these bytes.
fn answer(bytes: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        let (mut connection, _) = listener.accept().expect("a connection");
        let mut request = [0; 4_096];
        assert!(connection.read(&mut request).expect("a request") > 0);
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", bytes.len());
        // The reader may have had enough.
        let _ = connection.write_all(head.as_bytes()).and_then(|()| connection.write_all(&bytes));
    });
    address
}

#[test]
fn no_more_is_read_than_may_be_there_and_other_bytes_than_the_pinned_are_no_answer() {
    let pinned = PinnedFile::new("x", b"seven b");
    let file = |bytes: &[u8]| Mirror::new(&answer(bytes.to_vec())).file(&pinned);
    assert_eq!(file(b"seven b"), Ok(b"seven b".to_vec()));
    assert!(file(b"eight by").is_err(), "one byte more");
    assert!(file(b"seven c").expect_err("another hash").0.contains("not the file of this hash"));
    let many = Mirror::new(&answer(vec![0; haetae_core::MAX_MANIFEST_BYTES + 1])).manifest();
    assert!(many.is_err(), "a manifest of more than 1 MiB");
    let huge = PinnedFile { size: u64::MAX, ..pinned };
    assert!(Mirror::new("http://127.0.0.1:1").file(&huge).expect_err("too large").0.contains("more than a file may"));
}
