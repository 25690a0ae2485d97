//! What tablets fetch while people are revoked: status lists as large as a nation's, packed as the service packs them,
//! taken by the core's own `TrustSync` with default settings. What the publisher does when is modelled after
//! `src/publishing`; docs/linking.md describes it.

mod lists;
mod publisher;
mod reader;
#[cfg(test)]
mod tests;

use haetae_core::SECONDS_PER_DAY;
use serde::Deserialize;

use self::publisher::Publisher;
use self::reader::{Fetched, Reader};
use super::authority::Authority;
use super::calendar::START;
use super::figures::{fact, whole};
use crate::report::{Axis, Plot, Report, Section, Series, Target};

/// A day of a tablet, with one person in a thousand revoked and default settings, takes at most so many bytes.
const MOST_BYTES_A_DAY: f64 = 400_000.0;
/// Up to this share of the people, that is promised.
const PROMISED_SHARE: f64 = 0.001;
/// The second of the day (UTC) from which on, and until which, a tablet of a venue is on: eight to eleven at night in
/// Korea.
const OPEN: [u64; 2] = [23 * 3_600, 38 * 3_600];

/// How many are revoked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Revocations {
    /// Of all people, at the beginning.
    pub(crate) share: f64,
    pub(crate) a_day: u64,
    /// Days before the first tablet looks, so that lists and changes are as they always are.
    pub(crate) warm_up_days: u64,
    pub(crate) days: u64,
}

/// Runs it. `day_done` is called after each simulated day.
pub(crate) fn report(
    (name, story): (&str, &str),
    revocations: &Revocations,
    (people, venues): (u64, u64),
    seed: u64,
    day_done: &dyn Fn(),
) -> Report {
    let authority = Authority::new(seed);
    let begin = START - START % SECONDS_PER_DAY;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of the people")]
    let revoked = (real(people) * revocations.share).round() as u64;
    let mut publisher = Publisher::new(&authority, people, revoked, revocations.a_day, begin);
    // As the benchmark of publishing does: two sets a day.
    for half in 0..2 * revocations.warm_up_days {
        publisher.publish(begin + half * SECONDS_PER_DAY / 2);
        if half % 2 == 1 {
            day_done();
        }
    }
    let first = begin + revocations.warm_up_days * SECONDS_PER_DAY;
    let mut readers = [
        Reader::new(None, &authority, seed, 1),
        Reader::new(None, &authority, seed, 2),
        Reader::new(Some(OPEN), &authority, seed, 3),
    ];
    publisher.publish(first);
    let first_fetch = readers.each_mut().map(|reader| reader.look(&publisher, first)).map(Fetched::sum);
    let mut days: Vec<[Fetched; 3]> = Vec::new();
    for day in 0..revocations.days {
        let from = first + day * SECONDS_PER_DAY;
        days.push(one_day(&mut publisher, &mut readers, from));
        day_done();
    }
    let list = publisher.list_bytes(first + revocations.days * SECONDS_PER_DAY);
    let refused = readers.iter().map(|reader| reader.refused.len()).sum();
    let outcome = Outcome { days, first_fetch: first_fetch[0], list, refused };
    outcome.report((name, story), revocations, (people, venues, revoked), seed)
}

/// A day of the tablets, second by second where one of them looks.
fn one_day(publisher: &mut Publisher<'_>, readers: &mut [Reader; 3], from: u64) -> [Fetched; 3] {
    let mut fetched = [Fetched::default(); 3];
    loop {
        let next = readers.iter().map(|reader| reader.next).min().unwrap_or(from);
        if next >= from + SECONDS_PER_DAY {
            return fetched;
        }
        publisher.publish(next);
        for (reader, fetched) in readers.iter_mut().zip(&mut fetched).filter(|(reader, _)| reader.next == next) {
            *fetched = fetched.and(reader.look(publisher, next));
        }
    }
}

struct Outcome {
    days: Vec<[Fetched; 3]>,
    first_fetch: u64,
    list: usize,
    /// How many files tablets refused.
    refused: usize,
}

