use super::finding::Finding;
use crate::render::text::plural;
use crate::runtime::Node;

const CHECK: &str = "store";

/// Whether the database is intact. Its schema was checked when it was opened.
pub(super) async fn check(node: &Node) -> Vec<Finding> {
    let remedy = "stop the service and restore the database from its backup";
    let damage = match node.store.damage().await {
        Ok(damage) => damage,
        Err(error) => return vec![Finding::problem(CHECK, format!("{error}."), remedy)],
    };
    if !damage.is_empty() {
        let finding = format!("The database is damaged: {}.", damage.join("; "));
        return vec![Finding::problem(CHECK, finding, remedy)];
    }
    let mut findings = risks(node).await;
    findings.push(match node.store.count().await {
        Ok(people) => {
            let who = plural(people, "person", "people");
            Finding::ok(CHECK, format!("The database is sound and holds {people} {who}."))
        }
        Err(error) => Finding::problem(CHECK, format!("{error}."), remedy),
    });
    findings
}

/// Settings of the database by which it may lose what it has acknowledged.
async fn risks(node: &Node) -> Vec<Finding> {
    let remedy = "change the setting on the database server";
    let risk = |risk: String| Finding::problem(CHECK, format!("{risk}."), remedy);
    match node.store.risks().await {
        Ok(risks) => risks.into_iter().map(risk).collect(),
        Err(error) => vec![Finding::problem(CHECK, format!("{error}."), remedy)],
    }
}
