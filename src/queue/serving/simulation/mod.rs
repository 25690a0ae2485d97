//! Ten million people at three nodes whose clocks differ, in counts: the estimate that those who wait read, against
//! what happens.

use std::collections::BTreeMap;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

use super::*;
use crate::queue::change::{Change, Changed};

mod drawing;

const OPENS: u64 = 1_626_692_400;
const RATE: u32 = 1_000;
/// The seconds by which the clocks of the nodes are ahead.
const AHEAD: [i64; 3] = [-1, 0, 2];
/// Six million come in the half hour before the opening, the others in the two hours after it.
const EARLY: u64 = 6_000_000;
const LATE: u64 = 4_000_000;
/// Set it to draw the picture again:
/// `HAETAE_WRITE_PICTURES=1 cargo nextest run --workspace --locked -E 'test(ten_million)'`.
const WRITE: &str = "HAETAE_WRITE_PICTURES";

/// Somebody whose wait is measured.
struct Sample {
    came: u64,
    rank: Rank,
    estimate: f64,
    waited: Option<f64>,
}

/// How many come in a second, all nodes together.
fn coming(second: u64) -> u64 {
    let (early, late) = (1_800_u64, 7_200_u64);
    if second < OPENS {
        // Ever more of them towards the opening.
        let until = |place: u64| EARLY * place * place / (early * early);
        let place = second + early - OPENS;
        return until(place + 1) - until(place);
    }
    let left = |place: u64| LATE * late.saturating_sub(place) * late.saturating_sub(place) / (late * late);
    left(second - OPENS) - left(second - OPENS + 1)
}

/// Everybody whose wait was measured, and how many people were not counted.
fn simulated() -> (Vec<Sample>, u64) {
    let mut random = ChaCha20Rng::from_seed([7; 32]);
    let opens = UnixTime::saturating_new(OPENS);
    let Ok(Changed::To(room)) =
        (Change::Schedule { opens, pre_queue: None }).apply(None, opens.saturating_sub(3_600), "alice", 1.0)
    else {
        panic!("a room")
    };
    let mut room = Room { rate: Some(RATE), ..*room };
    let (mut counted, mut people) = (BTreeMap::<u64, u64>::new(), 0);
    let mut unreported: Vec<(u64, u64, u64)> = Vec::new();
    let mut samples: Vec<Sample> = Vec::new();
    for now in OPENS - 1_800..OPENS + 12_000 {
        let all = coming(now);
        people += all;
        for (node, ahead) in AHEAD.into_iter().enumerate() {
            let shown = now.saturating_add_signed(ahead);
            let share = all / 3 + u64::from(node as u64 * 3 < all % 3 * 3 && (node as u64) < all % 3);
            // One node dies and takes the counts of its last second along.
            if !(node == 2 && now == OPENS + 600) {
                unreported.push((now + 1, shown, share));
            }
            if share > 0 && now.is_multiple_of(17) {
                let rank = Rank::of(UnixTime::saturating_new(shown), Draw(random.next_u64()), opens);
                samples.push(Sample { came: now, rank, estimate: f64::NAN, waited: None });
            }
        }
        unreported.retain(|(at, second, share)| {
            let is_due = *at <= now;
            if is_due {
                *counted.entry(*second).or_default() += share;
            }
            !is_due
        });
        if !now.is_multiple_of(5) {
            continue;
        }
        let crowd = Crowd::of(&counted, opens);
        let step = Step {
            now: UnixTime::saturating_new(now),
            elapsed: Duration::from_secs(5),
            crowd: &crowd,
            measured: Measured::default(),
            bounds: Bounds { least: 1.0, most: 1.0 },
            window: 3_600,
        };
        if let Some(next) = room.moved_on(&step) {
            assert!(crowd.between(room.serving.now, next.serving.now) <= 5.0 * f64::from(RATE) + 1.0);
            room = next;
        }
        for sample in samples.iter_mut().filter(|sample| sample.waited.is_none()) {
            if sample.estimate.is_nan() && now >= OPENS + 10 && now >= sample.came + 5 {
                sample.estimate = room.estimate(sample.rank, &crowd, step.now).seconds + (now - sample.came) as f64;
            }
            if sample.rank < room.serving.now {
                sample.waited = Some((now - sample.came) as f64);
            }
        }
    }
    assert_eq!(people, EARLY + LATE);
    (samples, people - counted.values().sum::<u64>())
}

#[test]
fn ten_million_wait_about_as_long_as_the_estimate_says() {
    let (samples, lost) = simulated();
    assert!(lost < 400, "one second of one node: {lost}");
    assert!(samples.iter().all(|sample| sample.waited.is_some()), "everybody is let in");
    let mut errors: Vec<f64> = samples
        .iter()
        .filter(|sample| !sample.estimate.is_nan())
        .map(|sample| (sample.estimate - sample.waited.unwrap_or(f64::NAN)).abs())
        .collect();
    errors.sort_by(f64::total_cmp);
    let worst = errors.last().copied().unwrap_or(f64::NAN);
    assert!(errors.len() > 1_000 && errors[errors.len() / 2] <= 6.0 && worst <= 15.0, "{worst}");
    // Nobody who came three seconds later than another after the opening, which is how far the clocks differ, is let in
    // before them.
    let mut later: Vec<&Sample> = samples.iter().filter(|sample| sample.came > OPENS + 2).collect();
    later.sort_by_key(|sample| sample.rank);
    assert!(later.windows(2).all(|pair| pair[1].came + 3 >= pair[0].came));
    is_drawn(&samples);
}

/// docs/queue.md shows these very people.
fn is_drawn(samples: &[Sample]) {
    let point = |sample: &Sample| {
        let waited = sample.waited?;
        let (is_early, estimate) = (sample.came < OPENS, sample.estimate);
        estimate.is_finite().then_some(drawing::Point { is_early, estimate, waited })
    };
    let picture = drawing::picture(&samples.iter().filter_map(point).collect::<Vec<_>>());
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/pictures/queue-estimate.svg");
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(path, &picture).expect("a file");
    }
    let drawn = std::fs::read_to_string(path).unwrap_or_default();
    assert!(drawn == picture, "docs/pictures/queue-estimate.svg is not of this simulation: {WRITE}=1 draws it again");
}