impl Outcome {
    fn report(
        &self,
        (name, story): (&str, &str),
        revocations: &Revocations,
        (people, venues, revoked): (u64, u64, u64),
        seed: u64,
    ) -> Report {
        let mean = |part: &dyn Fn(&[Fetched; 3]) -> u64| {
            real(self.days.iter().map(part).sum::<u64>()) / real(self.days.len() as u64)
        };
        // Two tablets are always on.
        let always = mean(&|day| day[0].and(day[1]).sum()) / 2.0;
        let parts = |of: fn(Fetched) -> u64| whole(mean(&|day| of(day[0]) + of(day[1])) / 2.0);
        let open = mean(&|day| day[2].sum());
        let mut targets = Vec::new();
        if revocations.share <= PROMISED_SHARE {
            let worst = |place: usize| self.days.iter().map(|day| day[place].sum()).max().unwrap_or_default();
            let target = |name: &str, mean: f64, worst: u64| Target {
                name: name.to_owned(),
                bound: format!("at most {} on every day", whole(MOST_BYTES_A_DAY)),
                measured: format!("{} on average, {} on the worst day", whole(mean), whole(real(worst))),
                held: real(worst) <= MOST_BYTES_A_DAY,
            };
            targets.push(target("bytes a day of a tablet that is always on", always, worst(0).max(worst(1))));
            targets.push(target("bytes a day of a tablet that is on from 8 to 23", open, worst(2)));
        }
        Report {
            name: name.to_owned(),
            story: story.to_owned(),
            findings: vec![
                format!(
                    "A tablet that is always on fetches {} bytes a day: manifests {}, changes {}, lists {}.",
                    whole(always),
                    parts(|f| f.manifests),
                    parts(|f| f.changes),
                    parts(|f| f.lists)
                ),
                format!("One that is on from 8 to 23 fetches {} bytes a day.", whole(open)),
                format!(
                    "{} venues fetch {:.2} TB a day if all tablets are always on, and {:.2} TB if none is at night.",
                    whole(real(venues)),
                    always * real(venues) / 1e12,
                    open * real(venues) / 1e12
                ),
                format!(
                    "A status list has {} bytes; a new tablet fetches {} bytes at first.",
                    whole(real(self.list as u64)),
                    whole(real(self.first_fetch))
                ),
                format!(
                    "A wallet that looks once a day fetches one such list with each new day: for {} phones that is \
                     {:.1} TB a day.",
                    whole(real(people)),
                    real(people) * real(self.list as u64) / 1e12
                ),
            ],
            invalid: (self.refused > 0).then(|| format!("tablets refused {} of the modelled files", self.refused)),
            targets,
            facts: vec![
                fact("seed", seed.to_string()),
                fact("people revoked at the beginning", whole(real(revoked))),
                fact("revocations a day, evenly spread", whole(real(revocations.a_day))),
                fact("days before the first look", revocations.warm_up_days.to_string()),
                fact("places in a list", "2^26"),
            ],
            not_tested: vec![
                "The service itself: when lists change is modelled after it (cargo bench --bench publishing runs it)."
                    .to_owned(),
                "Bytes of HTTP and TLS, and compression on the way: files are mostly hashes and packed already."
                    .to_owned(),
                "FF1: another permutation scatters the bits here, and packs alike.".to_owned(),
                "A rules file: none is published in this situation.".to_owned(),
            ],
            sections: vec![self.section()],
        }
    }

    fn section(&self) -> Section {
        let line = |name: &str, of: fn(Fetched) -> u64| Series {
            name: name.to_owned(),
            points: (1_u32..).zip(&self.days).map(|(day, fetched)| (day.into(), real(of(fetched[0])) / 1e3)).collect(),
        };
        let axis = |label: &str| Axis { label: label.to_owned(), logarithmic: false };
        Section {
            title: "What does a tablet fetch in a day?".to_owned(),
            text: "One tablet that is always on. Lists: the one two weeks ahead, and those that are made anew."
                .to_owned(),
            plots: vec![Plot {
                title: "Bytes by what they are".to_owned(),
                x: axis("day"),
                y: axis("KB"),
                series: vec![
                    line("manifests", |f| f.manifests),
                    line("changes", |f| f.changes),
                    line("lists", |f| f.lists),
                    line("all", Fetched::sum),
                ],
                marks: Vec::new(),
            }],
        }
    }
}

const fn real(number: u64) -> f64 {
    number as f64
}
