use haetae_core::{SECONDS_PER_DAY, UnixTime};

use super::finding::Finding;
use crate::render::text::plural;
use crate::runtime::Node;
use crate::runtime::expiry::{Expiry, Level, Lifetime, Subject};

/// How close to expiry everything is that must be renewed.
pub(super) async fn check(node: &Node, now: UnixTime) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Err(error) = node.publisher.follow().await {
        let finding = format!("The published data cannot be read, or a scanner would not accept it: {error}.");
        findings.push(Finding::problem(
            "manifest",
            finding,
            "check the service's log, then run: haetae publish --out FOLDER (the folder that your web server serves)",
        ));
    } else if node.publisher.served().is_none() {
        let finding = "Nothing is published yet: scanners know no keys of this issuer.";
        findings.push(Finding::warning(
            "manifest",
            finding,
            "start the service (haetae serve), or: haetae publish --out FOLDER (the folder that your web server serves)",
        ));
    }
    let expiry = Expiry::of(&node.publisher, &node.issuer, now);
    findings.extend(expiry.lifetimes().iter().map(|(subject, life)| judge(*subject, *life)));
    findings
}

fn judge(subject: Subject, life: Lifetime) -> Finding {
    let (check, what, remedy) = match subject {
        Subject::ManifestStale => (
            "manifest",
            "The manifest until it is stale",
            "make sure that a service runs and publishes (haetae serve); its log says why not",
        ),
        Subject::ManifestExpires => (
            "manifest",
            "The manifest until it expires",
            "make sure that a service runs and publishes (haetae serve); its log says why not",
        ),
        Subject::StatusLists => (
            "status-lists",
            "The status lists of the coming days",
            "make sure that a service runs and publishes (haetae serve); its log says why not",
        ),
        Subject::TrustList => {
            ("trust", "The trust list", "bring the custodians together: haetae trust request --out request.json")
        }
        Subject::IssuingKeys => (
            "keys",
            "The keys for the passes of the coming days",
            "bring this node the keys of the coming days: haetae keys load --vault DIR",
        ),
        Subject::StatusKeys => (
            "keys",
            "The keys for manifests and status lists",
            "bring this node the next status key: haetae keys load --vault DIR",
        ),
        Subject::Rules => (
            "rules",
            "The key that signed the rules, on the trust list",
            "sign the same rules again and publish them: haetae rules sign FILE, haetae rules publish FILE",
        ),
    };
    let left = words(life.left);
    match (life.level(), life.left) {
        (Level::Urgent, 0) => {
            Finding::problem(check, format!("{what}: no time is left; {}.", subject.advice()), remedy)
        }
        (Level::Urgent, _) => Finding::problem(
            check,
            format!("{what}: three quarters of the time have passed, {left} are left; {}.", subject.advice()),
            remedy,
        ),
        (Level::Act, _) => Finding::warning(
            check,
            format!("{what}: half of the time has passed, {left} are left; {}.", subject.advice()),
            remedy,
        ),
        (Level::Watch, _) => Finding::ok(check, format!("{what}: {left} are left; a quarter of the time has passed.")),
        (Level::Fresh, _) => Finding::ok(check, format!("{what}: {left} are left.")),
    }
}

fn words(seconds: u64) -> String {
    match (seconds / SECONDS_PER_DAY, seconds / 3_600) {
        (days @ 2.., _) => format!("{days} days"),
        (_, hours @ 2..) => format!("{hours} hours"),
        _ => format!("{} {}", seconds / 60, plural(seconds / 60, "minute", "minutes")),
    }
}
