use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use ciborium::Value;
use ed25519_dalek::VerifyingKey;
use haetae_core::{IssuerName, PublicKey, SECONDS_PER_DAY, StatusDay, UnixTime};
use sha2::{Digest as _, Sha256};

use super::*;
use crate::key_ring::KeyRing;
use crate::planning::{GenerateError, spares};
use crate::private_file::tests::owners_directory;
use crate::sealed::{SealedFolder, UnlockedFolder};
use crate::status_keys::StatusKeys;
use crate::{Custody as _, KeyCalendar, PassKind};

/// 2026-10-16, 12:00:00 UTC.
const NOW: UnixTime = UnixTime::saturating_new(20_742 * SECONDS_PER_DAY + 43_200);

/// More reads than any plan here needs.
const DRAWS: u64 = 1_000;

/// The usual plan for six weeks only.
fn plan() -> InitPlan {
    InitPlan { weeks: 6, ..InitPlan::new(IssuerName::new("Test issuer").unwrap(), NOW) }
}

/// Bytes that differ from read to read and are the same in every run; the source fails after `reads`.
fn random_for(reads: u64) -> impl FnMut(&mut [u8]) -> Result<(), RandomUnavailable> {
    let mut generated = 0_u64;
    move |bytes| {
        generated += 1;
        if generated > reads {
            return Err(RandomUnavailable);
        }
        bytes.copy_from_slice(&Sha256::digest(generated.to_be_bytes())[..bytes.len()]);
        Ok(())
    }
}

fn initialise_in(parent: &Path, plan: &InitPlan) -> Result<Initialised, CeremonyError> {
    initialise(plan, &mut random_for(DRAWS), &parent.join("made"))
}

/// Every file and directory below, with its permissions and content.
fn tree(directory: &Path) -> Vec<(PathBuf, u32, Vec<u8>)> {
    let mut found = Vec::new();
    for path in private_file::entries(directory).unwrap() {
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        if path.is_dir() {
            found.push((path.clone(), mode, Vec::new()));
            found.extend(tree(&path));
        } else {
            found.push((path.clone(), mode, fs::read(&path).unwrap()));
        }
    }
    found
}

fn unlocked(layout: &Layout) -> UnlockedFolder {
    let passphrase = Passphrase::read(&layout.keys_passphrase()).unwrap();
    SealedFolder::open(&layout.node()).unwrap().unlock(&passphrase).unwrap()
}

/// The signatures of a COSE_Sign, read by another CBOR library.
fn signatures(signed: &[u8]) -> Vec<(Kid, Signature)> {
    let Value::Tag(98, body) = ciborium::from_reader(signed).unwrap() else { panic!("tag 98") };
    let signatures = body.as_array().unwrap()[3].as_array().unwrap();
    signatures
        .iter()
        .map(|signature| {
            let signature = signature.as_array().unwrap();
            let header: Value = ciborium::from_reader(signature[0].as_bytes().unwrap().as_slice()).unwrap();
            let kid = header.as_map().unwrap()[1].1.as_bytes().unwrap().as_slice();
            (Kid(kid.try_into().unwrap()), signature[2].as_bytes().unwrap().as_slice().try_into().unwrap())
        })
        .collect()
}

#[test]
fn the_list_is_signed_by_as_many_roots_as_must_sign() {
    for (threshold, roots) in [(1, 1), (2, 3), (5, 5)] {
        let parent = owners_directory();
        let made = initialise_in(parent.path(), &InitPlan { threshold, roots, ..plan() }).unwrap();
        let signed = fs::read(made.layout.trust_list()).unwrap();
        let list = TrustList::decode_unverified(&signed).unwrap();
        assert_eq!(list, made.trust_list);
        let pinned: RootSet = serde_json::from_slice(&fs::read(made.layout.root_set()).unwrap()).unwrap();
        assert_eq!((&pinned, pinned.threshold(), pinned.keys().len()), (&list.roots, threshold, roots.into()));

        let signatures = signatures(&signed);
        assert_eq!(signatures.len() as u64, threshold);
        for (kid, signature) in signatures {
            let (_, PublicKey::Ed25519(key)) = pinned.keys().find(|(root, _)| *root == kid).unwrap() else { panic!() };
            let key = VerifyingKey::from_bytes(key).unwrap();
            key.verify_strict(&list.prepare().to_be_signed(kid), &signature.into()).unwrap();
        }
    }
}

#[test]
fn a_node_has_a_key_for_whatever_falls_due() {
    let parent = owners_directory();
    for hour in 0..24 {
        let now = UnixTime::saturating_new(20_742 * SECONDS_PER_DAY + hour * 3_600 + 3_599);
        let made =
            initialise(&InitPlan { now, ..plan() }, &mut random_for(DRAWS), &parent.path().join(hour.to_string()));
        let made = made.unwrap();
        let ring = KeyRing::open(&unlocked(&made.layout)).unwrap();
        let calendar = KeyCalendar::new(&made.trust_list, &ring);
        let (first, last) = (now.saturating_sub(29 * 3_600), now.saturating_add(28 * SECONDS_PER_DAY));
        for (kind, life) in [(PassKind::Phone, 104_400), (PassKind::Paper, 1_209_600)] {
            for not_before in [first, now, last] {
                assert_eq!(
                    calendar.issuing_key_at(kind, not_before).unwrap().constraints.longest_life,
                    life,
                    "hour {hour}"
                );
            }
        }
        assert!([now, last].into_iter().all(|time| calendar.status_key_at(time).is_some()));
        assert!([now, last].into_iter().all(|time| calendar.rules_key_at(time).is_some()));
    }
}

