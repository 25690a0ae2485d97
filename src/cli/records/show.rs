//! Shows everything that is stored about one person, for example when that person asks what the issuer has.
use clap::Args;
use haetae_core::Language;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::list::standing;
use crate::cli::output::outln;
use crate::cli::subjects::subject;
use crate::cli::{Acts, Failure, revoke};
use crate::config::Config;
use crate::journal::{self, ActKind, ActOutcome, Folder, IssuedTo, Line};
use crate::model::{Reason, Record};
use crate::render::text::{civil_time, evidence_text};
use crate::runtime::Node;
use crate::store::{Decision, DecisionKind, RevocationEntry, RevocationQuery};

/// Arguments of `haetae records show`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::PERSON)]
pub(in crate::cli) struct ShowArgs {
    /// The person's subject id
    #[arg(value_name = "SUBJECT")]
    subject: String,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

/// What is stored about a person.
struct Kept {
    record: Record,
    revocations: Vec<RevocationEntry>,
    decisions: Vec<(DecisionKind, Decision)>,
    /// `None` if this node has no journal.
    issued: Option<Vec<Line>>,
}

/// Shows everything that is stored about one person.
pub(in crate::cli) async fn run(args: &ShowArgs, config: &Config, node: &Node, acts: &mut Acts) -> Result<u8, Failure> {
    let subject = subject(&args.subject)?;
    let zone = node.issuer.config().calendar.zone();
    let decisions = node.store.decisions(&subject).await?;
    let Some(record) = node.store.record(&subject).await? else {
        return Err(match decisions.last() {
            Some((DecisionKind::Erased, decision)) => {
                Failure::no(format!("there is no record of that subject: it was erased {}", decided(decision, zone)))
            }
            _ => revoke::unknown(),
        });
    };
    let query = RevocationQuery { subject: Some(subject), ..RevocationQuery::default() };
    let revocations = node.store.revocations(&query, u32::MAX).await?;
    let issued = issued_to(&record, &revocations, config)?;
    acts.enter(ActKind::RecordsShow, [("serial", record.serial.0.into())], ActOutcome::Done)?;
    let kept = Kept { record, revocations, decisions, issued };
    if args.json {
        outln!("{:#}", kept.json());
    } else {
        kept.lines(zone).iter().for_each(|line| outln!("{line}"));
    }
    Ok(0)
}

/// What this node's journal holds about the person.
fn issued_to(record: &Record, revocations: &[RevocationEntry], config: &Config) -> Result<Option<Vec<Line>>, Failure> {
    let folder = Folder::new(config.journal_directory());
    if !folder.path().is_dir() {
        return Ok(None);
    }
    let serials = revocations.iter().map(|entry| entry.serial).chain([record.serial]);
    let mut found = IssuedTo::new(serials);
    let report = journal::verify(&folder, &mut found).map_err(|error| {
        Failure::from(format!("the journal in {} cannot be read: {error}", folder.path().display()))
    })?;
    if let Some(place) = report.broken {
        eprintln!("haetae: the chain of the journal is broken at {place}: what was issued after it is not shown");
    }
    Ok(Some(found.into_entries()))
}

impl Kept {
    fn json(&self) -> Value {
        let Self { record, revocations, decisions, issued } = self;
        let person = &record.person;
        json!({
            "subject": person.subject.as_str(),
            "system": person.system,
            "name": person.name.as_str(),
            "full_name_hash": person.name_hash,
            "birth_date": person.birth_date,
            "deceased": person.deceased,
            "standing": standing(record),
            "serial": record.serial.0,
            "version": record.version,
            "evidence": person.evidence,
            "revocations": revocations.iter().map(|entry| json!({
                "at": entry.at.to_rfc3339(),
                "serial": entry.serial.0,
                "reason": entry.reason,
                "in_force": entry.in_force,
            })).collect::<Vec<_>>(),
            "decisions": decisions.iter().map(|(kind, decision)| json!({
                "decision": word(*kind),
                "at": decision.at.to_rfc3339(),
                "by": decision.by,
                "reason": decision.reason,
            })).collect::<Vec<_>>(),
            "issued": issued.as_ref().map(|lines| lines.iter().map(|line| json!({
                "at": line.time.to_rfc3339(),
                "partner": line.partner,
                "key": line.key,
                "kind": line.kind.as_str(),
                "serial": line.serial,
                "days": line.passes.iter().map(|pass| pass.day.to_string()).collect::<Vec<_>>(),
            })).collect::<Vec<_>>()),
        })
    }

    fn lines(&self, zone: &TimeZone) -> Vec<String> {
        let Self { record, revocations, decisions, issued } = self;
        let person = &record.person;
        let hash = if person.name_hash.is_some() { "; of the full name, a keyed hash" } else { "" };
        let mut lines = vec![
            format!("subject     {}", person.subject.as_str()),
            format!("system      {}", person.system.as_deref().unwrap_or("not stated")),
            format!("name        {} (masked{hash})", person.name.as_str()),
            format!("birth date  {}", person.birth_date),
            format!("standing    {}", standing(record)),
            format!("serial      {}", record.serial.0),
            format!("version     {}", record.version),
        ];
        let mut section = |title: &str, content: Vec<String>| {
            lines.push(format!("\n{title}"));
            let nothing = content.is_empty().then(|| "  none".to_owned());
            lines.extend(nothing.into_iter().chain(content.into_iter().map(|line| format!("  {line}"))));
        };
        section(
            "Evidence",
            person.evidence.iter().map(|piece| evidence_text(piece, Language::English, zone)).collect(),
        );
        let revocation = |entry: &RevocationEntry| {
            let standing = if entry.in_force { "in force" } else { "of an earlier serial" };
            let (at, reason) =
                (civil_time(entry.at, zone), entry.reason.as_ref().map_or("no reason given", Reason::as_str));
            format!("{at}, serial {}, {standing}: {reason}", entry.serial.0)
        };
        section("Revocations", revocations.iter().map(revocation).collect());
        let decision = |(kind, decision): &(_, _)| format!("{} {}", word(*kind), decided(decision, zone));
        section("Decisions of operators", decisions.iter().map(decision).collect());
        match issued {
            Some(entries) => {
                section("Passes in this node's journal", entries.iter().map(|line| entry(line, zone)).collect());
            }
            None => section("Passes", vec!["this node has no journal".to_owned()]),
        }
        lines
    }
}

fn entry(line: &Line, zone: &TimeZone) -> String {
    let days: Vec<String> = line.passes.iter().map(|pass| pass.day.to_string()).collect();
    let at = civil_time(line.time, zone);
    format!("{at}, {}, through {}: {}", line.kind.as_str(), line.partner_and_key(), days.join(" "))
}

fn decided(decision: &Decision, zone: &TimeZone) -> String {
    format!("{} by {}: {}", civil_time(decision.at, zone), decision.by, decision.reason)
}

const fn word(kind: DecisionKind) -> &'static str {
    match kind {
        DecisionKind::Erased => "erased",
        DecisionKind::Allowed => "allowed to change or return",
    }
}
