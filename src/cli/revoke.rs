use clap::Args;
use sha2::{Digest as _, Sha256};

use super::publication::Publication;
use super::second_operator::{ActingOperator, Step, WAITS, Wanted, hexadecimal};
use super::standing::{Changed, StandingReport, change_all};
use super::subjects::{SubjectFile, Subjects, subject};
use super::{Acts, Context, DataFolder, Failure, open, reason};
use crate::cli::output::outln;
use crate::journal::{ActKind, ActOutcome, Detail};
use crate::model::{ProposalKind, Scope, SubjectId};
use crate::runtime::Node;
use crate::store::StandingChange;

/// Arguments of `haetae revoke`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 revoked, now or before, 1 no such person, or a second operator must confirm, 2 wrong usage or failure"
)]
pub(super) struct RevokeArgs {
    #[command(flatten)]
    data: DataFolder,
    #[command(flatten)]
    subjects: Subjects,
    /// The reason, for the record: 1 to 500 characters on one line
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Write the result as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    acting: ActingOperator,
}

/// Arguments of `haetae reinstate`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 reinstated, or not revoked, 1 no such person, 2 wrong usage or failure")]
pub(super) struct ReinstateArgs {
    #[command(flatten)]
    data: DataFolder,
    #[command(flatten)]
    subjects: Subjects,
    /// Write the result as JSON
    #[arg(long)]
    json: bool,
}

/// Voids the passes of one person, or of all people in a file.
pub(super) async fn run(args: &RevokeArgs, context: &mut Context) -> Result<u8, Failure> {
    let reason = args.reason.as_deref().map(reason).transpose()?;
    let Some(file) = &args.subjects.from else {
        let subject = subject(args.subjects.subject.as_deref().unwrap_or_default())?;
        let (config, node) = open(&args.data, context).await?;
        let mut acts = Acts::open(&config, context)?;
        args.acting.act_as(&node, Scope::Revoke, &mut acts).await?;
        let serial = serial(&node, &subject).await?;
        let publication = Publication::of(&config, &node).await?;
        let change = node.store.revoke(&subject, node.clock.now(), reason.as_ref()).await?;
        enter(&mut acts, ActKind::Revoke, change, [("serial", serial.into())])?;
        let done = format!("Revoked. {}", publication.of_void_passes());
        return show_one(change, args.json, &done, "This person was revoked already; nothing changed.");
    };
    let mut file = SubjectFile::open(file)?;
    let (config, node) = open(&args.data, context).await?;
    let mut acts = Acts::open(&config, context)?;
    let on = match config.operators.revocations_alone() {
        None => {
            args.acting.act_as(&node, Scope::Revoke, &mut acts).await?;
            Vec::new()
        }
        Some(alone) => {
            // As one piece: what is confirmed is what is revoked, even if the file changes meanwhile.
            let (content, whole) = file.in_memory()?;
            file = whole;
            let people = people(&content);
            let on = [("people", people.into()), ("sha256", Detail::from(hexadecimal(&Sha256::digest(&content))))];
            let wanted = Wanted {
                kind: ProposalKind::MassRevocation,
                act: ActKind::Revoke,
                needs_two: people > alone,
                content: [content, format!("{reason:?}").into_bytes()].concat(),
                on: &on,
            };
            let step = args.acting.require(&wanted, &node, &mut acts, context).await?;
            let Step::GoOn(on) = step else { return Ok(WAITS) };
            on.into_iter().filter(|(name, _)| *name == "proposal").collect()
        }
    };
    let publication = Publication::of(&config, &node).await?;
    let mut begun = false;
    let changed = change_all(&mut file, async |subjects| {
        begin(&mut acts, ActKind::Revoke, &on, &mut begun)?;
        Ok(node.store.revoke_all(subjects, node.clock.now(), reason.as_ref()).await?)
    });
    let outcome = changed.await;
    enter_all(&mut acts, ActKind::Revoke, &outcome, &file, on)?;
    let outcome = outcome.into_report()?;
    let status = outcome.show(args.json, "revoked", "revoked already");
    if outcome.done > 0 && !args.json {
        outln!("{}", publication.of_void_passes());
    }
    Ok(status)
}

