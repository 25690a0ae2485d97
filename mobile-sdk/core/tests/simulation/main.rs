//! Many lives of an authority, a hostile mirror and scanners, each of which follows from a seed: no threads, no wall
//! clock. Clocks jump, those of scanners and that of the machine that publishes; its database is restored from backups.
//! `HAETAE_SIMULATION_SEEDS=2000` runs so many; `HAETAE_SIMULATION_SEED=17` replays one.

mod door;
mod edition;
mod mirror;
mod press;
mod random;
mod scanner;
mod screen;
mod signer;
mod venue;
mod world;

use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind};

fn number(variable: &str) -> Option<u64> {
    env::var(variable).ok().map(|text| text.parse().expect("a number"))
}

#[test]
fn no_life_breaks_a_promise() {
    let seeds = match number("HAETAE_SIMULATION_SEED") {
        Some(seed) => seed..=seed,
        None => 1..=number("HAETAE_SIMULATION_SEEDS").unwrap_or(200),
    };
    let mut total = world::Tally::default();
    for seed in seeds {
        match catch_unwind(AssertUnwindSafe(|| world::live(seed))) {
            Ok(tally) => total.add(&tally),
            Err(cause) => {
                eprintln!("replay with HAETAE_SIMULATION_SEED={seed}");
                std::panic::resume_unwind(cause);
            }
        }
    }
    println!("{total:?}");
    let is_one_life = number("HAETAE_SIMULATION_SEED").is_some();
    assert!(is_one_life || total.is_full(), "{total:?}");
}
