use std::collections::BTreeMap;

use serde::Serialize;

use super::error::WitnessError;
use super::folder::WitnessFolder;
use crate::journal::{Digest, MonthLog};

/// Something that two witnesses were shown in two ways.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What it is about.
    pub about: String,
    /// What differs.
    pub finding: String,
}

/// Compares what two witnesses have kept: a split view shows as two manifests of one version, or as two checkpoints of
/// one node and day. That one of them has seen more than the other is no difference: they look at different times.
///
/// # Errors
///
/// [`WitnessError`] if a folder cannot be read or was changed.
pub fn compare(left: &WitnessFolder, right: &WitnessFolder) -> Result<Vec<Difference>, WitnessError> {
    let mut found = Vec::new();
    let manifests = |folder: &WitnessFolder| -> Result<BTreeMap<u64, Digest>, WitnessError> {
        Ok(folder.manifests()?.1.into_iter().map(|seen| (seen.version, seen.sha256)).collect())
    };
    let (of_left, of_right) = (manifests(left)?, manifests(right)?);
    for (version, sha256) in &of_left {
        if let Some(other) = of_right.get(version).filter(|other| *other != sha256) {
            let finding = format!("one witness saw {sha256}, the other {other}");
            found.push(Difference { about: format!("manifest {version}"), finding });
        }
    }
    let (of_left, of_right) = (checkpoints(&left.logs()?), checkpoints(&right.logs()?));
    for ((node, day), digest) in &of_left {
        if of_right.get(&(node.clone(), day.clone())).is_some_and(|other| other != digest) {
            let about = format!("the journal of {node}");
            found.push(Difference { about, finding: format!("there are two checkpoints of {day}") });
        }
    }
    Ok(found)
}

fn checkpoints(logs: &BTreeMap<String, MonthLog>) -> BTreeMap<(String, String), Digest> {
    let lines = logs.values().flat_map(MonthLog::lines).map(|line| &line.signed);
    lines.map(|signed| ((signed.checkpoint.node.clone(), signed.checkpoint.day.to_string()), signed.digest())).collect()
}
