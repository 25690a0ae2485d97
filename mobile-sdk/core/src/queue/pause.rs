use crate::jitter::Jitter;

/// The longest time after which a notice can ask to be read again, in seconds; and no shorter one than a second.
pub(super) const LONGEST_POLL: u64 = 3_600;
/// The longest pause after failures, in seconds, unless the service asks for more.
const LONGEST: u64 = 300;
/// No service can ask for more, in seconds: the turn may come meanwhile.
const LONGEST_RETRY_AFTER: u64 = 3_600;

/// After how many milliseconds to read the notice again: `poll_after` seconds, a fifth more or less.
///
/// After so many `failures` in a row the span doubles with each, up to five minutes, and a phone waits for a random
/// part of its second half. Where the service said how long to wait (`Retry-After`, seconds, up to an hour), it waits
/// that long, and a random part more. `random` is another number each time.
pub fn until_next_read(poll_after: u64, failures: u32, retry_after: Option<u64>, random: u64) -> u64 {
    let mut jitter = Jitter::new(random);
    let milliseconds = |seconds: u64| seconds.saturating_mul(1_000);
    let poll_after = poll_after.clamp(1, LONGEST_POLL);
    let poll = milliseconds(poll_after);
    if failures == 0 {
        let fifth = poll / 5;
        return poll.saturating_sub(fifth).saturating_add(jitter.below(fifth.saturating_mul(2).saturating_add(1)));
    }
    let span = poll.saturating_mul(2_u64.saturating_pow(failures)).min(milliseconds(LONGEST.max(poll_after)));
    match retry_after.map(|asked| milliseconds(asked.min(LONGEST_RETRY_AFTER))) {
        Some(asked) => asked.saturating_add(jitter.below(span.max(asked / 2).saturating_add(1))),
        None => (span / 2).saturating_add(jitter.below((span / 2).saturating_add(1))),
    }
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use super::*;

    fn pauses(failures: u32, retry_after: Option<u64>) -> (u64, u64) {
        let pauses: Vec<u64> = (0..4_000).map(|random| until_next_read(15, failures, retry_after, random)).collect();
        (pauses.iter().copied().min().unwrap_or(0), pauses.iter().copied().max().unwrap_or(0))
    }

    #[test]
    fn reads_are_spread_over_a_fifth_either_way_and_failures_double_the_pause() {
        let near = |found: (u64, u64), least: u64, most: u64| {
            let slack = (most - least) / 50;
            assert!(found.0 >= least && found.0 <= least + slack, "{found:?} {least}");
            assert!(found.1 <= most && found.1 >= most - slack, "{found:?} {most}");
        };
        near(pauses(0, None), 12_000, 18_000);
        near(pauses(1, None), 15_000, 30_000);
        near(pauses(2, None), 30_000, 60_000);
        near(pauses(40, None), 150_000, 300_000);
        near(pauses(1, Some(60)), 60_000, 90_000);
        near(pauses(9, Some(u64::MAX)), 3_600_000, 5_400_000);
    }

    #[test]
    fn no_number_is_too_large() {
        for values in [(0, 0, None), (u64::MAX, 0, None), (u64::MAX, u32::MAX, Some(u64::MAX)), (0, 1, Some(0))] {
            let (poll_after, failures, retry_after) = values;
            let _ = until_next_read(poll_after, failures, retry_after, u64::MAX);
        }
    }
}