/// Lets revoked people have passes again.
pub(super) async fn reinstate(args: &ReinstateArgs, context: &mut Context) -> Result<u8, Failure> {
    let Some(file) = &args.subjects.from else {
        let subject = subject(args.subjects.subject.as_deref().unwrap_or_default())?;
        let (config, node) = open(&args.data, context).await?;
        let mut acts = Acts::open(&config, context)?;
        let before = serial(&node, &subject).await?;
        let done = "Reinstated, with a new serial number. The old passes stay void; phones can fetch new ones.";
        let change = node.store.reinstate(&subject).await?;
        let mut on = vec![("serial", before.into())];
        // What is done is entered in any case.
        if let Ok(after) = serial(&node, &subject).await {
            on.push(("new_serial", after.into()));
        }
        enter(&mut acts, ActKind::Reinstate, change, on)?;
        return show_one(change, args.json, done, "This person is not revoked; nothing changed.");
    };
    let mut file = SubjectFile::open(file)?;
    let (config, node) = open(&args.data, context).await?;
    let mut acts = Acts::open(&config, context)?;
    let mut begun = false;
    let changed = change_all(&mut file, async |subjects| {
        begin(&mut acts, ActKind::Reinstate, &[], &mut begun)?;
        Ok(node.store.reinstate_all(subjects).await?)
    });
    let outcome = changed.await;
    enter_all(&mut acts, ActKind::Reinstate, &outcome, &file, Vec::new())?;
    Ok(outcome.into_report()?.show(args.json, "reinstated, with new serial numbers", "not revoked"))
}

/// The person's serial, for the journal, which has no subject ids.
async fn serial(node: &Node, subject: &SubjectId) -> Result<u32, Failure> {
    Ok(node.store.record(subject).await?.ok_or_else(unknown)?.serial.0)
}

/// How many people a file names: its lines, but for empty ones.
fn people(content: &[u8]) -> u64 {
    content.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).count() as u64
}

fn enter(
    acts: &mut Acts,
    kind: ActKind,
    change: StandingChange,
    on: impl IntoIterator<Item = (&'static str, Detail)>,
) -> Result<(), Failure> {
    match change {
        StandingChange::Done => acts.enter(kind, on, ActOutcome::Done),
        StandingChange::Already => acts.enter(kind, on, ActOutcome::Already),
        StandingChange::Unknown => Ok(()),
    }
}

/// Enters once, before the first people change, that a file of people is worked through: a command that is killed
/// leaves a trace.
fn begin(acts: &mut Acts, kind: ActKind, on: &[(&'static str, Detail)], begun: &mut bool) -> Result<(), Failure> {
    if !std::mem::replace(begun, true) {
        acts.enter(kind, on.iter().cloned(), ActOutcome::Begun)?;
    }
    Ok(())
}

/// Enters what was done with a file, also if it was not completed.
fn enter_all(
    acts: &mut Acts,
    kind: ActKind,
    changed: &Changed,
    file: &SubjectFile,
    on: Vec<(&'static str, Detail)>,
) -> Result<(), Failure> {
    let StandingReport { done, already, .. } = changed.report;
    if done == 0 && already == 0 {
        return Ok(());
    }
    let numbers = [("people", done.into()), ("already", already.into()), ("sha256", file.digest().into())];
    let outcome = if done > 0 { ActOutcome::Done } else { ActOutcome::Already };
    acts.enter(kind, on.into_iter().chain(numbers), outcome)
}

fn show_one(change: StandingChange, json: bool, done: &str, already: &str) -> Result<u8, Failure> {
    let (is_done, words) = match change {
        StandingChange::Done => (1, done),
        StandingChange::Already => (0, already),
        StandingChange::Unknown => return Err(unknown()),
    };
    if json {
        outln!("{}", serde_json::json!({ "done": is_done, "already": 1 - is_done, "problems": [] }));
    } else {
        outln!("{words}");
    }
    Ok(0)
}

/// The error for an unknown person.
pub(super) fn unknown() -> Failure {
    Failure::no("there is no record of that subject")
}
