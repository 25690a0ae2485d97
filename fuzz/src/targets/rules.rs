//! Rules files, and the language of their rules by itself.

use haetae_core::json::Json;
use haetae_core::{Evidence, Logic, Offsets, RulesFile, UnixTime};

use crate::Target;
use crate::vectors;

pub(super) const TARGET: Target = Target {
    name: "rules",
    promise: "a rules file is refused or can be planned with, and an expression ends within its steps",
    run,
    seeds: vectors::rules,
    rounds: 1_000,
};

const MOST_STEPS: u32 = 20_000;

fn run(input: &[u8]) {
    if let Ok(file) = RulesFile::read(input) {
        let evidence = [Evidence::Recovery { date: haetae_core::CivilDate::MIN }];
        for policy in file.policies.iter().take(2) {
            let good = file.good_until(&policy.id, &evidence, policy.from);
            assert!(good.until.is_none_or(|until| until >= policy.from));
        }
        assert!(file.current("", UnixTime::MAX).is_none());
    }
    if let Ok(json) = Json::read(input)
        && let Some(logic) = Logic::read(&json)
        && let Some((_, steps)) = logic.evaluate(&json, &Offsets::UTC)
    {
        assert!(steps <= MOST_STEPS);
    }
}
