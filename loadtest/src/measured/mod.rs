//! Makes a report of what was counted.

use haetae_core::UnixTime;

use crate::load::tally::{Counts, Span, Tally};
use crate::load::validity;
use crate::numbers::float;
use crate::report::{Fact, Mark, Report, shown};
use crate::scenario::Scenario;
use crate::service::samples::Sample;

mod machine;
mod memory;
mod plots;
mod targets;

pub use machine::facts;

/// What a run left.
#[derive(Debug)]
pub struct Measured<'a> {
    /// What was run.
    pub scenario: &'a Scenario,
    /// What was counted.
    pub tally: &'a Tally,
    /// What processes and service showed meanwhile.
    pub samples: &'a [Sample],
    /// What happened when.
    pub marks: Vec<Mark>,
    /// Why something that was to happen did not.
    pub trouble: Vec<String>,
    /// Who needs to run it again needs this.
    pub facts: Vec<Fact>,
}

impl Measured<'_> {
    /// The report.
    pub fn report(&self) -> Report {
        let scenario = self.scenario;
        Report {
            name: scenario.name.clone(),
            story: format!("{} {}", scenario.story.trim(), scenario.scaling.trim()),
            findings: self.findings(),
            invalid: self.invalid(),
            targets: scenario.target.iter().map(|target| targets::judged(target, self)).collect(),
            facts: self.facts.clone(),
            not_tested: self.not_tested(),
            sections: plots::sections(self),
        }
    }

    fn invalid(&self) -> Option<String> {
        let trouble = (!self.trouble.is_empty()).then(|| self.trouble.join(" "));
        trouble.or_else(|| validity::problem(self.tally, self.scenario.lateness_ms))
    }

    fn findings(&self) -> Vec<String> {
        let tally = self.tally;
        let mut findings: Vec<String> = tally.of.iter().map(|(name, counts)| finding(name, counts)).collect();
        if tally.whole_wait.count() > 0 {
            let quantile = |part| shown(tally.whole_wait.quantile_ms(part).unwrap_or_default() / 1_000.0);
            findings.push(format!(
                "{} people came through the waiting room: half of them within {} s of their arrival, the slowest hundredth after \
                 {} s or more.",
                shown(float(tally.whole_wait.count())),
                quantile(0.5),
                quantile(0.99),
            ));
        }
        if tally.left_waiting > 0 {
            let left = shown(float(tally.left_waiting));
            findings.push(format!(
                "{left} were still waiting, for their turn or for another try, when the schedule ended."
            ));
        }
        let late = tally.lateness.quantile_ms(0.99).unwrap_or_default();
        findings.push(format!(
            "The generator: 99 of 100 requests were dispatched within {} ms of their moment, {} waited for a connection.",
            shown(late),
            shown(float(tally.waited.count())),
        ));
        findings
    }

    fn not_tested(&self) -> Vec<String> {
        let own = [
            "A network: service and clients talk over loopback.",
            "TLS: the connections are plain.",
            "More than one machine: nodes on loopback share its processors, its disk and its clock.",
        ];
        self.scenario.not_tested.iter().cloned().chain(own.map(str::to_owned)).collect()
    }
}

fn finding(name: &str, counts: &Counts) -> String {
    let sum = |number: fn(&Span) -> u64| counts.sum(number);
    let offered = sum(|span| span.offered);
    let mut text = format!("{name}: {} requests, {} good", shown(float(offered)), shown(float(sum(|span| span.good))));
    for (number, word) in [
        (sum(|span| span.shed), "without room"),
        (sum(|span| span.refused), "refused"),
        (sum(|span| span.failed), "failed"),
        (sum(|span| span.wrong), "wrong"),
    ] {
        if number > 0 {
            text.push_str(&format!(", {} {word}", shown(float(number))));
        }
    }
    if let (Some(half), Some(tail)) = (counts.good.quantile_ms(0.5), counts.good.quantile_ms(0.99)) {
        text.push_str(&format!("; good answers: p50 {} ms, p99 {} ms", shown(half), shown(tail)));
    }
    if counts.checked > 0 {
        text.push_str(&format!("; {} checked with the core", shown(float(counts.checked))));
    }
    text.push('.');
    text
}

/// When a run began, as text.
pub fn began(start_unix_micros: u64) -> String {
    UnixTime::saturating_new(start_unix_micros / 1_000_000).to_rfc3339()
}
