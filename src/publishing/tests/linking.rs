//! What somebody learns who follows all published sets, and what a door must know in time.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use haetae_core::{FileHash, FileKind, SECONDS_PER_DAY, StatusChanges, StatusDay, StatusListClaims};
use miniz_oxide::inflate::decompress_to_vec_zlib;

use super::super::{BATCH_SECONDS, MIN_BATCH};
use super::*;
use crate::issuing::Calendar;
use crate::model::Serial;

const HOUR: u64 = 3_600;

type Bits = BTreeMap<StatusDay, BTreeSet<u32>>;

/// Somebody who keeps every set and compares each with the one before.
#[derive(Default)]
struct Observer {
    seen: Bits,
    /// What is in the files that were read already.
    read: HashMap<FileHash, BTreeSet<u32>>,
}

impl Observer {
    /// The bits that are new in each list that was there before.
    fn look(&mut self, served: &ServedSet) -> Bits {
        let now = self.bits(served);
        let mut new = Bits::new();
        for (day, bits) in &now {
            let Some(seen) = self.seen.get(day) else { continue };
            assert!(seen.is_subset(bits), "a bit of day {day} has vanished");
            let added: BTreeSet<u32> = bits.difference(seen).copied().collect();
            if !added.is_empty() {
                new.insert(*day, added);
            }
        }
        self.seen = now;
        new
    }

    /// All that is revoked, by day.
    fn bits(&mut self, served: &ServedSet) -> Bits {
        let mut all = Bits::new();
        for pinned in served.contents.files() {
            let bytes = served.file(&pinned.sha256).expect("a file");
            if let kind @ (FileKind::Status(day) | FileKind::Changes(day)) = FileKind::of(&pinned.name) {
                let is_list = matches!(kind, FileKind::Status(_));
                let read = self.read.entry(pinned.sha256).or_insert_with(|| indices(bytes, is_list));
                all.entry(day).or_default().extend(&*read);
            }
        }
        all
    }
}

/// What is revoked in a list, or in changes.
fn indices(file: &[u8], is_list: bool) -> BTreeSet<u32> {
    if !is_list {
        return StatusChanges::decode_unverified(file).expect("changes").indices().iter().copied().collect();
    }
    let claims = StatusListClaims::decode_unverified(file).expect("a list");
    let list = decompress_to_vec_zlib(claims.packed).expect("zlib");
    let bytes = (0u32..).zip(list).filter(|(_, byte)| *byte != 0);
    bytes.flat_map(|(at, byte)| (0..8).filter(move |bit| byte & (1 << bit) != 0).map(move |bit| at * 8 + bit)).collect()
}

impl Fixture {
    async fn serial(&self, number: usize) -> Serial {
        let record = self.node.store.record(&id(&format!("P-{number}"))).await.expect("the store");
        record.expect("a record").serial
    }

    fn index(&self, day: StatusDay, serial: Serial) -> u32 {
        self.node.publisher.signing().load().ciphers.index(day, serial).expect("an index")
    }

    /// Publishes what is due at this moment.
    async fn publish(&self) -> bool {
        self.node.publisher.refresh(self.clock.now()).await.expect("publishing")
    }
}

