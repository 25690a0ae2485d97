use haetae_core::TrustStore;

use crate::vectors::{TrustCases, read, require_all_right};

const FILE: &str = "trust.json";

#[test]
fn every_trust_list_has_its_outcome() {
    let file: TrustCases = read(FILE);
    let mut wrong = Vec::new();
    for case in &file.cases {
        let mut trust = TrustStore::new(case.pinned.root_set());
        for (number, step) in case.steps.iter().enumerate() {
            let outcome = trust.take_trust_list(&step.data.0).as_str();
            if outcome != step.outcome {
                wrong.push(format!("{}, step {}: {outcome}, not {}", case.name, number + 1, step.outcome));
            }
        }
    }
    require_all_right(FILE, file.cases.len(), &wrong);
}
