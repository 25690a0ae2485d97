use haetae_core::{RulesEdition, UnixTime};

use super::finding::Finding;
use crate::cli::rules::in_words;
use crate::model::RulesVersion;
use crate::render::text::plural;
use crate::rules::canaries::Canaries;
use crate::rules::standing;
use crate::runtime::Node;
use crate::store::StoreError;

const CHECK: &str = "rules";

/// Which rules scanners have, whether the newest ones are published, and what they say to the canaries. Nothing where
/// there are no rules.
pub(super) async fn check(node: &Node, now: UnixTime) -> Vec<Finding> {
    examine(node, now)
        .await
        .unwrap_or_else(|error| vec![Finding::problem(CHECK, format!("{error}."), "see the finding about the store")])
}

async fn examine(node: &Node, now: UnixTime) -> Result<Vec<Finding>, StoreError> {
    let newest = node.store.rules(None).await?;
    // The finding about the manifest says why nothing is served.
    let served = node.publisher.served();
    let rules = served.as_ref().and_then(|served| served.rules.as_ref());
    let mut findings = Vec::new();
    if let Some(newest) = &newest {
        findings.extend(not_served(node, newest, rules));
        findings.extend(canaries(newest));
    }
    let Some(rules) = rules else { return Ok(findings) };
    findings.push(match rules.read() {
        Ok(file) => {
            let change = standing::next_change(&file, now);
            let next = change.map_or_else(
                || "no change is ahead".to_owned(),
                |at| format!("the next change is at {}", at.to_rfc3339()),
            );
            Finding::ok(CHECK, format!("Version {} is in force: {}; {next}.", rules.version, in_words(&file, now)))
        }
        Err(error) => Finding::problem(
            CHECK,
            format!("Scanners cannot read version {}: {error}. They say rule_failed to every policy.", rules.version),
            "publish rules that they can read: haetae rules rollback VERSION --emergency REASON",
        ),
    });
    let withdrawn = node.store.withdrawn_keys().await?.into_iter().any(|key| key.kid == rules.kid);
    if withdrawn {
        findings.push(Finding::problem(
            CHECK,
            format!("The rules in force are signed by the key {}, which is withdrawn.", rules.kid),
            "sign them with another key before a trust list without that key is installed: haetae rules sign, haetae rules publish",
        ));
    }
    Ok(findings)
}

fn not_served(node: &Node, newest: &RulesVersion, served: Option<&RulesEdition>) -> Option<Finding> {
    let version = newest.record.version;
    if let Err(error) = RulesEdition::decode(&newest.file, &node.publisher.signing().load().list) {
        let finding = format!("Version {version} is not published, because scanners would not take it: {error}.");
        return Some(Finding::problem(CHECK, finding, "sign it again: haetae rules sign, haetae rules publish"));
    }
    let served = served.map(|served| served.version);
    let finding = match served {
        Some(served) if served == version => return None,
        Some(served) if served > version => format!(
            "Version {served} is in force, and the database knows none after {version}: it was restored from a backup."
        ),
        _ => format!("Version {version} is not in force yet: it waits for the next published set."),
    };
    let remedy = if served > Some(version) {
        "publish the rules that should count: haetae rules sign FILE, haetae rules publish FILE"
    } else {
        "make sure that a service runs and publishes (haetae serve); its log says why not"
    };
    Some(Finding::warning(CHECK, finding, remedy))
}

fn canaries(newest: &RulesVersion) -> Option<Finding> {
    if newest.cases.is_empty() {
        return Some(Finding::warning(
            CHECK,
            "The rules were published without canaries: nobody notices if they give wrong answers.",
            "publish the next version with its cases: haetae rules publish FILE --cases FILE",
        ));
    }
    let file = RulesEdition::decode_unverified(&newest.file).ok().and_then(|edition| edition.read().ok());
    let version = newest.record.version;
    let (finding, remedy) = match Canaries::read(&newest.cases) {
        Err(error) => (format!("The canaries of version {version} cannot be read: {error}."), "publish them again"),
        Ok(canaries) => {
            let wrong = canaries.wrong(file.as_ref());
            let Some(first) = wrong.first() else {
                let number = canaries.len();
                let all = plural(number, "canary gets", "canaries get");
                return Some(Finding::ok(CHECK, format!("{number} {all} the right answers from version {version}.")));
            };
            let all = plural(wrong.len(), "canary gets", "canaries get");
            let finding = format!("{} {all} wrong answers from version {version}: {first}.", wrong.len());
            (finding, "take it back: haetae rules rollback VERSION --emergency REASON")
        }
    };
    Some(Finding::problem(CHECK, finding, remedy))
}
