//! Ten million first issues: everybody comes at once, and one token signs.

use serde::Deserialize;

use super::figures::{duration, fact, peak, per_second, plot, whole};
use super::random::Random;
use super::tally::{BIN, Curve};
use crate::report::{Mark, Report, Section};

/// So many people are drawn; each stands for as many as it takes.
const SAMPLE: u64 = 100_000;
/// The waiting room takes people in so long before it opens, in seconds.
const PRE_QUEUE: f64 = 1_800.0;
/// What is looked at: three days from the beginning of the pre-queue on.
const SECONDS: u64 = 3 * 86_400;

/// How people come, and how fast they are served.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FirstIssues {
    pub(crate) people: u64,
    /// A phone gets so many passes at first.
    pub(crate) passes_each: u64,
    pub(crate) signatures_a_second: u64,
    /// This share comes before the opening.
    pub(crate) before_the_opening: f64,
    /// The others come after it, so many hours on average.
    pub(crate) later_hours: f64,
    pub(crate) poll_seconds: u64,
    pub(crate) notice_bytes: u64,
}

/// When somebody came, and when their passes were signed: seconds since the pre-queue began.
struct Served {
    came: f64,
    served: f64,
}

/// Runs it.
pub(crate) fn report(name: &str, story: &str, issues: &FirstIssues, seed: u64) -> Report {
    let (weight, served) = serve(issues, seed);
    let (mut answers, mut readings) = (curve(), curve());
    for one in &served {
        spread(&mut answers, one.served, one.served + 1.0, weight);
        // One reading for each `poll_seconds` of the wait.
        let each = weight * (one.served - one.came) / real(issues.poll_seconds);
        spread(&mut readings, one.came, one.served, each);
    }
    let mut waits: Vec<f64> = served.iter().map(|one| (one.served - one.came.max(PRE_QUEUE)).max(0.0)).collect();
    waits.sort_by(f64::total_cmp);
    let wait = |part: usize| waits.get((waits.len() * part / 100).min(waits.len() - 1)).copied().unwrap_or_default();
    let longest = waits.last().copied().unwrap_or_default();
    let busy = busy_for(&served);
    let rate = real(issues.signatures_a_second) / real(issues.passes_each);
    let reading_peak = peak(&readings).0;
    let gigabytes = reading_peak * real(issues.notice_bytes) / 1e9;
    let opening = Mark { at: PRE_QUEUE / 86_400.0, label: "opening".to_owned() };
    let mut asked = plot("People served", "a second", vec![per_second("served", &answers)]);
    let mut read = plot("Readings of the notice", "a second", vec![per_second("readings", &readings)]);
    asked.marks.push(opening.clone());
    read.marks.push(opening);
    Report {
        name: name.to_owned(),
        story: story.to_owned(),
        findings: vec![
            format!(
                "{} people, {} passes each, at {} signatures a second: {} people a second. For {} after the opening \
                 somebody waits.",
                whole(real(issues.people)),
                issues.passes_each,
                whole(real(issues.signatures_a_second)),
                whole(rate),
                duration(busy)
            ),
            format!(
                "Half of them wait for less than {}, nine in ten for less than {}, and nobody for more than {}.",
                duration(wait(50)),
                duration(wait(90)),
                duration(longest)
            ),
            format!(
                "Those who wait read how far the room has come up to {} times a second, {gigabytes:.1} GB a \
                 second: only caches in front of the service can answer that. Who reads less often while the turn is \
                 hours away saves most of it.",
                whole(reading_peak)
            ),
        ],
        invalid: None,
        targets: Vec::new(),
        facts: vec![
            fact("seed", seed.to_string()),
            fact("people drawn", whole(real(SAMPLE.min(issues.people)))),
            fact("people that each stands for", format!("{weight}")),
            fact("passes a phone", issues.passes_each.to_string()),
        ],
        not_tested: vec![
            "A real token, and a real service: the rate is an assumption of the situation.".to_owned(),
            "People who close the page, lose their answer, or come back.".to_owned(),
            "Renewals of others that need the same token at the same time.".to_owned(),
        ],
        sections: vec![Section {
            title: "How long do people wait, and who is asked meanwhile?".to_owned(),
            text: "The waiting room lets in as many as the token can sign for. All others read a notice.".to_owned(),
            plots: vec![asked, read],
        }],
    }
}

