use haetae_core::{SECONDS_PER_DAY, UnixTime};

use super::finding::Finding;
use crate::config::{Config, FourEyes};
use crate::model::{Operator, Scope};
use crate::render::text::plural;
use crate::runtime::Node;

const CHECK: &str = "operators";

/// A credential that ends within so many days is named.
const SOON: u64 = 14;

/// Whether someone can use the operator listener, and whose credentials end soon.
pub(super) async fn check(config: &Config, node: &Node, now: UnixTime) -> Vec<Finding> {
    let operators = match node.store.operators().await {
        Ok(operators) => operators,
        Err(error) => return vec![Finding::problem(CHECK, format!("{error}."), "see the finding about the store")],
    };
    let live: Vec<&Operator> = operators.iter().filter(|operator| operator.is_live(now)).collect();
    if live.is_empty() {
        let finding = "No operator has a credential: the operator listener refuses everyone, monitoring too.";
        return vec![Finding::warning(CHECK, finding, "haetae operator add NAME --scope read --out FILE")];
    }
    let mut findings: Vec<Finding> = live.iter().filter_map(|operator| ends_soon(operator, now)).collect();
    let needed = [
        (FourEyes::PartnerKeys, Scope::Keys),
        (FourEyes::MassRevocation, Scope::Revoke),
        (FourEyes::Rules, Scope::Rules),
    ];
    for (_, scope) in needed.into_iter().filter(|(what, _)| config.operators.needs_two(*what)) {
        if live.iter().filter(|operator| operator.may(scope)).count() < 2 {
            let finding = format!(
                "operators.four_eyes asks for two operators with the scope {scope}, and fewer have a credential for it."
            );
            findings.push(Finding::warning(CHECK, finding, format!("haetae operator add NAME --scope {scope}")));
        }
    }
    if findings.is_empty() {
        let have = plural(live.len(), "operator has", "operators have");
        findings.push(Finding::ok(CHECK, format!("{} {have} a credential.", live.len())));
    }
    findings
}

fn ends_soon(operator: &Operator, now: UnixTime) -> Option<Finding> {
    let expires = operator.expires.filter(|expires| expires.seconds_since(now) < SOON * SECONDS_PER_DAY)?;
    let finding = format!("The credential of {} ends at {}.", operator.name, expires.to_rfc3339());
    Some(Finding::warning(CHECK, finding, "add another operator in time, and give the program the new credential"))
}
