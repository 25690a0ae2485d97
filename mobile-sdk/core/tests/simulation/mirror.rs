use haetae_core::*;
use haetae_testkit::Signer;
use haetae_testkit::authority::Set;

use crate::random::Random;
use crate::scanner::Scanner;
use crate::world::World;

/// A mirror that has what is published, and says so. Whatever a scanner has been through, it is up to date afterwards:
/// a set that it could take was taken. Only a thief whose key is on the list still can prevent that, and a publisher
/// whose set lacks people who were revoked: that one nobody has to take who knows better.
pub(crate) fn meet_honest(world: &mut World, scanner: &mut Scanner) {
    let held_forged = world.holds_forged(scanner.core.store());
    let place = world.sets.len() - 1;
    let is_frozen = held_forged && world.stolen.contains(&world.newest().status)
        || world.rules_stand_in_the_way(scanner.core.store(), world.newest());
    let is_hopeless = is_frozen || world.publisher.has_gaps(place);
    let newest = world.newest().clone();
    let mut clock = scanner.clock(world.now);
    let mut has_asked = false;
    for _ in 0..200 {
        let before = scanner.core.store().clone();
        let outcome = match scanner.core.next(clock) {
            Plan::Idle { .. } if has_asked && (is_hopeless || is_up_to_date(scanner, &newest, clock)) => break,
            // The mirror is there the whole day.
            Plan::Idle { until } => {
                clock = until;
                continue;
            }
            Plan::FetchManifest { .. } => {
                has_asked = true;
                scanner.core.manifest_arrived(&newest.manifest, clock)
            }
            Plan::FetchFile { sha256, .. } => match newest.files.get(&sha256) {
                Some(genuine) => scanner.core.file_arrived(sha256, genuine, clock),
                None => {
                    scanner.core.failed(Fetch::File(sha256), clock);
                    None
                }
            },
        };
        learned(world, scanner, &before, outcome);
    }
    if is_hopeless && !is_up_to_date(scanner, &newest, clock) {
        return;
    }
    assert!(
        is_up_to_date(scanner, &newest, clock),
        "a set that it could take was not taken: {:?}",
        scanner.core.next(clock)
    );
    world.tally.recovered += u64::from(held_forged);
    scanner.has_had(place, &newest, clock);
}

/// Whether the set is in force, with its rules, the status lists that matter now and the changes beside them.
pub(crate) fn is_up_to_date(scanner: &Scanner, newest: &Set, clock: UnixTime) -> bool {
    let store = scanner.core.store();
    let days = scanner.days(clock);
    let is_held =
        |pinned: &PinnedFile| store.files().any(|(name, _, sha256)| name == pinned.name && *sha256 == pinned.sha256);
    let mut needed = newest.says.files().iter().filter(|pinned| match FileKind::of(&pinned.name) {
        FileKind::Status(day) | FileKind::Changes(day) => days.contains(&day.0),
        FileKind::Rules => true,
        _ => false,
    });
    store.manifest() == Some(&newest.says) && needed.all(is_held)
}

/// A mirror that replays, mixes, truncates, floods, and serves what a thief has signed.
pub(crate) fn meet_hostile(world: &mut World, scanner: &mut Scanner) {
    for _ in 0..12 {
        let clock = scanner.clock(world.now);
        let before = scanner.core.store().clone();
        let lies = world.random.one_in(3);
        let outcome = match scanner.core.next(clock) {
            Plan::Idle { .. } => break,
            Plan::FetchManifest { most_bytes } => {
                let genuine = any_manifest(world);
                let served = damaged(&genuine, lies, most_bytes, &mut world.random);
                scanner.core.manifest_arrived(&served, clock)
            }
            Plan::FetchFile { sha256, size } => {
                let all = world.forged.iter().chain(world.sets.iter().rev());
                match all.filter_map(|set| set.files.get(&sha256)).next().cloned() {
                    Some(genuine) => {
                        let served = damaged(&genuine, lies, size, &mut world.random);
                        scanner.core.file_arrived(sha256, &served, clock)
                    }
                    None => {
                        scanner.core.failed(Fetch::File(sha256), clock);
                        None
                    }
                }
            }
        };
        learned(world, scanner, &before, outcome);
    }
}

/// The newest, an older one, or a forged one.
fn any_manifest(world: &mut World) -> Vec<u8> {
    if !world.forged.is_empty() && world.random.one_in(3) {
        return world.forged[world.random.place(world.forged.len())].manifest.clone();
    }
    if world.random.one_in(2) {
        return world.sets[world.random.place(world.sets.len())].manifest.clone();
    }
    world.newest().manifest.clone()
}