#[test]
fn keys_that_are_not_due_soon_and_all_spares_are_in_the_vault() {
    let parent = owners_directory();
    let made = initialise_in(parent.path(), &plan()).unwrap();
    let vault = SealedFolder::open(&made.layout.vault()).unwrap();
    let (node, kept) = (unlocked(&made.layout).folder().kids().unwrap(), vault.kids().unwrap());
    let spares = spares(&made.trust_list);
    assert_eq!(node.len() + kept.len(), made.trust_list.keys().len());
    for (kid, key) in made.trust_list.keys() {
        let soon = key.from <= NOW.saturating_add(35 * SECONDS_PER_DAY);
        let for_the_node = soon && !spares.contains(kid) && key.role.as_str() != "visits";
        assert_eq!((node.contains(kid), kept.contains(kid)), (for_the_node, !for_the_node), "{key:?}");
    }
    assert_eq!(made.trust_list.expires.seconds_since(NOW), 39 * 7 * SECONDS_PER_DAY);
    let passphrase = Passphrase::read(&made.layout.vault_passphrase()).unwrap();
    let vault = vault.unlock(&passphrase).unwrap();
    assert!(kept.iter().all(|kid| vault.read(*kid).is_ok()));
    assert!(unlocked(&made.layout).folder().clone().unlock(&passphrase).is_err(), "each has a passphrase of its own");
}

#[test]
fn status_keys_reach_back_to_the_oldest_paper_pass() {
    let parent = owners_directory();
    let made = initialise_in(parent.path(), &plan()).unwrap();
    let keys = StatusKeys::load(&unlocked(&made.layout)).unwrap();
    assert_eq!(keys.origin(), StatusDay(20_742 - 15));
}

#[test]
fn each_custodian_gets_one_root_and_the_node_none() {
    let parent = owners_directory();
    let made = initialise_in(parent.path(), &plan()).unwrap();
    assert_eq!(made.custodians.len(), 3);
    let node = KeyRing::open(&unlocked(&made.layout)).unwrap();
    for (kid, folder) in &made.custodians {
        let passphrase = Passphrase::read(&folder.join("passphrase")).unwrap();
        let [file, _] = &private_file::entries(folder).unwrap()[..] else { panic!("a key and its passphrase") };
        let root = RootKey::open(file, &passphrase).unwrap();
        assert_eq!((root.kid(), PublicKey::kid(&root.public())), (*kid, *kid));
        assert_eq!(node.public_key(*kid), None);
    }
    assert!(node.kids().iter().all(|kid| made.trust_list.keys().any(|(listed, _)| listed == kid)));
}

#[test]
fn only_what_is_public_can_be_read_by_others() {
    let parent = owners_directory();
    let made = initialise_in(parent.path(), &plan()).unwrap();
    assert_eq!(fs::metadata(made.layout.directory()).unwrap().permissions().mode() & 0o777, 0o700);
    for (path, mode, _) in tree(made.layout.directory()) {
        let [node, vault] = [made.layout.node(), made.layout.vault()].map(|folder| folder.join("recipient"));
        let public = [made.layout.root_set(), made.layout.trust_list(), node, vault];
        let expected = if path.is_dir() {
            0o700
        } else if public.contains(&path) {
            0o644
        } else {
            0o600
        };
        assert_eq!(mode, expected, "{}", path.display());
    }
}

#[test]
fn a_second_time_is_refused_and_changes_nothing() {
    let parent = owners_directory();
    initialise_in(parent.path(), &plan()).unwrap();
    let before = tree(parent.path());
    assert!(matches!(initialise_in(parent.path(), &plan()), Err(CeremonyError::NotEmpty(_))));
    assert_eq!(tree(parent.path()), before);
}

#[test]
fn an_empty_directory_is_filled_and_missing_parents_are_not_made() {
    let parent = owners_directory();
    fs::create_dir(parent.path().join("made")).unwrap();
    assert!(initialise_in(parent.path(), &plan()).is_ok());
    assert!(initialise_in(&parent.path().join("a/b"), &plan()).is_err());
    assert!(!parent.path().join("a").exists());
}

#[test]
fn a_failure_on_the_way_leaves_nothing_behind() {
    let parent = owners_directory();
    let mut reads = 0_u64;
    let mut counted = random_for(DRAWS);
    let mut counting = |bytes: &mut [u8]| {
        reads += 1;
        counted(bytes)
    };
    initialise(&plan(), &mut counting, &parent.path().join("whole")).unwrap();
    fs::remove_dir_all(parent.path().join("whole")).unwrap();
    for reads in 0..reads {
        let made = initialise(&plan(), &mut random_for(reads), &parent.path().join("made"));
        let random = matches!(made, Err(CeremonyError::Random(_) | CeremonyError::Draw(GenerateError::Random(_))));
        assert!(random, "{reads} reads");
        assert!(tree(parent.path()).is_empty(), "{reads} reads");
    }
}

#[test]
fn a_plan_without_sense_is_refused_and_leaves_nothing_behind() {
    let parent = owners_directory();
    for plan in [
        InitPlan { threshold: 0, ..plan() },
        InitPlan { threshold: 4, ..plan() },
        InitPlan { roots: 0, ..plan() },
        InitPlan { now: UnixTime::MAX, ..plan() },
    ] {
        assert!(matches!(initialise_in(parent.path(), &plan), Err(CeremonyError::Plan(_))), "{plan:?}");
    }
    // Random numbers that repeat give the same key twice.
    let mut stuck = |bytes: &mut [u8]| {
        bytes.fill(1);
        Ok(())
    };
    assert!(matches!(initialise(&plan(), &mut stuck, &parent.path().join("made")), Err(CeremonyError::Plan(_))));
    assert!(tree(parent.path()).is_empty());
}
