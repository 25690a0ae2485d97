use std::fs;

use haetae_core::{Checkpoint, CivilDate, Kid, Role, RootSet, SECONDS_PER_DAY, TrustList, TrustedKey, UnixTime};
use haetae_keys::{Custody as _, KeyRing};
use tempfile::TempDir;

use super::super::attesting::{AttestError, attest};
use super::super::{
    Act, ActKind, ActOutcome, ChainReport, Detail, Digest, Entry, Findings, IssuedPass, Kind, Line, SystemDisk, Writer,
    verify,
};
use super::*;
use crate::model::Serial;

/// 2026-11-22, 07:00 UTC.
const NOW: u64 = 1_795_330_800;
const KEEP_DAYS: u32 = 35;
const NODE: &str = "0a0b0c0d";

/// A journal, and the key that its checkpoints are signed with.
struct Place {
    temp: TempDir,
    keep_days: u32,
    key: KeyRing,
}

fn key(number: u8) -> KeyRing {
    KeyRing::from_seeds(&[[number; 32]]).expect("a key")
}

fn kid(ring: &KeyRing) -> Kid {
    ring.kids()[0]
}

/// A trust list with the status keys of these numbers.
fn list(numbers: &[u8]) -> TrustList {
    let public = |number: u8| key(number).public_key(kid(&key(number))).expect("held");
    let (from, until) = (UnixTime::saturating_new(0), UnixTime::saturating_new(NOW * 2));
    let keys = numbers.iter().map(|number| TrustedKey { key: public(*number), from, until, role: Role::Status });
    TrustList::new(1, from, until, RootSet::new(1, [public(1)]).expect("roots"), keys).expect("a list")
}

/// 07:00 UTC of the day so many days after 2026-11-22.
fn at(day: u64) -> UnixTime {
    UnixTime::saturating_new(NOW + day * SECONDS_PER_DAY)
}

fn date(day: i64) -> CivilDate {
    utc_day(UnixTime::saturating_new(NOW)).checked_add_days(day).expect("a date")
}

fn entry(serial: u32, time: UnixTime) -> Entry {
    let pass = IssuedPass { day: date(1), kid: Kid([0xab; 8]), holder: None };
    Entry {
        time,
        partner: "operator".to_owned(),
        key: None,
        serial: Serial(serial),
        kind: Kind::Paper,
        passes: vec![pass],
    }
}

impl Place {
    fn new(keep_days: u32) -> Self {
        Self { temp: tempfile::tempdir().expect("a folder"), keep_days, key: key(5) }
    }

    /// A journal of so many days with two entries each, and the checkpoints of all days that are over.
    fn of_days(days: u64) -> Self {
        let place = Self::new(KEEP_DAYS);
        place.attest(0).expect("attested");
        for day in 0..days {
            place.enter(2, day);
            place.attest(day + 1).expect("attested");
        }
        place
    }

    fn folder(&self) -> Folder {
        Folder::new(self.temp.path().join("journal"))
    }

    fn enter(&self, number: u32, day: u64) {
        let random = Box::new(|bytes: &mut [u8]| {
            bytes.fill(1);
            Ok(())
        });
        let (mut writer, _) = Writer::open(self.folder(), SystemDisk, random).expect("a journal");
        let entries: Vec<Entry> = (0..number).map(|serial| entry(serial, at(day))).collect();
        writer.append(&entries, at(day)).expect("room");
    }

    /// An act of an operator, as the first line of a day or after others.
    fn act(&self, day: u64) {
        let random = Box::new(|bytes: &mut [u8]| {
            bytes.fill(1);
            Ok(())
        });
        let (mut writer, _) = Writer::open(self.folder(), SystemDisk, random).expect("a journal");
        let on = [("serial", Detail::from(4711u32))].into();
        let (kind, outcome) = (ActKind::Revoke, ActOutcome::Done);
        let act = Act { time: at(day), actor: "alice".to_owned(), kind, on, outcome };
        writer.append(&[act], at(day)).expect("room");
    }

    fn attest(&self, day: u64) -> Result<usize, AttestError> {
        fs::create_dir_all(self.folder().path()).expect("a folder");
        let sign = &mut |checkpoint: &Checkpoint| {
            let prepared = checkpoint.prepare(kid(&self.key));
            let signature =
                self.key.sign(kid(&self.key), prepared.to_be_signed()).map_err(|error| error.to_string())?;
            Ok(prepared.complete(&signature))
        };
        attest(&self.folder(), NODE, self.keep_days, at(day), sign).map(|checkpoints| checkpoints.all.len())
    }

