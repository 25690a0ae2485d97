use haetae_core::TrustStore;

use crate::vectors::{StoreCases, read, require_all_right};

const FILE: &str = "store.json";

#[test]
fn every_bundle_has_its_outcome() {
    let file: StoreCases = read(FILE);
    let mut wrong = Vec::new();
    for case in &file.cases {
        let mut trust = TrustStore::new(case.roots.clone());
        for (number, step) in case.steps.iter().enumerate() {
            let outcome = trust.take_bundle(&step.bundle.0).as_str();
            if outcome != step.outcome {
                wrong.push(format!("{}, step {}: {outcome}, not {}", case.name, number + 1, step.outcome));
            }
        }
    }
    require_all_right(FILE, file.cases.len(), &wrong);
}
