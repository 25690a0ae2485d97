use haetae_core::*;

use crate::office::{DAY, Key, Office, START, Set, at};
use crate::random::Random;
use crate::scanner::Scanner;

/// What happened in a life, so that a simulation in which nothing happens is seen.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) taken: u64,
    pub(crate) admitted: u64,
    pub(crate) refused: u64,
    pub(crate) restarts: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, other: &Self) {
        self.taken += other.taken;
        self.admitted += other.admitted;
        self.refused += other.refused;
        self.restarts += other.restarts;
    }
}

/// One life of twelve rounds, half a day apart or, now and then, weeks.
pub(crate) fn live(seed: u64) -> Tally {
    let mut random = Random::new(seed);
    let mut now = START;
    let mut office = Office::new(now);
    let mut sets = vec![office.publish(now)];
    let mut scanners = [Scanner::new(seed), Scanner::new(!seed)];
    let mut tally = Tally::default();
    for _ in 0..12 {
        now += if random.one_in(8) { random.below(30 * DAY) } else { random.below(DAY) } + 1;
        if !random.one_in(6) {
            sets.push(office_acts(&mut office, &mut random, now));
        }
        for scanner in &mut scanners {
            if random.one_in(8) {
                scanner.behind = random.below(400 * DAY);
            } else if random.one_in(3) {
                scanner.behind = 0;
            }
            if !random.one_in(4) {
                meet_mirror(scanner, &sets, &mut random, now, &mut tally);
            }
            show_passes(scanner, &office, now, &mut tally);
        }
    }
    tally
}

fn office_acts(office: &mut Office, random: &mut Random, now: u64) -> Set {
    match random.below(7) {
        0 => office.rotate_root(now),
        1 => office.replace_issuing_key(now),
        2 => office.replace_status_key(now),
        3 => office.withdrawn = vec![(Key::new(office.issuing).public.kid(), at(now))],
        4 => office.withdrawn.clear(),
        _ => {
            office.revoked.insert(random.place(200));
        }
    }
    office.publish(now)
}

/// The mirror answers what the plan asks for: mostly what it should, else another set's, a piece, garbage or a flood.
fn meet_mirror(scanner: &mut Scanner, sets: &[Set], random: &mut Random, now: u64, tally: &mut Tally) {
    let hostile = random.one_in(2);
    let newest = sets.last().expect("a set");
    for _ in 0..12 {
        let clock = scanner.clock(now);
        let before = scanner.sync.store().clone();
        let other = &sets[random.place(sets.len())];
        let lies = hostile && random.one_in(3);
        let outcome = match scanner.sync.next(clock) {
            Plan::Idle { .. } => break,
            Plan::FetchManifest { .. } => {
                let genuine = if lies { &other.manifest } else { &newest.manifest };
                scanner.sync.manifest_arrived(&damaged(genuine, lies, random), clock)
            }
            Plan::FetchFile { sha256, .. } => match sets.iter().rev().find_map(|set| set.files.get(&sha256)) {
                Some(genuine) => scanner.sync.file_arrived(sha256, &damaged(genuine, lies, random), clock),
                None => {
                    // A manifest by a key that is not known yet may ask for anything.
                    scanner.sync.failed(Fetch::File(sha256), clock);
                    None
                }
            },
        };
        require_no_way_back(&before, scanner.sync.store(), outcome);
        if outcome == Some(Outcome::Taken) {
            tally.taken += 1;
            let in_force = scanner.sync.store().manifest();
            let is_published = |set: &Set| Manifest::decode_unverified(&set.manifest).ok().as_ref() == in_force;
            assert!(sets.iter().rev().any(is_published), "a manifest that nobody published");
            let is_file = |bytes: &[u8]| sets.iter().rev().any(|set| set.files.values().any(|file| file == bytes));
            assert!(scanner.sync.store().files().all(|(_, bytes, _)| is_file(bytes)), "a file that nobody published");
            let loses_power = random.one_in(5);
            tally.restarts += u64::from(scanner.save(random, loses_power));
        }
    }
}

fn damaged(genuine: &[u8], lies: bool, random: &mut Random) -> Vec<u8> {
    let mut bytes = genuine.to_vec();
    match if lies { random.below(4) } else { 0 } {
        0 => {}
        1 => bytes.truncate(random.place(genuine.len())),
        2 => {
            let place = random.place(genuine.len());
            bytes[place] ^= 1 << random.below(8);
        }
        _ => bytes.resize(genuine.len() + 4_096, 0),
    }
    bytes
}

/// Trust data never goes back, and what is refused changes nothing.
fn require_no_way_back(before: &TrustStore, after: &TrustStore, outcome: Option<Outcome>) {
    let version = |store: &TrustStore| store.trust_list().map(|list| list.version);
    assert!(version(before) <= version(after), "an older trust list");
    let manifest = |store: &TrustStore| store.manifest().map(|manifest| manifest.version);
    assert!(manifest(before) <= manifest(after), "an older manifest");
    if outcome != Some(Outcome::Taken) {
        assert_eq!(before.to_snapshot(), after.to_snapshot(), "what is refused changes nothing");
    }
}

/// A pass of the office's present key: revoked for sure, or not.
fn show_passes(scanner: &Scanner, office: &Office, now: u64, tally: &mut Tally) {
    let key = Key::new(office.issuing);
    let store = scanner.sync.store();
    let clock = scanner.clock(now);
    let today = format!("status/{}", clock.status_day());
    for index in [250, 3, 40] {
        let evidence = Evidence::Recovery { date: CivilDate::from_days(20_700).expect("a date") };
        let claims = PassClaims {
            not_before: at(clock.seconds().saturating_sub(60)),
            expires: at(clock.seconds() + DAY),
            holder_key: None,
            evidence: EvidenceSet::new([evidence]).expect("evidence"),
            status_index: index,
            name: None,
            birth: None,
        };
        let pass = key.complete(&claims.prepare(key.public.kid()).expect("claims"));
        let verdict = Checker::new(store).check(&pass_text(&pass), clock, &mut ScannerState::new());
        let knows_key = store.trust_list().is_some_and(|list| list.keys().any(|(kid, _)| *kid == key.public.kid()));
        let is_withdrawn = store.manifest().and_then(|manifest| manifest.withdrawn_from(key.public.kid())).is_some();
        let list = store.files().find(|(name, _, _)| *name == today).map(|(_, bytes, _)| bytes);
        let is_revoked = list.is_some_and(|list| {
            let claims = StatusListClaims::decode_unverified(list).expect("a list in force");
            StatusBits::unpack(claims.packed).expect("bits").is_set(index) == Some(true)
        });
        let admits = matches!(verdict, Verdict::Admit(_));
        tally.admitted += u64::from(admits);
        tally.refused += u64::from(!admits);
        if store.is_expired(clock) || !knows_key || is_revoked {
            assert!(!admits, "admitted against what is in force: {}", verdict.code());
        } else if !is_withdrawn && clock.seconds() + 300 >= store.floor().seconds() {
            assert!(admits, "a genuine pass before the manifest's expiry: {}", verdict.code());
        }
    }
}
