//! The short run: every seed, and some changed ones.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::{Mutator, Target};

/// An input that breaks a promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// The input.
    pub input: Vec<u8>,
    /// What the target said, where it said it in words.
    pub words: String,
}

/// Shows a target its seeds and as many changed ones as it asks for, and returns how many inputs that were.
///
/// # Errors
///
/// The first input that breaks the promise.
pub fn search(target: &Target) -> Result<usize, Failed> {
    let seeds = (target.seeds)();
    let mut mutator = Mutator::new(1);
    let changed = (0..target.rounds).map(|_| mutator.changed(&seeds));
    let mut shown = 0;
    for input in seeds.iter().cloned().chain(changed) {
        let run = catch_unwind(AssertUnwindSafe(|| (target.run)(&input)));
        if let Err(panic) = run {
            let words = panic.downcast_ref::<String>().cloned();
            let words = words.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default();
            return Err(Failed { input, words });
        }
        shown += 1;
    }
    Ok(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made_up(run: fn(&[u8])) -> Target {
        let seeds = || vec![b"good".to_vec(), b"also good".to_vec()];
        Target { name: "made-up", promise: "nothing is ever longer than the seeds", run, seeds, rounds: 500 }
    }

    #[test]
    fn every_seed_and_every_change_is_shown() {
        assert_eq!(search(&made_up(|_| {})), Ok(502));
    }

    #[test]
    fn a_broken_promise_is_found_with_its_input() {
        let failed = search(&made_up(|input| assert!(input.len() <= 9, "it is too long"))).expect_err("found");
        assert!(failed.input.len() > 9, "{failed:?}");
        assert!(failed.words.contains("it is too long"), "{failed:?}");
    }
}
