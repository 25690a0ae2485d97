use clap::Args;
use haetae_core::RulesEdition;

use super::candidate::Candidate;
use super::in_words;
use super::publish::{emergency, record};
use super::sign::{next, sign};
use crate::cli::output::outln;
use crate::cli::second_operator::{ActingOperator, Step, WAITS, Wanted};
use crate::cli::{Acts, Context, DataFolder, Failure, open};
use crate::config::FourEyes;
use crate::journal::{ActKind, Detail};
use crate::model::{ProposalKind, RulesRecord};

/// Arguments of `haetae rules rollback`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 published, 1 there is no such version, a canary gets a wrong answer, there is less notice than configured, or a second operator must confirm, 2 wrong usage or failure"
)]
pub(in crate::cli) struct RollbackArgs {
    #[command(flatten)]
    data: DataFolder,
    /// The version whose content counts again; `haetae rules status` lists them
    version: u64,
    /// Why it must count with less notice than configured (rules.notice_hours), for the record: 1 to 500 characters on
    /// one line
    #[arg(long, value_name = "REASON")]
    emergency: Option<String>,
    #[command(flatten)]
    acting: ActingOperator,
}

pub(super) async fn run(args: &RollbackArgs, context: &mut Context) -> Result<u8, Failure> {
    let emergency = args.emergency.as_deref().map(emergency).transpose()?;
    let (config, node) = open(&args.data, context).await?;
    let now = crate::cli::clock::require_agreement(&node, &config).await?;
    let of = args.version;
    let earlier = node.store.rules(Some(of)).await?;
    let earlier =
        earlier.ok_or_else(|| Failure::no(format!("there is no version {of}; haetae rules status lists them")))?;
    if node.publisher.newest_rules().await?.is_some_and(|newest| newest.version == of) {
        return Err(Failure::no(format!("version {of} is the newest one already")));
    }
    let payload =
        RulesEdition::decode_unverified(&earlier.file).map_err(|error| format!("version {of}: {error}"))?.payload;
    let made = next(&payload, &node, now).await.map_err(|failure| failure.with(&format!("version {of}")))?;
    let mut acts = Acts::open(&config, context)?;
    let signed = sign(&made, &node, now)?;
    let candidate = Candidate::read(signed.bytes, earlier.cases, &node)?;
    let found = candidate.require_good(&node, &config, emergency.is_some(), now).await?;
    let version = made.file.version;
    let mut on = vec![("version", Detail::from(version)), ("content_of", of.into())];
    on.extend(emergency.iter().map(|reason| ("emergency", Detail::from(reason.as_str()))));
    let wanted = Wanted {
        kind: ProposalKind::RulesRollback,
        act: ActKind::RulesRollback,
        needs_two: config.operators.needs_two(FourEyes::Rules),
        // Not the signed file: the other operator's has another time of issue.
        content: format!("{on:?}").into_bytes(),
        on: &on,
    };
    let proposer = args.acting.proposer(&node).await?;
    let Step::GoOn(on) = args.acting.require(&wanted, &node, &mut acts, context).await? else { return Ok(WAITS) };
    let record = RulesRecord { content_of: Some(of), ..record(version, now, proposer, &acts, emergency) };
    candidate.publish(ActKind::RulesRollback, record, on, (&config, &node), &mut acts).await?;
    outln!("It has the content of version {of}: {}.", in_words(&made.file, now));
    outln!("{found}.");
    Ok(0)
}
