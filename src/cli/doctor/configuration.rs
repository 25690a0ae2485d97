use super::finding::Finding;
use crate::config::Config;

/// A file that must not be on a node: with it, one can make keys that every scanner trusts.
const ELSEWHERE: [(&str, &str); 2] =
    [("roots", "The private root key"), ("vault", "The vault with the keys of later weeks and the spares")];

/// Checks for risky settings.
pub(super) fn check(config: &Config) -> Vec<Finding> {
    let remedy = "change haetae.toml, then: haetae config check";
    let mut findings: Vec<Finding> =
        config.warnings().into_iter().map(|warning| Finding::warning("configuration", warning, remedy)).collect();
    for (name, what) in ELSEWHERE {
        let path = config.data_dir.join(name);
        if path.is_dir() {
            let path = path.display();
            let finding = format!("{what} is beside the data, in {path}: anyone who reads this folder has it forever.");
            let remedy =
                format!("move {path} to a machine without a network or to a medium in a safe (keys/README.md)");
            findings.push(Finding::warning("configuration", finding, remedy));
        }
    }
    if findings.is_empty() {
        findings.push(Finding::ok("configuration", "It has no risky settings."));
    }
    findings
}
