//! The sample: which phones and tablets there are at the beginning, and what they hold.

use haetae_core::{CivilDate, DAYS_KEPT, Doses, Evidence, Product, SECONDS_PER_DAY, Scanner, UnixTime};

use super::authority::Authority;
use super::calendar::{START, at, day_of, day_pass};
use super::phone::Phone;
use super::publisher::{POLICY, Publisher};
use super::random::Random;
use super::situation::{Habits, Nation, TabletKind};
use super::tablet::Tablet;

/// What somebody did before the beginning goes back so far.
const PAST_DAYS: u64 = 90;
/// No kind of phone has less than this part of the sample, and no kind of tablet fewer than so many.
const LEAST_PART: u64 = 20;
const FEWEST_TABLETS: u64 = 2;

/// How many of a kind are in the sample, and how many each stands for.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "far below 2^53")]
pub(crate) fn sampled(all: u64, share: f64, sample: u64, fewest: u64) -> (u64, f64) {
    let real = all as f64 * share;
    let count = if sample >= all { real.round() } else { (sample as f64 * share).round().max(fewest as f64) };
    let count = count.max(1.0);
    (count as u64, real / count)
}

/// The phones, each with its weight.
pub(crate) fn phones(seed: u64, habits: &Habits, sample: u64, authority: &Authority) -> Vec<(Phone, f64)> {
    let mut phones = Vec::new();
    for (place, kind) in habits.phones.iter().enumerate() {
        let (count, weight) = sampled(habits.people, kind.share, sample, sample / LEAST_PART);
        for _ in 0..count {
            let number = u32::try_from(phones.len()).expect("a sample is small");
            let mut luck = Random::of(seed, "person", number.into());
            let off = habits.clocks_off_by.cast_signed();
            let is_off = luck.chance(habits.clocks_off);
            let ahead = if is_off { luck.below(2 * habits.clocks_off_by).cast_signed() - off } else { 0 };
            let mut phone = Phone::new(seed, number, place, evidence(&mut luck), ahead);
            let opened_a_day = kind.visits_a_day + kind.wakes_a_day;
            live_until_now(&mut phone, &mut luck, opened_a_day, authority);
            phones.push((phone, weight));
        }
    }
    phones
}

/// The tablets, kind by kind.
pub(crate) fn tablets(
    seed: u64,
    habits: &Habits,
    nation: &Nation,
    sample: u64,
    (authority, publisher): (&Authority, &Publisher),
) -> Vec<Vec<Tablet>> {
    let mut number = 0;
    let of_kind = |kind: &TabletKind| {
        let (count, _) = sampled(habits.venues, kind.share, sample, FEWEST_TABLETS);
        let new = |_| {
            number += 1;
            let mut scanner = Scanner::new(authority.roots(), Random::of(seed, "tablet", number).any());
            scanner.choose_policy(nation.policy.map(|_| POLICY.to_owned()));
            let mut tablet = Tablet::new(scanner, Random::of(seed, "tablet luck", number));
            let reliable = TabletKind { failing: 0.0, ..kind.clone() };
            let last = match kind.days_between_networks * SECONDS_PER_DAY {
                0 => START - 3_600,
                period => tablet.next_look(kind, START, START) - period,
            };
            tablet.look(&reliable, Some(publisher.edition(publisher.newest(last))), last);
            tablet
        };
        (0..count).map(new).collect()
    };
    habits.tablets.iter().map(of_kind).collect()
}

/// When a phone asks again that was answered at `now` and whose passes last until `until`: a place in the second
/// quarter of that time, as the service says it (`src/issuing/slot.rs`). `slot`: the person's fraction of it.
pub(crate) fn refresh_after(slot: u32, now: u64, until: u64) -> UnixTime {
    let quarter = until.saturating_sub(now) / 4;
    at(now + quarter + ((quarter * u64::from(slot)) >> 32))
}

/// The end of the passes for so many days from a time on.
pub(crate) fn last_end(now: u64) -> u64 {
    let last = day_of(now).checked_add_days(i64::from(DAYS_KEPT) - 1).expect("this century");
    day_pass(last).1.seconds()
}

/// Two or three doses, the last one up to a year ago.
fn evidence(luck: &mut Random) -> Evidence {
    let doses = if luck.chance(0.4) { 3 } else { 2 };
    let ago = 15 + luck.below(if doses == 3 { 150 } else { 330 });
    Evidence::Vaccination {
        doses: Doses::new(doses).expect("a few doses"),
        date: CivilDate::from_days(i64::from(day_of(START).days()) - ago.cast_signed()).expect("this century"),
        product: Product::new("BNT162B2").expect("a product"),
    }
}

/// Opens and renewals as they come before the beginning, so that the passes of the sample are as old as those of a
/// nation in which nothing has begun lately.
fn live_until_now(phone: &mut Phone, luck: &mut Random, opened_a_day: f64, authority: &Authority) {
    let mean = SECONDS_PER_DAY as f64 / opened_a_day;
    let (mut now, mut answered, mut planned) = (START - PAST_DAYS * SECONDS_PER_DAY, None, at(0));
    loop {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a time in this century")]
        let wait = luck.wait(mean).min(1e9) as u64;
        if now + wait >= START {
            break;
        }
        now += wait.max(1);
        if planned <= at(now) {
            answered = Some(now);
            planned = refresh_after(phone.slot(), now, last_end(now));
        }
    }
    phone.fetched = now;
    let Some(answered) = answered else { return };
    phone.open(answered);
    let days = (0..i64::from(DAYS_KEPT)).filter_map(|ahead| day_of(answered).checked_add_days(ahead));
    let issue = |day| (day, authority.issue(day, phone.holder.public, phone.number, &phone.evidence, None));
    let issued = days.map(issue).collect();
    phone.take(issued, planned, answered);
}
