//! Simulates an authority and its calendar: ceremonies, nodes whose clocks differ and that load lists late, scanners
//! that were offline for as long as their manifest allows. Every pass is valid at every scanner because a key is on the
//! list long enough before its window.

mod world;
use haetae_core::{Checker, ScannerState, UnixTime};
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::NOW;
use proptest::prelude::*;

use world::{DAY, Dice, Published, World};

/// The longest time until a signed list is on every node, in seconds.
const INSTALLED_WITHIN: u64 = DAY;

/// The first code other than `admit` that a scanner with a valid manifest gave, in a simulation in which keys come on
/// the list `lead` seconds before their windows or a little earlier.
fn refused(seed: u64, expires_after: u64, lead: u64) -> Option<String> {
    let mut dice = Dice::new(seed);
    let weeks = u16::try_from(dice.between(5, 8)).expect("weeks");
    let mut world = World::new(&mut dice, expires_after, weeks);
    let (mut now, mut newest, mut published) = (NOW, 1, Vec::<Published>::new());
    for _ in 0..3 {
        // From one ceremony to the next.
        let ceremony = (world.covered_until() - lead).saturating_sub(dice.between(0, DAY)).max(now);
        while now < ceremony {
            if let Some(code) = moment(&mut dice, &world, now, &mut newest, &mut published) {
                return Some(code);
            }
            now = (now + dice.between(1, DAY)).min(ceremony);
        }
        world.ceremony(&mut dice, now, weeks);
        let mut late: Vec<(u64, usize)> =
            (0..world.nodes()).map(|node| (now + dice.between(0, INSTALLED_WITHIN), node)).collect();
        late.sort_unstable();
        for (at, node) in late {
            now = at;
            world.install(node);
            if let Some(code) = moment(&mut dice, &world, now, &mut newest, &mut published) {
                return Some(code);
            }
        }
    }
    None
}

/// One node publishes, one issues, and scanners with old and new manifests look at the pass.
fn moment(
    dice: &mut Dice,
    world: &World,
    now: u64,
    newest: &mut u64,
    published: &mut Vec<Published>,
) -> Option<String> {
    let publisher = dice.place(world.nodes());
    *newest = world.version(publisher).max(*newest);
    published.extend(world.publish(dice, now, publisher, *newest));
    let holder = HolderPair::ed25519(7);
    let paper = dice.between(0, 4) == 0;
    let node = dice.place(world.nodes());
    let (pass, begins, ends) = world.issue(dice, now, node, (!paper).then_some(&holder))?;
    for at in [begins, ends - 1, dice.between(begins, ends - 1)] {
        // The scanner's clock shows `at`. Of all sets that may be in it, the oldest and any other one.
        let truth = dice.skewed(at).seconds();
        let usable: Vec<&Published> =
            published.iter().filter(|set| set.at <= truth && at < set.expires && at >= NOW).collect();
        if usable.is_empty() {
            continue;
        }
        for place in [0, dice.place(usable.len())] {
            let code = if paper { pass.clone() } else { holder.present(&pass, UnixTime::saturating_new(at), None) };
            // A scanner reports this if it is more than five minutes behind its data, as when both clocks are wrong.
            let clock = UnixTime::saturating_new(at);
            let verdict = Checker::new(&usable[place].scanner).check(&code, clock, &mut ScannerState::new());
            if verdict.code() != "admit" && verdict.code() != "clock_suspect" {
                return Some(format!("{} at {at} with the set of {}", verdict.code(), usable[place].at));
            }
        }
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn every_pass_is_good_at_every_scanner_whose_manifest_is(seed: u64, days in 1u64..=28) {
        let lead = haetae_keys::planning::lead(days * DAY);
        prop_assert_eq!(refused(seed, days * DAY, lead), None);
    }
}

#[test]
fn without_the_lead_some_scanner_does_not_know_the_key() {
    let found = (0..8).filter_map(|seed| refused(seed, 14 * DAY, 2 * DAY)).next();
    assert!(found.is_some_and(|code| code.starts_with("unknown_key")));
}