/// Three days in which somebody is revoked every few hours, alone. The observer sees each bit appear and asks two
/// things: which bits of other days came with it, and how many people's it could be.
#[tokio::test(flavor = "multi_thread")]
async fn an_observer_ties_no_more_than_two_days_of_a_person_together() {
    let fixture = Fixture::new().await;
    fixture.add_people(40).await;
    fixture.clock.set(StatusDay(20_750).begins().saturating_add(600));
    fixture.publish().await;
    let mut observer = Observer::default();
    observer.look(&fixture.served());

    let mut revoked = Vec::new();
    // Of each person, the number of people whose bit it could be, by list.
    let mut candidates: BTreeMap<(usize, StatusDay), usize> = BTreeMap::new();
    for hour in 0..72 {
        fixture.clock.advance(HOUR);
        if hour % 7 == 3 {
            fixture.revoke([revoked.len()]).await;
            revoked.push(fixture.serial(revoked.len()).await);
        }
        let today = fixture.clock.now().status_day();
        let is_batch = fixture.clock.now().seconds() % BATCH_SECONDS < HOUR;
        fixture.publish().await;
        let new = observer.look(&fixture.served());
        for (day, bits) in &new {
            let is_shown_now = *day == today || day.0 + 1 == today.0;
            assert!(is_shown_now || is_batch, "hour {hour}: day {day} changes only in a batch");
            assert!(is_shown_now || bits.len() >= MIN_BATCH, "hour {hour}: {} new bits on day {day}", bits.len());
            for (number, serial) in revoked.iter().enumerate() {
                if bits.contains(&fixture.index(*day, *serial)) {
                    candidates.insert((number, *day), bits.len());
                }
            }
        }
        let alone = new.values().filter(|bits| bits.len() < MIN_BATCH).count();
        assert!(alone <= 2, "hour {hour}: {alone} lists show a person alone");
    }

    for number in 0..revoked.len() - 2 {
        let of_person: Vec<usize> =
            candidates.iter().filter(|((person, _), _)| *person == number).map(|(_, count)| *count).collect();
        let (alone, hidden): (Vec<usize>, Vec<usize>) = of_person.iter().partition(|count| **count < MIN_BATCH);
        assert_eq!(alone, [1, 1], "today and yesterday at once");
        assert!(hidden.len() >= 13, "the other days in batches: {hidden:?}");
        println!("person {number}: alone in 2 lists, one of {} in {}", hidden.iter().min().expect("one"), hidden.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn decoys_cannot_be_told_from_people() {
    let fixture = Fixture::new().await;
    fixture.add_people(1).await;
    fixture.publish().await;
    let mut observer = Observer::default();
    observer.look(&fixture.served());
    fixture.revoke([0]).await;
    fixture.clock.advance(BATCH_SECONDS);
    fixture.publish().await;
    let batches: Vec<BTreeSet<u32>> = observer.look(&fixture.served()).into_values().filter(|b| b.len() > 1).collect();
    assert!(batches.len() >= 12);
    for (left, right) in batches.iter().zip(batches.iter().skip(1)) {
        assert_eq!(left.len(), MIN_BATCH);
        assert!(left.intersection(right).count() < 4, "a decoy has another place each day");
        // Spread over the list as people are: both halves have some.
        let low = left.iter().filter(|index| **index < 1 << 19).count();
        assert!((12..=52).contains(&low), "{low} of {MIN_BATCH} in the lower half");
    }
}

/// Every pass of a revoked person is refused while it is valid, at a door that has the set of that moment: through
/// midnights, eves and batches, in zones on both sides of UTC, and with a node that is down on an eve.
#[tokio::test(flavor = "multi_thread")]
async fn no_door_admits_a_day_pass_of_a_revoked_person() {
    for zone in ["Asia/Seoul", "Pacific/Kiritimati", "Atlantic/Azores", "Pacific/Pago_Pago", "UTC"] {
        let fixture = Fixture::new().await;
        fixture.add_people(1).await;
        let calendar = Calendar::new(jiff::tz::TimeZone::get(zone).expect("a zone"), 12);
        let publisher = fixture.in_calendar(&calendar);
        publisher.refresh(fixture.clock.now()).await.expect("publishing");
        fixture.clock.advance(5 * HOUR);
        fixture.revoke([0]).await;
        let (serial, first) = (fixture.serial(0).await, calendar.day_of(fixture.clock.now()).expect("a day"));
        let passes: Vec<_> = (-1..=7)
            .filter_map(|ahead| first.checked_add_days(ahead))
            .filter_map(|day| calendar.day_pass(day))
            .collect();
        for hour in 0..5 * 24 {
            let is_down = (20..40).contains(&hour) || hour % 30 == 29;
            let now = fixture.clock.now();
            if !is_down {
                publisher.refresh(now).await.expect("publishing");
                let served = publisher.served().expect("a set");
                for pass in passes.iter().filter(|pass| pass.not_before <= now && now < pass.expires) {
                    let day = pass.not_before.status_day();
                    let status = served.trust.day_status(day).expect("a list");
                    let index = fixture.index(day, serial);
                    assert_eq!(status.is_revoked(index), Some(true), "{zone}: hour {hour}, day {day}");
                }
            }
            fixture.clock.advance(HOUR);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tomorrows_list_changes_on_its_eve_and_before_its_day_begins() {
    let fixture = Fixture::new().await;
    fixture.add_people(3).await;
    let day = StatusDay(20_760);
    fixture.clock.set(day.begins().saturating_sub(SECONDS_PER_DAY + 2 * HOUR));
    fixture.publish().await;
    let has = |serial: Serial| {
        let served = fixture.served();
        served.trust.day_status(day).expect("a list").is_revoked(fixture.index(day, serial)) == Some(true)
    };
    fixture.revoke([0]).await;
    fixture.clock.advance(HOUR);
    assert!(fixture.publish().await, "today's list changes");
    assert!(!has(fixture.serial(0).await), "two days before");
    fixture.clock.set(day.begins().saturating_sub(SECONDS_PER_DAY));
    assert!(fixture.publish().await, "the eve");
    assert!(has(fixture.serial(0).await));

    // Somebody is revoked late on the eve, while the node is down at noon.
    fixture.clock.set(day.begins().saturating_sub(HOUR));
    fixture.revoke([1]).await;
    fixture.publish().await;
    assert!(!has(fixture.serial(1).await), "not alone");
    fixture.clock.set(day.begins().saturating_sub(800));
    assert!(fixture.publish().await);
    assert!(has(fixture.serial(1).await), "minutes before the first pass of that day is valid");
    let alone = Observer::default().bits(&fixture.served())[&day].len();
    assert!(alone >= 2 * MIN_BATCH, "among others: {alone}");
    fixture.revoke([2]).await;
    fixture.clock.advance(10);
    fixture.publish().await;
    assert!(has(fixture.serial(2).await), "and from then on at once");
}

impl Fixture {
    /// Another publisher of the same store, with day passes of this calendar.
    fn in_calendar(&self, calendar: &Calendar) -> Publisher {
        let config = PublisherConfig {
            status_base: "https://pass.example".to_owned(),
            stale_after: 86_400,
            expires_after: 14 * 86_400,
            resign_after: 3_600,
            interval: 0,
            paper_days: 14,
            day_pass_end: calendar.day_pass_end(self.clock.now()),
        };
        let signing = Arc::clone(self.node.publisher.signing());
        Publisher::new(config, signing, Arc::clone(&self.node.store))
    }
}
