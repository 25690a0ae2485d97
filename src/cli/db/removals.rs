use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use haetae_core::UnixTime;
use serde::Serialize;

use crate::cli::output::outln;
use crate::cli::second_operator::hexadecimal;
use crate::cli::{Acts, Failure};
use crate::journal::{self, ActKind, ActLine, ActOutcome, Findings, Folder, Line};
use crate::model::{OperatorName, PartnerKey};
use crate::runtime::Node;
use crate::store::{OperatorChange, PartnerChange};

/// What the database has and journals say to have been removed: it was removed after the backup, and would count again.
#[derive(Default, Serialize)]
pub(super) struct Removals {
    operators: Vec<OperatorName>,
    partner_keys: Vec<RemovedKey>,
}

#[derive(Serialize)]
struct RemovedKey {
    partner: String,
    key: String,
}

impl Removals {
    /// Compares the database with these journals.
    pub(super) async fn find(node: &Node, journals: &[PathBuf]) -> Result<Self, Failure> {
        let journals = read(journals)?;
        let operators = node.store.operators().await?.into_iter();
        let operators = operators
            .filter(|operator| operator.removed.is_none() && journals.operators.contains(operator.name.as_str()))
            .map(|operator| operator.name)
            .collect();
        let mut partner_keys = Vec::new();
        for partner in node.store.partners().await? {
            let gone = partner.keys.into_iter().filter(|key| journals.has_removed(&partner.name, key));
            partner_keys.extend(gone.map(|key| RemovedKey { partner: partner.name.clone(), key: key.id }));
        }
        Ok(Self { operators, partner_keys })
    }

    /// Shows it as a table.
    pub(super) fn show(&self) {
        if !self.operators.is_empty() || !self.partner_keys.is_empty() {
            outln!("Removed after the backup, by the journal:");
        }
        for name in &self.operators {
            outln!("  {:<14} {name}", "operator");
        }
        for RemovedKey { partner, key } in &self.partner_keys {
            outln!("  {:<14} {key} of {partner}", "partner key");
        }
    }

    /// Removes it again.
    pub(super) async fn remove_again(&self, node: &Node, acts: &mut Acts) -> Result<(), Failure> {
        for name in &self.operators {
            if node.store.remove_operator(name, node.clock.now()).await? == OperatorChange::Done {
                acts.enter(ActKind::OperatorRemove, [("operator", name.as_str().into())], ActOutcome::Done)?;
            }
        }
        for RemovedKey { partner, key } in &self.partner_keys {
            if node.store.remove_partner_key(partner, key).await? == PartnerChange::Done {
                let on = [("partner", partner.as_str().into()), ("key", key.as_str().into())];
                acts.enter(ActKind::PartnerKeyRemove, on, ActOutcome::Done)?;
            }
        }
        Ok(())
    }
}

/// A partner and the id of a key.
type KeyName = (String, String);

/// The last that was done to a key.
#[derive(Debug)]
enum LastAct {
    /// It was registered; what is public of it, in hexadecimal digits, if the journal has it.
    Added(Option<String>),
    Removed,
}

/// What journals have of removals.
#[derive(Default)]
struct Journals {
    operators: BTreeSet<String>,
    keys: BTreeMap<KeyName, (UnixTime, LastAct)>,
}

impl Journals {
    /// Whether the key was removed and not registered again, or another key has its id by now.
    fn has_removed(&self, partner: &str, key: &PartnerKey) -> bool {
        match self.keys.get(&(partner.to_owned(), key.id.clone())) {
            Some((_, LastAct::Removed)) => true,
            Some((_, LastAct::Added(Some(public)))) => *public != hexadecimal(&key.public),
            Some((_, LastAct::Added(None))) | None => false,
        }
    }

    /// Adds another node's journal: the later act on a key counts.
    fn add(&mut self, other: Self) {
        self.operators.extend(other.operators);
        for (name, (time, act)) in other.keys {
            if self.keys.get(&name).is_none_or(|(known, _)| *known <= time) {
                self.keys.insert(name, (time, act));
            }
        }
    }
}

impl Findings for Journals {
    fn entry(&mut self, _: &Line) {}

    fn act(&mut self, line: &ActLine) {
        let detail = |name: &str| line.on.get(name).map(ToString::to_string);
        let is_done = [ActOutcome::Done, ActOutcome::Already].map(ActOutcome::as_str).contains(&&*line.outcome);
        if !is_done {
            return;
        }
        if line.act == ActKind::OperatorRemove.as_str() {
            self.operators.extend(detail("operator"));
            return;
        }
        let act = if line.act == ActKind::PartnerKeyAdd.as_str() {
            LastAct::Added(detail("public"))
        } else if line.act == ActKind::PartnerKeyRemove.as_str() {
            LastAct::Removed
        } else {
            return;
        };
        if let (Some(partner), Some(key)) = (detail("partner"), detail("key")) {
            self.keys.insert((partner, key), (line.time, act));
        }
    }

    fn advance(&mut self, _: u64) {}
}

fn read(journals: &[PathBuf]) -> Result<Journals, Failure> {
    let mut all = Journals::default();
    for path in journals.iter().filter(|path| path.is_dir()) {
        let unreadable = |error| Failure::from(format!("the journal in {} cannot be read: {error}", path.display()));
        let mut journal = Journals::default();
        if let Some(place) = journal::verify(&Folder::new(path), &mut journal).map_err(unreadable)?.broken {
            let path = path.display();
            eprintln!("haetae: the journal in {path} is broken at {place}: what was removed after that is not known");
        }
        all.add(journal);
    }
    Ok(all)
}