fn damaged(genuine: &[u8], lies: bool, most_bytes: u64, random: &mut Random) -> Vec<u8> {
    let mut bytes = genuine.to_vec();
    match if lies { random.below(4) } else { 0 } {
        0 => {}
        1 => bytes.truncate(random.place(genuine.len())),
        2 => {
            let place = random.place(genuine.len());
            bytes[place] ^= 1 << random.below(8);
        }
        _ => bytes.resize(usize::try_from(most_bytes).expect("a size").max(genuine.len()) + 4_096, 0),
    }
    bytes
}

/// Somebody brings a file: any published set, with all of its files or some.
pub(crate) fn bring_bundle(world: &mut World, scanner: &mut Scanner) {
    let place = world.random.place(world.sets.len());
    let set = world.sets[place].clone();
    let mut files: Vec<&[u8]> = set.files.values().map(Vec::as_slice).collect();
    let is_whole = world.random.one_in(2);
    if !is_whole {
        files.retain(|_| !world.random.one_in(3));
    }
    let bundle = Bundle { manifest: &set.manifest, files }.encode();
    let before = scanner.core.store().clone();
    let is_newer = world.place_of(&before).is_none_or(|held| held < place);
    let is_frozen = world.holds_forged(&before) || world.rules_stand_in_the_way(&before, &set);
    let could_take = is_whole && is_newer && !is_frozen && !world.publisher.has_gaps(place);
    let outcome = scanner.core.bundle_arrived(&bundle);
    assert!(!could_take || outcome == Outcome::Taken, "a whole newer set: {outcome:?}");
    world.tally.bundles += 1;
    learned(world, scanner, &before, Some(outcome));
    // Where the power went, it is as if nobody had come.
    if could_take && world.place_of(scanner.core.store()) == Some(place) {
        scanner.has_had(place, &set, scanner.clock(world.now));
    }
}

/// Looks at what became of something that arrived.
pub(crate) fn learned(world: &mut World, scanner: &mut Scanner, before: &TrustStore, outcome: Option<Outcome>) {
    let after = scanner.core.store();
    require_no_way_back(world, before, after, outcome);
    if outcome != Some(Outcome::Taken) {
        return;
    }
    world.tally.taken += 1;
    let all = || world.sets.iter().chain(&world.forged);
    assert!(all().any(|set| Some(&set.says) == after.manifest()), "a manifest that nobody signed");
    let is_file =
        |sha256: &FileHash, bytes: &[u8]| all().any(|set| set.files.get(sha256).is_some_and(|file| file == bytes));
    assert!(after.files().all(|(_, bytes, sha256)| is_file(sha256, bytes)), "a file that nobody signed");
    world.tally.forged += u64::from(world.holds_forged(after));
    scanner.drop_what_may_go();
    scanner.fed = scanner.clock(world.now).seconds();
    let loses_power = world.random.one_in(5);
    world.tally.restarts += u64::from(scanner.save(&mut world.random, loses_power));
}

/// Trust data never goes back but from what a thief has signed, and what is refused changes nothing.
fn require_no_way_back(world: &World, before: &TrustStore, after: &TrustStore, outcome: Option<Outcome>) {
    let version = |store: &TrustStore| store.trust_list().map(|list| list.version);
    assert!(version(before) <= version(after), "an older trust list");
    let manifest = |store: &TrustStore| store.manifest().map(|manifest| manifest.version);
    assert!(world.holds_forged(before) || manifest(before) <= manifest(after), "an older manifest");
    require_no_rules_forgotten(world, before, after);
    if outcome != Some(Outcome::Taken) {
        assert_eq!(before.to_snapshot(), after.to_snapshot(), "what is refused changes nothing");
    }
}

/// Rules are replaced by rules of a higher version only, as long as their key is on the list, and go only with their
/// name or their key.
fn require_no_rules_forgotten(world: &World, before: &TrustStore, after: &TrustStore) {
    let Some(held) = world.edition_in_force(before) else { return };
    let kid = Signer::new(held.key).kid();
    let is_trusted = after.trust_list().is_some_and(|list| list.keys().any(|(listed, _)| *listed == kid));
    let pinned = after.manifest().and_then(|manifest| manifest.files().iter().find(|file| file.name == RULES));
    let next = world.edition_in_force(after);
    if is_trusted && pinned.is_some() {
        let next = next.expect("rules that are forgotten");
        assert!(next.version > held.version || next.bytes == held.bytes, "older rules, or others of that version");
    }
    assert!(next.is_none() || pinned.is_some(), "rules that nobody pins");
}
