//! The sections of the kit: each runs a part of a vector file.

mod checks;
mod planning;
mod presenting;
mod requests;
mod scripts;
mod store;
mod trust;

use serde_json::{Value, json};

use super::results::{Case, CaseResult, Section};
use super::subject::{Answer, NoAnswer, Subject};
use super::vectors::{Checks, Rules, Vectors};

/// What a section is called, and what it is for.
struct Heading {
    file: &'static str,
    name: &'static str,
    about: &'static str,
}

type Run<'v> = Box<dyn FnOnce(&mut Subject) -> Vec<Case> + 'v>;

/// A section that has not run.
pub(crate) struct Planned<'v> {
    heading: Heading,
    run: Run<'v>,
}

impl Planned<'_> {
    /// Whether `only` names this section, or its file.
    pub(crate) fn is_named(&self, only: &str) -> bool {
        let Heading { file, name, .. } = self.heading;
        only == file || only.split_once('/') == Some((file, name))
    }

    /// `FILE/NAME`, as `--only` takes it.
    pub(crate) fn full_name(&self) -> String {
        format!("{}/{}", self.heading.file, self.heading.name)
    }

    /// Runs it.
    pub(crate) fn run(self, subject: &mut Subject) -> Section {
        let Heading { file, name, about } = self.heading;
        Section { file, name, about, cases: (self.run)(subject) }
    }
}

/// All sections of the vectors that are there, in the order in which implementers begin.
pub(crate) fn planned(vectors: &Vectors) -> Vec<Planned<'_>> {
    let mut plan = Plan(Vec::new());
    plan.add("protocol", "requests", "the adapter keeps to the protocol", requests::all);
    if let Some(trust) = &vectors.trust {
        let about = "which trust lists a scanner takes (section 5)";
        plan.add("trust.json", "lists", about, |subject| trust::lists(subject, &trust.cases));
    }
    if let Some(store) = &vectors.store {
        let cases = &store.cases;
        let about = "which bundles a scanner takes (section 7)";
        plan.add("store.json", "bundles", about, |subject| store::bundles(subject, cases, false));
        let about = "the same where it starts again between two of them";
        plan.add("store.json", "restarts", about, |subject| store::bundles(subject, cases, true));
        for member in store::MEMBERS {
            let about = "how things are after a bundle";
            plan.add("store.json", member.0, about, move |subject| store::states(subject, cases, member));
        }
    }
    if let Some(checks) = &vectors.checks {
        plan.add_checks(checks);
    }
    if let Some(scripts) = &vectors.scanner {
        let about = "a scanner over time: codes, downloads, failures, restarts";
        plan.add("scanner.json", "scripts", about, |subject| scripts::all(subject, &scripts.cases));
    }
    if let Some(rules) = &vectors.rules {
        plan.add_rules(rules);
    }
    plan.0
}

/// What is planned so far.
struct Plan<'v>(Vec<Planned<'v>>);

impl<'v> Plan<'v> {
    fn add(
        &mut self,
        file: &'static str,
        name: &'static str,
        about: &'static str,
        run: impl FnOnce(&mut Subject) -> Vec<Case> + 'v,
    ) {
        self.0.push(Planned { heading: Heading { file, name, about }, run: Box::new(run) });
    }

    fn add_checks(&mut self, checks: &'v Checks) {
        let about = "the verdict on a code, without a policy (section 10)";
        let scanners = || [&checks.first].into_iter().chain(&checks.more);
        self.add("checks.json", "codes", about, move |subject| checks::codes(subject, scanners()));
        let about = "what a phone signs and shows, byte for byte (section 4)";
        self.add("checks.json", "phones", about, |subject| presenting::phones(subject, &checks.first));
        let about = "the place of a pass in the status list of its day (section 6)";
        self.add("checks.json", "indices", about, |subject| planning::indices(subject, &checks.status_indices));
    }

    fn add_rules(&mut self, rules: &'v Rules) {
        let about = "the verdict on a code with a policy (sections 8 and 10)";
        self.add("rules.json", "codes", about, |subject| checks::codes(subject, &rules.checks));
        let about = "what an expression of the rules comes to (section 8)";
        self.add("rules.json", "logic", about, |subject| planning::logic(subject, &rules.logic));
        let about = "until when evidence meets a policy (section 8)";
        self.add("rules.json", "good_until", about, |subject| planning::good_until(subject, &rules.good_until));
    }
}

/// A new scanner that is pinned to these roots; what came of its case where there is none.
fn pinned(subject: &mut Subject, roots: &Value, seed: u64) -> Result<(), CaseResult> {
    let answer = subject.ask("init", json!({ "roots": roots, "seed": seed }));
    match answer {
        Ok(_) => Ok(()),
        Err(no_answer) => Err(CaseResult::of_answer("a new scanner", Err(no_answer))),
    }
}

/// The word of an answer for data.
fn outcome(answer: &Answer) -> String {
    match answer.get("outcome") {
        Some(Value::String(word)) => word.clone(),
        Some(Value::Null) => "more files first".to_owned(),
        Some(other) => other.to_string(),
        None => "an answer without outcome".to_owned(),
    }
}

/// A member of an answer as text.
fn member(answer: &Answer, name: &str) -> Result<String, NoAnswer> {
    Ok(match answer.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => format!("an answer without {name}"),
    })
}
