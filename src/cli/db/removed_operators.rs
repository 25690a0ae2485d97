use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::cli::{Acts, Failure};
use crate::journal::{self, ActKind, ActLine, ActOutcome, Findings, Folder, Line};
use crate::model::OperatorName;
use crate::runtime::Node;
use crate::store::OperatorChange;

/// Operators whom a journal says to have been removed.
#[derive(Default)]
struct Removed(BTreeSet<String>);

impl Findings for Removed {
    fn entry(&mut self, _: &Line) {}

    fn act(&mut self, line: &ActLine) {
        if line.act == ActKind::OperatorRemove.as_str() && line.outcome == ActOutcome::Done.as_str() {
            self.0.extend(line.on.get("operator").map(ToString::to_string));
        }
    }

    fn advance(&mut self, _: u64) {}
}

/// Removes the operators again who were removed after the backup, by these journals: otherwise their credentials would
/// count again. Returns their names.
pub(super) async fn remove_again(
    node: &Node,
    journals: &[PathBuf],
    acts: &mut Acts,
) -> Result<Vec<OperatorName>, Failure> {
    let mut removed = Removed::default();
    for path in journals.iter().filter(|path| path.is_dir()) {
        let unreadable = |error| Failure::from(format!("the journal in {} cannot be read: {error}", path.display()));
        journal::verify(&Folder::new(path), &mut removed).map_err(unreadable)?;
    }
    let mut again = Vec::new();
    for name in removed.0.iter().filter_map(|name| OperatorName::new(name).ok()) {
        if node.store.remove_operator(&name, node.clock.now()).await? == OperatorChange::Done {
            acts.enter(ActKind::OperatorRemove, [("operator", name.as_str().into())], ActOutcome::Done)?;
            again.push(name);
        }
    }
    Ok(again)
}
