//! What a scanner still trusts after a restart.

use haetae_core::*;
use haetae_testkit::Signer;
use haetae_testkit::authority::{Authority, NOW, at};

use crate::door::Door;

fn pinned() -> RootSet {
    Authority::default().bare_trust().roots().clone()
}

fn restored(snapshot: &[u8]) -> Restored {
    TrustStore::from_snapshot(pinned(), snapshot).expect("a snapshot")
}

fn contents(trust: &TrustStore) -> Vec<(String, Vec<u8>)> {
    trust.files().map(|(name, bytes, _)| (name.to_owned(), bytes.to_vec())).collect()
}

#[test]
fn everything_in_force_survives_a_restart() {
    let authority = Authority::default();
    for trust in [authority.bare_trust(), authority.trust()] {
        let snapshot = trust.to_snapshot();
        let Restored { store, dropped } = restored(&snapshot);
        assert_eq!(dropped, 0);
        assert_eq!(contents(&store), contents(&trust));
        assert_eq!(store.manifest(), trust.manifest());
        assert_eq!((store.floor(), store.trust_list()), (trust.floor(), trust.trust_list()));
        assert_eq!(store.to_snapshot(), snapshot);
    }
}

#[test]
fn a_list_that_awaits_its_successor_survives_too() {
    let authority = Authority::default();
    let mut door = Door::new();
    let newer = authority.todays_status_list(NOW - 60, &[1]);
    assert_eq!(authority.publish(&mut door.trust, NOW, &newer, false), Outcome::Taken);
    let Restored { store, dropped } = restored(&door.trust.to_snapshot());
    assert_eq!((dropped, contents(&store)), (0, contents(&door.trust)));
    door.trust = store;
    let claims = PassClaims { status_index: 999, ..door.new_claims() };
    let text = door.code_of(&claims, 0);
    assert_eq!(door.check(&text, NOW).code(), "revoked");
}

#[test]
fn an_older_set_is_still_refused_after_a_restart() {
    let authority = Authority::default();
    let mut trust = restored(&authority.trust().to_snapshot()).store;
    let list = authority.todays_status_list(NOW - 9_000, &[]);
    assert_eq!(authority.publish(&mut trust, NOW - 8_000, &list, true), Outcome::Rollback);
    assert_eq!(authority.publish(&mut trust, NOW, &list, true), Outcome::Rollback, "an older status list");
}

#[test]
fn another_scanners_snapshot_is_taken_as_far_as_it_is_newer() {
    let authority = Authority::default();
    let older = authority.trust();
    let mut newer = authority.trust();
    let list = authority.todays_status_list(NOW - 60, &[1, 999]);
    assert_eq!(authority.publish(&mut newer, NOW, &list, false), Outcome::Taken);
    let mut complete = newer.clone();
    assert_eq!(authority.publish(&mut complete, NOW, &list, true), Outcome::Taken);

    let mut trust = authority.bare_trust();
    let steps = [(&older, Outcome::Taken), (&newer, Outcome::Taken), (&complete, Outcome::Taken)];
    for (other, outcome) in steps {
        assert_eq!(trust.take_snapshot(&other.to_snapshot()), Ok(outcome));
        assert_eq!(trust.to_snapshot(), other.to_snapshot());
    }
    // What others still hold, or never held, changes nothing here.
    let bare = authority.bare_trust();
    for (other, outcome) in [
        (&complete, Outcome::Unchanged),
        (&newer, Outcome::Unchanged),
        (&older, Outcome::Rollback),
        (&bare, Outcome::Unchanged),
    ] {
        assert_eq!(trust.take_snapshot(&other.to_snapshot()), Ok(outcome));
        assert_eq!(trust.to_snapshot(), complete.to_snapshot());
    }
    assert!(trust.take_snapshot(b"no snapshot").is_err());
    // A trust list that came by itself, to a scanner that has no set yet.
    let mut keys_alone = authority.bare_trust();
    assert_eq!(keys_alone.take_trust_list(&authority.offered_list(2)), Outcome::Taken);
    let mut trust = authority.trust();
    assert_eq!(trust.take_snapshot(&keys_alone.to_snapshot()), Ok(Outcome::Taken));
    assert_eq!(trust.trust_list().map(|list| list.version), Some(2));
    assert!(trust.manifest().is_some(), "what it does not replace stays");
}

#[test]
fn a_snapshot_under_other_roots_is_refused() {
    let stranger = RootSet::new(1, [Signer::new(77).public]).expect("a root set");
    let mut trust = TrustStore::new(stranger);
    let snapshot = Authority::default().trust().to_snapshot();
    assert_ne!(trust.take_snapshot(&snapshot), Ok(Outcome::Taken));
    assert!(trust.trust_list().is_none() && trust.manifest().is_none());
}

#[test]
fn under_other_roots_nothing_of_a_snapshot_counts() {
    let stranger = RootSet::new(1, [Signer::new(77).public]).expect("a root set");
    let Restored { store, dropped } =
        TrustStore::from_snapshot(stranger, &Authority::default().trust().to_snapshot()).expect("a snapshot");
    assert_eq!(dropped, 3, "list, manifest and status list");
    assert!(store.is_expired(at(NOW)) && store.trust_list().is_none() && store.files().next().is_none());
}

#[test]
fn a_snapshot_that_is_tampered_with_at_any_byte_gives_nothing_new() {
    let trust = Authority::default().trust();
    let snapshot = trust.to_snapshot();
    let genuine = contents(&trust);
    let mut dropped_some = 0;
    for place in 0..snapshot.len() {
        let mut tampered = snapshot.clone();
        tampered[place] ^= 1 << (place % 8);
        let Ok(Restored { store, dropped }) = TrustStore::from_snapshot(pinned(), &tampered) else { continue };
        dropped_some += usize::from(dropped > 0);
        assert!(contents(&store).iter().all(|file| genuine.contains(file)), "byte {place}");
        assert!(store.manifest().is_none_or(|manifest| Some(manifest) == trust.manifest()), "byte {place}");
    }
    assert!(dropped_some > snapshot.len() / 2, "{dropped_some} of {}", snapshot.len());
    for end in 0..snapshot.len() {
        assert!(TrustStore::from_snapshot(pinned(), &snapshot[..end]).is_err(), "cut at {end}");
    }
}

#[test]
fn a_file_of_another_snapshot_does_not_fit() {
    // The day's list of one beside the manifest of the other: the key is right, so it is in force, and it is not the
    // pinned one.
    let authority = Authority::default();
    let trust = authority.trust();
    let held = contents(&trust).into_iter().find(|(name, _)| name.starts_with("status")).expect("a list").1;
    let of_its_length =
        |index: usize| Some(authority.todays_status_list(NOW - 60, &[index])).filter(|list| list.len() == held.len());
    let list = (500..999).find_map(of_its_length).expect("a list of the same length");
    let place = trust.to_snapshot().windows(held.len()).position(|window| window == held).expect("the list");
    let mut mixed = trust.to_snapshot();
    mixed[place..place + list.len()].copy_from_slice(&list);
    let mut door = Door::new();
    door.trust = restored(&mixed).store;
    let text = door.code(0);
    assert_eq!(crate::door::words(&door.check(&text, NOW)), ["admit", "status_old"]);
}