    fn audit(&self, day: u64) -> Audit {
        self.audit_with(&list(&[5]), &Kept::default(), day)
    }

    fn audit_with(&self, list: &TrustList, kept: &Kept, day: u64) -> Audit {
        audit(&self.folder(), Some(list), kept, self.keep_days, at(day)).expect("it can be read")
    }

    /// The kinds and days of what is missing.
    fn missing(&self, day: u64) -> Vec<(MissingKind, Vec<CivilDate>)> {
        self.audit(day).missing.into_iter().map(|missing| (missing.kind, missing.days)).collect()
    }

    fn chain(&self) -> ChainReport {
        struct Nothing;
        impl Findings for Nothing {
            fn entry(&mut self, _: &Line) {}
            fn advance(&mut self, _: u64) {}
        }
        verify(&self.folder(), &mut Nothing).expect("it can be read")
    }

    fn remove_days(&self, days: std::ops::Range<i64>) {
        for name in self.folder().segments().expect("files") {
            if days.clone().any(|day| date(day) == name.day) {
                fs::remove_file(self.folder().segment(name)).expect("a file");
            }
        }
    }

    fn checkpoints(&self) -> Checkpoints {
        Checkpoints::read(&self.folder()).expect("checkpoints")
    }

    fn keep_lines(&self, lines: std::ops::Range<usize>) {
        let text = fs::read_to_string(self.folder().checkpoints()).expect("checkpoints");
        let kept: Vec<&str> = text.lines().skip(lines.start).take(lines.len()).collect();
        fs::write(self.folder().checkpoints(), format!("{}\n", kept.join("\n"))).expect("a file");
    }
}

#[test]
fn a_whole_journal_has_a_checkpoint_of_every_day() {
    let place = Place::of_days(6);
    let audit = place.audit(6);
    assert_eq!(audit.missing, []);
    assert_eq!((audit.attested_from, audit.attested_until), (Some(date(-1)), Some(date(5))));
    assert_eq!(audit.required_from, Some(date(-1)), "the first day that was attested");
    let newest = place.checkpoints().all.pop().expect("a checkpoint").checkpoint;
    assert_eq!((newest.first, newest.entries, newest.node.as_str()), (11, 12, NODE));
    assert_eq!(place.attest(6).expect("nothing is due"), 7, "asked again, nothing is made again");
}

#[test]
fn acts_of_operators_are_attested_like_passes() {
    let place = Place::of_days(1);
    place.act(1);
    place.attest(2).expect("attested");
    place.act(2);
    place.enter(1, 2);
    place.act(2);
    place.attest(3).expect("attested");
    let kept = Kept { heads: vec![place.chain().head.expect("entries")], ..Kept::default() };
    assert_eq!(place.audit_with(&list(&[5]), &kept, 3).missing, []);
    let newest = place.checkpoints().all.pop().expect("a checkpoint").checkpoint;
    assert_eq!((newest.first, newest.entries), (4, 6));
    place.remove_days(1..2);
    assert!(place.missing(3).contains(&(MissingKind::Entries, vec![date(1)])));
}

#[test]
fn two_days_that_were_cut_out_are_named_wherever_they_were() {
    for (cut, chain_is_broken) in [(0..2, false), (4..6, false), (2..4, true)] {
        let place = Place::of_days(6);
        place.remove_days(cut.clone());
        // What was looked at before.
        assert_eq!(place.chain().broken.is_some(), chain_is_broken, "{cut:?}");
        let named = vec![date(cut.start), date(cut.start + 1)];
        assert!(place.missing(6).contains(&(MissingKind::Entries, named)), "{cut:?}: {:?}", place.audit(6));
    }
}

#[test]
fn a_tail_of_a_day_that_was_cut_off_is_found() {
    let place = Place::of_days(3);
    let newest = place.folder().segments().expect("files").pop().expect("a file");
    let text = fs::read_to_string(place.folder().segment(newest)).expect("text");
    let (first, _) = text.split_once('\n').expect("lines");
    fs::write(place.folder().segment(newest), format!("{first}\n")).expect("a file");
    assert_eq!(place.chain().broken, None);
    assert_eq!(place.missing(3), [(MissingKind::Entries, vec![date(2)])]);
    assert_eq!(place.audit(3).missing[0].finding, "entries 6 to 6 are missing; they are of 2026-11-24");
}

