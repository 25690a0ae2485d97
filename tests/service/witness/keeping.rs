use std::fs;

use haetae::journal::LOG_PREFIX;
use haetae::witness::{Witness, WitnessFolder, compare};
use haetae_core::{Plan, TrustStore, TrustSync};
use haetae_testkit::service::{CITIZEN, NEIGHBOUR};

use super::{World, changes_name};

#[tokio::test(flavor = "multi_thread")]
async fn an_honest_issuer_raises_no_alarm_and_everything_is_kept() {
    let world = World::new().await;
    for day in 0..40 {
        assert_eq!(world.look(&world.shelf()), [], "{day}");
        if day == 3 {
            world.revoke(CITIZEN).await;
            assert_eq!(world.look(&world.shelf()), []);
        }
        world.next_day().await;
    }
    assert_eq!(world.look(&world.shelf()), []);
    assert_eq!(world.look(&world.shelf()), [], "the same once more");
    let status = world.witness("witness").status(world.now());
    assert_eq!((status.status, status.manifests), ("ok", 42));
    let logs = WitnessFolder::open_to_read(&world.path("witness")).expect("a folder").logs().expect("logs");
    assert_eq!(logs.keys().collect::<Vec<_>>(), ["2026-11", "2026-12"]);
    assert!(logs["2026-12"].follows(&logs["2026-11"]));
    assert_eq!(logs.values().map(|log| log.lines().len()).sum::<usize>(), 41, "one line a day");
}

#[tokio::test(flavor = "multi_thread")]
async fn tablets_and_bundles_carry_nothing_of_the_log() {
    let world = World::new().await;
    world.next_day().await;
    let served = world.harness.node.publisher.served().expect("a set");
    let shelf = world.shelf();
    let log = &shelf.files[&shelf.name(LOG_PREFIX)];
    assert!(!served.bundle.windows(log.len()).any(|bytes| bytes == log.as_slice()), "the log is in the bundle");
    let mut scanner = TrustStore::new(world.harness.ceremony.roots());
    assert_eq!(scanner.take_bundle(&served.bundle).as_str(), "taken");
    let mut sync = TrustSync::new(world.harness.ceremony.roots(), 1);
    let mut fetched = Vec::new();
    loop {
        match sync.next(world.now()) {
            Plan::FetchManifest { .. } => {
                sync.manifest_arrived(&served.manifest, world.now());
            }
            Plan::FetchFile { sha256, .. } => {
                let bytes = served.file(&sha256).expect("a file").to_vec();
                fetched.push(bytes.clone());
                sync.file_arrived(sha256, &bytes, world.now());
            }
            Plan::Idle { .. } => break,
        }
    }
    assert!(fetched.len() > 10 && !fetched.contains(log), "a tablet fetches the log");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_witnesses_that_were_shown_different_things_find_it_out() {
    let world = World::new().await;
    let honest = world.shelf();
    world.look_as("left", &honest);
    world.look_as("right", &honest);
    world.revoke(NEIGHBOUR).await;
    let to_left = world.shelf();
    let to_right = to_left.signed_anew(0, |files| drop(files.remove(&changes_name(&to_left))));
    let folder = |name: &str| WitnessFolder::open_to_read(&world.path(name)).expect("a folder");
    assert_eq!(compare(&folder("left"), &folder("right")).expect("read"), []);
    // Neither sees anything wrong by itself.
    assert_eq!((world.look_as("left", &to_left), world.look_as("right", &to_right)), (vec![], vec![]));
    let found = compare(&folder("left"), &folder("right")).expect("read");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].about, format!("manifest {}", to_left.version()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_kill_leaves_is_put_right_and_what_somebody_changes_is_noticed() {
    let world = World::new().await;
    world.look(&world.shelf());
    world.next_day().await;
    let (record, trust, state) = ("witness/manifests", "witness/trust", "witness/state.json");
    let before: Vec<Vec<u8>> = [record, trust, state].map(|name| fs::read(world.path(name)).expect("a file")).to_vec();
    world.look(&world.shelf());
    let after = fs::read(world.path(record)).expect("a file");
    // Killed while the line was written, before it, and after it but before anything else.
    for length in [before[0].len(), before[0].len() + 20, after.len() - 1, after.len()] {
        fs::write(world.path(record), &after[..length]).expect("a file");
        fs::write(world.path(trust), &before[1]).expect("a file");
        fs::write(world.path(state), &before[2]).expect("a file");
        assert_eq!(world.look(&world.shelf()), [], "{length}");
        assert_eq!(world.witness("witness").status(world.now()).manifests, 2, "{length}");
    }
    let mut changed = after.clone();
    changed[30] ^= 1;
    fs::write(world.path(record), &changed).expect("a file");
    let refused = Witness::open(&world.path("witness"), world.harness.ceremony.roots()).expect_err("changed");
    assert!(refused.to_string().contains("is not as this witness wrote it"), "{refused}");
    let _held = {
        fs::write(world.path(record), &after).expect("a file");
        world.witness("witness")
    };
    let refused = Witness::open(&world.path("witness"), world.harness.ceremony.roots()).expect_err("in use");
    assert!(refused.to_string().contains("another witness works in this folder"), "{refused}");
}
