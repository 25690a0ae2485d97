use std::sync::Arc;

use clap::Args;
use haetae_core::{RulesEdition, UnixTime};
use serde::Serialize;

use crate::cli::json::{self, AsJson};
use crate::cli::output::outln;
use crate::cli::{Context, DataFolder, Failure, load};
use crate::model::RulesRecord;
use crate::rules::canaries::{Canaries, WrongCanary};
use crate::rules::standing::{self, PolicyStanding};
use crate::runtime::Node;

/// Arguments of `haetae rules status`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 all is well, 1 a canary gets a wrong answer, or the newest version is not in force, 2 wrong usage or failure"
)]
pub(in crate::cli) struct StatusArgs {
    #[command(flatten)]
    data: DataFolder,
    /// How many versions of the history are shown, the newest first
    #[arg(long, value_name = "NUMBER", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    history: u32,
    #[command(flatten)]
    form: AsJson,
}

/// The output of `--json`.
#[derive(Serialize)]
struct StatusJson {
    /// The version in the published set; null without rules.
    in_force: Option<u64>,
    issued: Option<UnixTime>,
    /// The key that signed it.
    kid: Option<String>,
    /// Whether scanners can read it.
    readable: Option<bool>,
    /// The newest version that is stored.
    newest: Option<u64>,
    next_change: Option<UnixTime>,
    policies: Vec<PolicyStanding>,
    canaries: usize,
    wrong: Vec<WrongCanary>,
    history: Vec<RecordJson>,
}

#[derive(Serialize)]
struct RecordJson {
    version: u64,
    published: UnixTime,
    by: String,
    approved_by: Option<String>,
    emergency: Option<String>,
    content_of: Option<u64>,
}

impl StatusJson {
    async fn of(node: &Node, history: u32, now: UnixTime) -> Result<Self, Failure> {
        node.publisher.follow().await?;
        let (newest, served) = (node.store.rules(None).await?, node.publisher.served());
        let rules = served.as_ref().and_then(|served| served.rules.as_ref());
        let file = rules.map(RulesEdition::read);
        let readable = file.as_ref().map(Result::is_ok);
        let file = file.and_then(Result::ok);
        let cases = newest.as_ref().map(|newest| newest.cases.as_slice()).filter(|cases| !cases.is_empty());
        let canaries =
            cases.map(Canaries::read).transpose().map_err(|error| format!("the canaries cannot be read: {error}"))?;
        let canaries = canaries.filter(|_| rules.is_some()).unwrap_or_default();
        Ok(Self {
            in_force: rules.map(|rules| rules.version),
            issued: rules.map(|rules| rules.issued),
            kid: rules.map(|rules| rules.kid.to_string()),
            readable,
            newest: newest.map(|newest| newest.record.version),
            next_change: file.as_ref().and_then(|file| standing::next_change(file, now)),
            policies: file.as_ref().map(|file| standing::policies(file, now)).unwrap_or_default(),
            canaries: canaries.len(),
            wrong: canaries.wrong(file.as_ref()),
            history: node.store.rules_history(history).await?.into_iter().map(RecordJson::from).collect(),
        })
    }

    fn is_well(&self) -> bool {
        self.wrong.is_empty() && self.readable != Some(false) && self.newest <= self.in_force
    }

    fn show(&self) {
        match (self.in_force, self.issued) {
            (Some(version), Some(issued)) => {
                outln!("Version {version} is in force, issued at {}.", issued.to_rfc3339());
            }
            _ => outln!("No rules are in force."),
        }
        if self.readable == Some(false) {
            outln!("Scanners cannot read it: they say rule_failed to every policy.");
        }
        if let Some(newest) = self.newest.filter(|newest| Some(*newest) > self.in_force) {
            outln!(
                "Version {newest} is not in force yet: it waits for the next published set. haetae doctor says what hinders it."
            );
        }
        for policy in &self.policies {
            let state = if policy.is_current { "now" } else { "later" };
            let until =
                policy.until.map_or_else(|| "no end".to_owned(), |until| format!("until {}", until.to_rfc3339()));
            outln!("  {:<16}  {state:<5}  from {}, {until}  {}", policy.id, policy.from.to_rfc3339(), policy.name);
        }
        if let Some(next) = self.next_change {
            outln!("The next change is at {}.", next.to_rfc3339());
        }
        match (self.in_force, self.canaries) {
            (None, _) => {}
            (_, 0) => outln!("It has no canaries."),
            (_, all) => outln!("{} of {all} canaries get the right answer.", all - self.wrong.len()),
        }
        for canary in &self.wrong {
            outln!("  wrong: {canary}");
        }
        if !self.history.is_empty() {
            outln!("\nVersions, the newest first:");
        }
        for record in &self.history {
            outln!("  {:>6}  {}  {}", record.version, record.published.to_rfc3339(), record.words());
        }
    }
}

impl RecordJson {
    fn words(&self) -> String {
        let mut words = format!("by {}", self.by);
        for (what, detail) in [
            ("approved by", self.approved_by.clone()),
            ("with the content of version", self.content_of.map(|version| version.to_string())),
            ("emergency:", self.emergency.clone()),
        ] {
            if let Some(detail) = detail {
                words.push_str(&format!(", {what} {detail}"));
            }
        }
        words
    }
}

impl From<RulesRecord> for RecordJson {
    fn from(record: RulesRecord) -> Self {
        let RulesRecord { version, published, by, approved_by, emergency, content_of } = record;
        Self { version, published, by, approved_by, emergency, content_of }
    }
}

pub(super) async fn run(args: &StatusArgs, context: &Context) -> Result<u8, Failure> {
    let config = load(&args.data, context)?;
    let node = Node::open_to_read(&config, Arc::clone(&context.clock)).await?;
    let status = StatusJson::of(&node, args.history, context.clock.now()).await?;
    if args.form.json {
        json::print(&status)?;
    } else {
        status.show();
    }
    Ok(u8::from(!status.is_well()))
}