#[test]
fn entries_that_are_missing_before_later_ones_are_found_before_their_day_is_attested() {
    let place = Place::of_days(3);
    place.enter(2, 3);
    assert_eq!(place.missing(3), []);
    let newest = place.folder().segments().expect("files").pop().expect("a file");
    let text = fs::read_to_string(place.folder().segment(newest)).expect("text");
    let (_, second) = text.split_once('\n').expect("lines");
    fs::write(place.folder().segment(newest), second).expect("a file");
    assert_eq!(place.missing(3), [(MissingKind::Entries, vec![date(3)])]);
    assert_eq!(place.audit(3).missing[0].finding, "entries 7 to 7 are missing; they are of 2026-11-25");
    // With the whole day before it.
    place.remove_days(2..3);
    assert_eq!(place.missing(3)[0], (MissingKind::Entries, vec![date(2), date(3)]));
}

#[test]
fn what_is_cut_off_after_the_last_checkpoint_is_found_by_the_end_that_was_published() {
    let place = Place::of_days(3);
    place.enter(2, 3);
    let head = place.chain().head.expect("entries");
    let kept = Kept { heads: vec![head], ..Kept::default() };
    assert_eq!(place.audit_with(&list(&[5]), &kept, 3).missing, []);
    place.remove_days(3..4);
    assert_eq!((place.chain().broken, place.missing(3)), (None, vec![]), "nothing in the folder shows it");
    let found = place.audit_with(&list(&[5]), &kept, 3).missing;
    assert_eq!(found[0].finding, "entries 7 to 8 are missing at the end: they were published before");
}

#[test]
fn a_rewritten_chain_is_not_the_one_that_was_attested() {
    let (place, other) = (Place::of_days(4), Place::new(KEEP_DAYS));
    for day in 0..4 {
        other.enter(1, day);
        other.enter(1, day);
    }
    for name in place.folder().segments().expect("files") {
        fs::copy(other.folder().segment(name), place.folder().segment(name)).expect("a file");
    }
    assert_eq!((place.chain().broken, place.chain().head.expect("entries").entries), (None, 8));
    let found = place.missing(4);
    assert!((0..4).all(|day| found.contains(&(MissingKind::Replaced, vec![date(day)]))), "{found:?}");
    // A node does not sign it either.
    assert!(matches!(place.attest(5), Err(AttestError::Contradicts(_))));
}

#[test]
fn checkpoints_that_were_removed_or_forged_are_found() {
    let place = Place::of_days(6);
    let whole = fs::read(place.folder().checkpoints()).expect("checkpoints");
    let kept = Kept { checkpoints: place.checkpoints().all, ..Kept::default() };

    place.keep_lines(0..5);
    assert_eq!(place.missing(6), [(MissingKind::Unattested, vec![date(4), date(5)])]);
    let found = place.audit_with(&list(&[5]), &kept, 6).missing;
    assert!(found.iter().filter(|missing| missing.kind == MissingKind::Checkpoint).count() == 2, "{found:?}");

    fs::write(place.folder().checkpoints(), &whole).expect("a file");
    place.keep_lines(2..7);
    assert_eq!(place.missing(6)[0], (MissingKind::Checkpoint, vec![date(1)]));

    fs::remove_file(place.folder().checkpoints()).expect("a file");
    assert_eq!(place.missing(6), [], "as in a journal of an earlier version");
    assert_eq!(place.audit_with(&list(&[5]), &kept, 6).missing.len(), 7, "but they were published");

    // Made anew by a thief, who has another key.
    let thief = Place { key: key(6), ..place };
    thief.attest(1).expect("attested");
    thief.attest(6).expect("attested");
    assert!(thief.missing(6).iter().any(|(kind, _)| *kind == MissingKind::BadCheckpoint));
    let found = thief.audit_with(&list(&[5]), &kept, 6).missing;
    assert!(found.iter().any(|missing| missing.finding.contains("is not the one that was published")), "{found:?}");
}

