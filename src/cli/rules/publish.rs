use std::path::PathBuf;

use clap::Args;
use haetae_keys::ceremony::read_bounded;
use sha2::{Digest as _, Sha256};

use super::candidate::{Candidate, cases_beside};
use super::in_words;
use crate::cli::output::outln;
use crate::cli::second_operator::{ActingOperator, Step, WAITS, Wanted, hexadecimal};
use crate::cli::{Acts, Context, DataFolder, Failure, open};
use crate::config::FourEyes;
use crate::journal::{ActKind, Detail};
use crate::model::{ProposalKind, Reason, RulesRecord};

/// Arguments of `haetae rules publish`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 published, 1 scanners would not take or read it, a canary gets a wrong answer, there is less notice than configured, or a second operator must confirm, 2 wrong usage or failure"
)]
pub(in crate::cli) struct PublishArgs {
    #[command(flatten)]
    data: DataFolder,
    /// The signed file that `haetae rules sign` wrote
    file: PathBuf,
    /// The canaries: invented people and what the rules must say to them (docs/rules.md); by default FILE with the
    /// ending .cases.json
    #[arg(long, value_name = "FILE", conflicts_with = "no_cases")]
    cases: Option<PathBuf>,
    /// Publish it without canaries: nobody notices then if it gives wrong answers
    #[arg(long)]
    no_cases: bool,
    /// Why it must count with less notice than configured (rules.notice_hours), for the record: 1 to 500 characters on
    /// one line
    #[arg(long, value_name = "REASON")]
    emergency: Option<String>,
    #[command(flatten)]
    acting: ActingOperator,
}

pub(super) async fn run(args: &PublishArgs, context: &mut Context) -> Result<u8, Failure> {
    let emergency = args.emergency.as_deref().map(emergency).transpose()?;
    let bytes = read_bounded(&args.file)?;
    let (cases, place) = cases_beside(&args.file, args.cases.as_ref(), args.no_cases)?;
    let (config, node) = open(&args.data, context).await?;
    let now = crate::cli::clock::require_agreement(&node, &config).await?;
    let candidate =
        Candidate::read(bytes, cases, &node).map_err(|failure| failure.with(&args.file.display().to_string()))?;
    let found = candidate
        .require_good(&node, &config, emergency.is_some(), now)
        .await
        .map_err(|failure| failure.with(&args.file.display().to_string()))?;
    let mut acts = Acts::open(&config, context)?;
    let version = candidate.edition.version;
    let mut on = vec![
        ("version", Detail::from(version)),
        ("file", hexadecimal(&Sha256::digest(&candidate.bytes)).into()),
        ("cases", hexadecimal(&Sha256::digest(&candidate.cases)).into()),
    ];
    on.extend(emergency.iter().map(|reason| ("emergency", Detail::from(reason.as_str()))));
    let wanted = Wanted {
        kind: ProposalKind::RulesPublish,
        act: ActKind::RulesPublish,
        needs_two: config.operators.needs_two(FourEyes::Rules),
        content: format!("{on:?}").into_bytes(),
        on: &on,
    };
    let proposer = args.acting.proposer(&node).await?;
    let Step::GoOn(on) = args.acting.require(&wanted, &node, &mut acts, context).await? else { return Ok(WAITS) };
    let record = record(version, now, proposer, &acts, emergency);
    let says = in_words(&candidate.file, now);
    candidate.publish(ActKind::RulesPublish, record, on, (&config, &node), &mut acts).await?;
    outln!("It says: {says}.");
    match place {
        Some(place) => outln!("{found}: those of {}.", place.display()),
        None => outln!("It has no canaries."),
    }
    Ok(0)
}

/// The reason of an emergency.
pub(super) fn emergency(text: &str) -> Result<Reason, Failure> {
    Reason::new(text).map_err(|error| Failure::from(format!("--emergency {error}")))
}

/// Who published a version: the proposer and the operator who approved, or one operator.
pub(super) fn record(
    version: u64,
    published: haetae_core::UnixTime,
    proposer: Option<String>,
    acts: &Acts,
    emergency: Option<Reason>,
) -> RulesRecord {
    let actor = acts.actor().to_owned();
    let (by, approved_by) = match proposer {
        Some(proposer) => (proposer, Some(actor)),
        None => (actor, None),
    };
    let emergency = emergency.map(|reason| reason.as_str().to_owned());
    RulesRecord { version, published, by, approved_by, emergency, content_of: None }
}
