use std::path::Path;
use std::time::Duration;

use haetae_core::UnixTime;
use jiff::fmt::rfc2822;

use super::finding::Finding;
use crate::cli::clock::watch;
use crate::clock::Clock;
use crate::config::Config;
use crate::journal::{Folder, check_end};
use crate::render::text::plural;
use crate::runtime::{Node, Verdict, With};

const CHECK: &str = "clock";

/// A clock that is at most this many seconds off counts as right.
const TOLERANCE: u64 = 60;

/// systemd-timesyncd makes this file when it has set the clock.
const SYNCHRONIZED: &str = "/run/systemd/timesync/synchronized";

/// Whether the clock shows a time before something that this node has already done.
pub(super) fn check(config: &Config, node: Option<&Node>, now: UnixTime) -> Vec<Finding> {
    let manifest = node.and_then(|node| node.publisher.served()).map(|served| served.contents.issued);
    let entry = check_end(&Folder::new(config.journal_directory())).ok().and_then(|end| end.head).map(|head| head.time);
    let mut findings: Vec<Finding> = [("the newest manifest", manifest), ("the last entry of the journal", entry)]
        .into_iter()
        .filter_map(|(what, time)| behind(what, time?, now))
        .collect();
    if findings.is_empty() {
        findings.push(Finding::ok(CHECK, "It is later than everything that this node has done."));
    }
    if Path::new(SYNCHRONIZED).exists() {
        findings.push(Finding::ok(CHECK, "systemd-timesyncd has set it."));
    }
    findings
}

fn behind(what: &str, time: UnixTime, now: UnixTime) -> Option<Finding> {
    let seconds = time.seconds_since(now);
    (seconds > TOLERANCE).then(|| {
        let finding = format!(
            "It shows {}, {seconds} seconds before {what}: it was set back, or it was ahead then. Passes and manifests would \
             be dated wrongly.",
            now.to_rfc3339()
        );
        Finding::problem(CHECK, finding, "set the clock and keep it set: timedatectl set-ntp true")
    })
}

/// Whether the clock disagrees with what this node and the others have written, and which of them doubt their own.
pub(super) async fn among_nodes(config: &Config, node: &Node) -> Vec<Finding> {
    let remedy = "set the clock of that machine, or if it is right, on that machine: haetae clock accept";
    let mut findings = Vec::new();
    let manifest = node.publisher.served().map(|served| (served.contents.version, served.contents.issued));
    if let Ok((_, Verdict::Disagree(disagreement))) = watch(node, config).poll(manifest, true).await
        && disagreement.with != With::Manifest
    {
        let finding = format!("This node signs nothing for scanners, because {disagreement}.");
        findings.push(Finding::problem(CHECK, finding, remedy));
    }
    for witness in node.store.witnesses().await.unwrap_or_default().nodes {
        if let Some(doubt) = witness.doubt {
            let (name, shows) = (witness.node, doubt.shows.to_rfc3339());
            let direction = if doubt.ahead < 0 { "behind" } else { "ahead" };
            let finding = format!(
                "The node {name} does not believe its clock, and signs nothing for scanners: at {shows} it was {} {} {direction}.",
                doubt.ahead.unsigned_abs(),
                plural(doubt.ahead.unsigned_abs(), "second", "seconds")
            );
            findings.push(Finding::problem(CHECK, finding, remedy));
        }
    }
    findings
}

/// Compares the clock with the `Date` of a web server, which is accurate to about a second.
pub(super) fn against(address: &str, clock: &dyn Clock) -> Finding {
    let before = clock.now();
    let date = match ask(address) {
        Ok(date) => date,
        Err(reason) => {
            let finding = format!("It could not be compared with the clock of {address}: {reason}.");
            return Finding::warning(CHECK, finding, "try another server: haetae doctor --against URL");
        }
    };
    let after = clock.now();
    let (late, ahead) = (date.seconds_since(after), before.seconds_since(date));
    if late.max(ahead) <= TOLERANCE {
        return Finding::ok(CHECK, format!("It agrees with the clock of {address}."));
    }
    let (seconds, direction) = if late > ahead { (late, "behind") } else { (ahead, "ahead") };
    let finding = format!(
        "It is {seconds} seconds {direction}, if the clock of {address} is right: scanners would treat codes as early or expired."
    );
    Finding::problem(CHECK, finding, "set the clock and keep it set: timedatectl set-ntp true")
}

fn ask(address: &str) -> Result<UnixTime, String> {
    // The provider can be chosen once; a second choice of the same one changes nothing.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let asked = ureq::head(address).config().timeout_global(Some(Duration::from_secs(10))).http_status_as_error(false);
    let answer = asked.build().call().map_err(|error| error.to_string())?;
    let date = answer.headers().get("date").and_then(|date| date.to_str().ok()).ok_or("its answer has no date")?;
    let date = rfc2822::parse(date).map_err(|_| "its answer has no date that can be read")?;
    let seconds = u64::try_from(date.timestamp().as_second()).ok().and_then(UnixTime::new);
    seconds.ok_or_else(|| "its answer has a date before 1970".to_owned())
}