#[test]
fn a_key_that_has_left_the_list_is_vouched_for_by_the_next_one() {
    let place = Place::of_days(3);
    let without = |numbers: &[u8]| place.audit_with(&list(numbers), &Kept::default(), 3).missing;
    assert_eq!(without(&[6])[0].kind, MissingKind::BadCheckpoint, "no later one is signed by a listed key");
    let place = Place { key: key(6), ..place };
    place.attest(4).expect("attested");
    assert_eq!(place.audit_with(&list(&[6]), &Kept::default(), 4).missing, []);
    // The signature of the last byte was changed.
    let mut newest = place.checkpoints().all.pop().expect("a checkpoint");
    let last = newest.bytes.len() - 1;
    newest.bytes[last] ^= 1;
    place.keep_lines(0..4);
    let text = fs::read_to_string(place.folder().checkpoints()).expect("text");
    fs::write(place.folder().checkpoints(), format!("{text}{}\n", newest.text())).expect("a file");
    let found = place.audit_with(&list(&[6]), &Kept::default(), 4).missing;
    assert!(found.iter().any(|missing| missing.finding.contains("wrong signature")), "{found:?}");
}

#[test]
fn erasing_days_when_they_are_over_leaves_the_journal_whole() {
    let place = Place::new(5);
    place.attest(0).expect("attested");
    for day in 0..20 {
        // Some days have no entry.
        if day % 4 != 3 {
            place.enter(2, day);
        }
        place.attest(day + 1).expect("attested");
        let first = date(i64::try_from(day).expect("a day") + 1 - 5);
        place.folder().forget_before(first).expect("erased");
        assert_eq!(place.audit(day + 1).missing, [], "{day}");
    }
    assert!(place.folder().segments().expect("files").len() <= 5);
    // One more day than may be erased.
    let oldest = place.folder().segments().expect("files")[0];
    fs::remove_file(place.folder().segment(oldest)).expect("a file");
    assert_eq!(place.missing(20), [(MissingKind::Entries, vec![oldest.day])]);
}

#[test]
fn the_days_of_an_earlier_version_are_not_attested_and_those_after_it_are() {
    let place = Place::new(KEEP_DAYS);
    for day in 0..3 {
        place.enter(2, day);
    }
    assert_eq!((place.audit(3).attested_from, place.missing(3)), (None, vec![]));
    assert_eq!(place.attest(3).expect("the first"), 1);
    let audit = place.audit(3);
    assert_eq!((audit.attested_from, audit.missing), (Some(date(2)), vec![]));
    place.enter(2, 3);
    place.attest(4).expect("attested");
    place.remove_days(0..2);
    assert_eq!(place.missing(4), [], "nothing says that they were there");
    place.remove_days(2..3);
    assert_eq!(place.missing(4), [(MissingKind::Entries, vec![date(2)])]);
}

#[test]
fn a_node_that_was_away_makes_the_checkpoints_of_all_days_when_it_is_back() {
    let place = Place::of_days(2);
    assert_eq!(place.missing(6), [(MissingKind::Unattested, (2..6).map(date).collect())]);
    assert_eq!(place.attest(6).expect("attested"), 7);
    assert_eq!(place.missing(6), []);
    let (a, b) = (place.checkpoints().all.pop().expect("one"), place.checkpoints().all[3].clone());
    assert_eq!((a.checkpoint.entries, b.checkpoint.entries), (4, 4), "days without entries");
}

#[test]
fn an_unfinished_checkpoint_is_replaced_and_a_damaged_one_is_reported() {
    let place = Place::of_days(3);
    let whole = fs::read(place.folder().checkpoints()).expect("checkpoints");
    let third = whole.len() - whole.len() / 8;
    for length in [third, whole.len() - 1] {
        fs::write(place.folder().checkpoints(), &whole[..length]).expect("a file");
        assert_eq!(place.attest(3).expect("attested"), 4);
        assert_eq!(place.missing(3), []);
    }
    let mut damaged = whole.clone();
    damaged[10] = b'!';
    fs::write(place.folder().checkpoints(), &damaged).expect("a file");
    assert_eq!(place.missing(3)[0].0, MissingKind::BadCheckpoint);
    assert!(matches!(place.attest(4), Err(AttestError::Contradicts(_))), "nothing is repaired");
}

#[test]
fn an_entry_of_a_clock_that_went_back_is_not_entered_into_a_day_that_was_attested() {
    let place = Place::of_days(3);
    place.enter(1, 1);
    assert_eq!(place.folder().segments().expect("files").last().expect("a file").day, date(3));
    place.attest(4).expect("attested");
    assert_eq!(place.missing(4), []);
}

#[test]
fn a_journal_whose_files_are_gone_is_not_attested() {
    let place = Place::of_days(3);
    place.remove_days(0..3);
    let refused = place.attest(4).expect_err("nothing to attest").to_string();
    assert!(refused.contains("is not its last one"), "{refused}");
    let digest = place.checkpoints().all[0].digest();
    assert_ne!(digest, Digest::default());
}
