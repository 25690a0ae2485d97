use super::finding::Finding;
use crate::render::text::plural;
use crate::runtime::Node;
use crate::store::{DiskProblem, StoreError};

const CHECK: &str = "store";

/// What to do about a damaged database.
const RESTORE: &str = "stop the service and restore the database from its backup";

/// Whether the database is intact. Its schema was checked when it was opened.
pub(super) async fn check(node: &Node) -> Vec<Finding> {
    let damage = match node.store.damage().await {
        Ok(damage) => damage,
        Err(error) => return vec![unanswered(&error)],
    };
    if !damage.is_empty() {
        let finding = format!("The database is damaged: {}.", damage.join("; "));
        return vec![Finding::problem(CHECK, finding, RESTORE)];
    }
    let mut findings = risks(node).await;
    findings.push(match node.store.count().await {
        Ok(people) => {
            let who = plural(people, "person", "people");
            Finding::ok(CHECK, format!("The database is sound and holds {people} {who}."))
        }
        Err(error) => unanswered(&error),
    });
    findings
}

/// What to do about a database that cannot be used.
pub(super) fn remedy(error: &StoreError) -> &'static str {
    match DiskProblem::of(error) {
        Some(DiskProblem::Full) => return "make room on that disk",
        Some(DiskProblem::ReadOnly | DiskProblem::NotOpened) => {
            return "mount the disk so that it can be written, make room on it, or give folder and files to the service's user";
        }
        None => {}
    }
    match error {
        StoreError::Unavailable(_) => {
            "start the database or its server, make room for it, or correct [storage] (docs/configuration.md)"
        }
        StoreError::Password(_) => "put the file with its password back, or correct storage.password_file",
        StoreError::UnknownSchema(_) => "run the program that wrote the database",
        StoreError::SerialBits { .. } => "correct issuer.serial_bits",
        _ => RESTORE,
    }
}

fn unanswered(error: &StoreError) -> Finding {
    Finding::problem(CHECK, format!("{error}."), remedy(error))
}

/// Settings of the database by which it may lose what it has acknowledged.
async fn risks(node: &Node) -> Vec<Finding> {
    let remedy = "change the setting on the database server";
    let risk = |risk: String| Finding::problem(CHECK, format!("{risk}."), remedy);
    match node.store.risks().await {
        Ok(risks) => risks.into_iter().map(risk).collect(),
        Err(error) => vec![unanswered(&error)],
    }
}