/// In the order of their ranks: who came before the opening draws lots, who came later is served in the order of
/// arrival.
fn serve(issues: &FirstIssues, seed: u64) -> (f64, Vec<Served>) {
    let count = SAMPLE.min(issues.people);
    let weight = real(issues.people) / real(count);
    let mut ranks: Vec<(f64, u64, f64)> = (0..count)
        .map(|number| {
            let mut luck = Random::of(seed, "first issue", number);
            let is_early = luck.chance(issues.before_the_opening);
            let came = match is_early {
                true => luck.fraction() * PRE_QUEUE,
                false => PRE_QUEUE + luck.wait(issues.later_hours * 3_600.0),
            };
            (came.max(PRE_QUEUE), luck.any(), came)
        })
        .collect();
    ranks.sort_by(|left, right| left.0.total_cmp(&right.0).then(left.1.cmp(&right.1)));
    let takes = weight * real(issues.passes_each) / real(issues.signatures_a_second);
    let mut free = PRE_QUEUE;
    let serve = |(turn, _, came): (f64, u64, f64)| {
        free = free.max(turn) + takes;
        Served { came, served: free }
    };
    (weight, ranks.into_iter().map(serve).collect())
}

/// How long after the opening somebody is first served at once: until then, somebody always waits.
fn busy_for(served: &[Served]) -> f64 {
    let pairs = served.windows(2).filter_map(|pair| Some((pair.first()?, pair.last()?)));
    let idle = pairs.clone().find(|(before, next)| next.came > before.served).map(|(before, _)| before.served);
    idle.or(served.last().map(|one| one.served)).map_or(0.0, |end| (end - PRE_QUEUE).max(0.0))
}

fn curve() -> Curve {
    vec![0.0; usize::try_from(SECONDS / BIN).expect("three days")]
}

/// Spreads `sum` evenly over a span of time.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "times within three days")]
fn spread(curve: &mut Curve, from: f64, until: f64, sum: f64) {
    let (bin, length) = (real(BIN), (until - from).max(1.0));
    for place in (from / bin) as usize..=(until / bin) as usize {
        let begins = place as f64 * bin;
        let overlap = (until.min(begins + bin) - from.max(begins)).max(0.0);
        if let Some(value) = curve.get_mut(place) {
            *value += sum * overlap / length;
        }
    }
}

const fn real(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issues(people: u64, passes_each: u64) -> FirstIssues {
        FirstIssues {
            people,
            passes_each,
            signatures_a_second: 1_000,
            before_the_opening: 1.0,
            later_hours: 1.0,
            poll_seconds: 15,
            notice_bytes: 3_000,
        }
    }

    #[test]
    fn who_all_come_early_are_served_as_fast_as_the_token_signs_and_nobody_before_the_opening() {
        let (weight, served) = serve(&issues(1_000_000, 10), 1);
        assert_eq!((weight, served.len()), (10.0, 100_000));
        let (first, last) = (served[0].served, served[99_999].served);
        assert!(first > PRE_QUEUE && (last - PRE_QUEUE - 10_000.0).abs() < 1e-3, "{first} {last}");
    }

    #[test]
    fn fewer_passes_at_first_shorten_the_wait_in_proportion() {
        let busy = |passes_each| busy_for(&serve(&issues(1_000_000, passes_each), 1).1);
        assert!((busy(14) - 14_000.0).abs() < 1.0 && (busy(2) - 2_000.0).abs() < 1.0, "{} {}", busy(14), busy(2));
    }

    #[test]
    fn what_is_spread_is_all_there() {
        let mut all = curve();
        spread(&mut all, 1_000.0, 5_000.0, 8.0);
        assert!((all.iter().sum::<f64>() - 8.0).abs() < 1e-9 && (all[2] - 1.8).abs() < 1e-9);
    }
}
