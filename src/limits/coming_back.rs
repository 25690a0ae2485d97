use sha2::{Digest as _, Sha256};

use super::priority::Priority;

/// After how many seconds a request should come again that found no room at `now`, in seconds since the node started: 1
/// at least, and the longer at most the less it matters. Those who came together come back at different times.
pub(super) fn after(assertion: &str, priority: Priority, now: u64) -> u64 {
    let digest: [u8; 32] = Sha256::new().chain_update(now.to_be_bytes()).chain_update(assertion).finalize().into();
    let [a, b, c, d, ..] = digest;
    let place = u64::from(u32::from_be_bytes([a, b, c, d]));
    1 + ((place * priority.longest_wait()) >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_who_came_together_come_back_evenly_spread() {
        for priority in Priority::ALL {
            let longest = priority.longest_wait();
            let mut seconds = vec![0_u32; usize::try_from(longest).expect("few")];
            for number in 0..1_000 * longest {
                let after = after(&format!("a.b.{number}"), priority, 7);
                assert!((1..=longest).contains(&after));
                seconds[usize::try_from(after - 1).expect("few")] += 1;
            }
            assert!(seconds.iter().all(|number| (850..1_150).contains(number)), "{seconds:?}");
        }
    }

    #[test]
    fn the_next_time_is_another_one() {
        let again: Vec<u64> = (0..5).map(|now| after("a.b.c", Priority::Later, now)).collect();
        assert!(again.windows(2).any(|pair| pair[0] != pair[1]), "{again:?}");
    }
}
