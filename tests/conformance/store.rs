use std::collections::BTreeMap;

use haetae_core::{FileHash, FileKind, StatusDay, TrustStore};

use crate::vectors::{After, StoreCases, read, require_all_right};

const FILE: &str = "store.json";

#[test]
fn every_bundle_has_its_outcome() {
    let file: StoreCases = read(FILE);
    let mut wrong = Vec::new();
    for case in &file.cases {
        let mut trust = TrustStore::new(case.roots.clone());
        for (number, step) in case.steps.iter().enumerate() {
            let place = format!("{}, step {}", case.name, number + 1);
            let outcome = trust.take_bundle(&step.bundle.0).as_str();
            if outcome != step.outcome {
                wrong.push(format!("{place}: {outcome}, not {}", step.outcome));
            }
            // The stored data is read back between two steps.
            let restored = TrustStore::from_snapshot(case.roots.clone(), &trust.to_snapshot()).expect("a snapshot");
            if restored.dropped > 0 {
                wrong.push(format!("{place}: {} parts of the snapshot do not verify", restored.dropped));
            }
            trust = restored.store;
            if let Some(after) = &step.after {
                wrong.extend(differences(&trust, after).into_iter().map(|found| format!("{place}: {found}")));
            }
        }
    }
    require_all_right(FILE, file.cases.len(), &wrong);
}

/// The differences from the vectors.
fn differences(trust: &TrustStore, after: &After) -> Vec<String> {
    let named = |files: &mut dyn Iterator<Item = (&str, &[u8], &FileHash)>| -> BTreeMap<String, String> {
        files.map(|(name, _, sha256)| (name.to_owned(), hex::encode(sha256))).collect()
    };
    let (in_force, waiting) = (named(&mut trust.files()), named(&mut trust.waiting()));
    let days = in_force.keys().filter_map(|name| match FileKind::of(name) {
        FileKind::Status(day) => Some(day),
        _ => None,
    });
    let is_old = |day: &StatusDay| trust.day_status(*day).is_some_and(|status| !status.is_newest());
    let mut old: Vec<u32> = days.filter(is_old).map(|day| day.0).collect();
    old.sort_unstable();
    let answer = |day, index| trust.day_status(StatusDay(day)).and_then(|status| status.is_revoked(index));
    let probes: Vec<_> = after.probes.iter().map(|(day, index, _)| (*day, *index, answer(*day, *index))).collect();
    let floor = trust.manifest().map(|_| trust.floor().seconds());

    let mut found = Vec::new();
    let mut compare = |what: &str, is: String, should: String| {
        if is != should {
            found.push(format!("{what} {is}, not {should}"));
        }
    };
    compare("floor", format!("{floor:?}"), format!("{:?}", after.floor));
    compare("in force", format!("{in_force:?}"), format!("{:?}", after.in_force));
    compare("waiting", format!("{waiting:?}"), format!("{:?}", after.waiting));
    compare("old", format!("{old:?}"), format!("{:?}", after.old));
    compare("probes", format!("{probes:?}"), format!("{:?}", after.probes));
    found
}
