//! `haetae queue`: the waiting room.

mod shown;

use clap::{Args, Subcommand, value_parser};
use haetae_core::UnixTime;

use super::second_operator::ActingOperator;
use super::{Acts, Context, DataFolder, Failure, open};
use crate::cli::json::{self, AsJson};
use crate::cli::output::outln;
use crate::config::Config;
use crate::journal::{ActKind, ActOutcome, Detail};
use crate::model::Scope;
use crate::queue::desk::{self, DeskError, Order};
use crate::queue::{Change, Changed, MOST_PER_SECOND, Room};
use crate::runtime::Node;
use shown::RoomJson;

/// The exit statuses of changes.
const CHANGED: &str =
    "Exit status: 0 done, or it was like this, 1 it cannot be done, or --yes is missing, 2 wrong usage or failure";

/// Exit status while a change waits for `--yes`.
const NOT_YET: u8 = 1;

/// Commands about the waiting room.
#[derive(Debug, Subcommand)]
pub(super) enum QueueCommand {
    /// Show the waiting room
    Status(StatusArgs),
    /// Plan a waiting room, or move the times of one that has not opened
    Schedule(ScheduleArgs),
    /// Let people in from now on: begin a room, open one that is planned, or end a pause
    Open(ChangeArgs),
    /// Let nobody in until the room is opened again; all keep their places
    Pause(ChangeArgs),
    /// Take nobody in any more, and let in who waits; then the room is over
    Drain(ChangeArgs),
    /// Set how many people are let in a second
    Rate(RateArgs),
}

/// Arguments of `haetae queue status`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::DONE)]
pub(super) struct StatusArgs {
    #[command(flatten)]
    data: DataFolder,
    #[command(flatten)]
    form: AsJson,
}

/// Arguments that all changes have.
#[derive(Debug, Args)]
#[command(after_help = CHANGED)]
pub(super) struct ChangeArgs {
    #[command(flatten)]
    data: DataFolder,
    /// Do it, instead of only showing what would be
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    acting: ActingOperator,
}

/// Arguments of `haetae queue schedule`.
#[derive(Debug, Args)]
#[command(after_help = CHANGED)]
pub(super) struct ScheduleArgs {
    /// When the room opens, with the distance from UTC: 2026-11-15T08:00:00+09:00
    #[arg(long, value_name = "TIME", value_parser = super::time)]
    opens: UnixTime,
    /// From when on people can join; without it, half an hour before the opening
    #[arg(long, value_name = "TIME", value_parser = super::time)]
    pre_queue: Option<UnixTime>,
    #[command(flatten)]
    change: ChangeArgs,
}

/// Arguments of `haetae queue rate`.
#[derive(Debug, Args)]
#[command(after_help = CHANGED)]
pub(super) struct RateArgs {
    /// How many people are let in a second; without it, as many as issuing can take
    #[arg(value_name = "NUMBER", value_parser = value_parser!(u32).range(1..=i64::from(MOST_PER_SECOND)))]
    per_second: Option<u32>,
    #[command(flatten)]
    change: ChangeArgs,
}

/// Runs one of them.
pub(super) async fn run(command: &QueueCommand, context: &mut Context) -> Result<u8, Failure> {
    match command {
        QueueCommand::Status(args) => status(args, context).await,
        QueueCommand::Schedule(args) => {
            let change = Change::Schedule { opens: args.opens, pre_queue: args.pre_queue };
            make(change, &args.change, context).await
        }
        QueueCommand::Open(args) => make(Change::Open, args, context).await,
        QueueCommand::Pause(args) => make(Change::Pause, args, context).await,
        QueueCommand::Drain(args) => make(Change::Drain, args, context).await,
        QueueCommand::Rate(args) => make(Change::Rate(args.per_second), &args.change, context).await,
    }
}

async fn status(args: &StatusArgs, context: &Context) -> Result<u8, Failure> {
    let (config, node) = open(&args.data, context).await?;
    let room = desk::room(node.store.as_ref()).await?;
    let now = node.clock.now();
    let zone = config.issuer.time_zone().map_err(|error| Failure::from(error.to_string()))?;
    if args.form.json {
        json::print(&room.as_ref().map(|room| RoomJson::of(room, now)))?;
        return Ok(0);
    }
    match &room {
        Some(room) => {
            shown::describe(room, now, &zone);
            let from = room.serving.now.second;
            let from = if from > room.opens { from } else { UnixTime::saturating_new(0) };
            let arrivals = node.store.queue_arrivals(room.number, from).await?;
            shown::describe_crowd(room, &arrivals);
        }
        None => outln!("There has been no waiting room."),
    }
    Ok(0)
}

/// Makes a change after it was shown: the times in all zones, so that a slip shows before it counts.
async fn make(change: Change, args: &ChangeArgs, context: &mut Context) -> Result<u8, Failure> {
    let (config, node) = open(&args.data, context).await?;
    // The times are compared with this clock.
    let now = super::clock::require_agreement(&node, &config).await?;
    let mut acts = Acts::open(&config, context)?;
    args.acting.act_as(&node, Scope::Queue, &mut acts).await?;
    let by = acts.actor().to_owned();
    let begin = config.queue.least_per_second.into();
    let order = Order { change, now, by: &by, begin, revision: None };
    if !args.yes {
        return preview(&order, &config, &node).await;
    }
    let changed = desk::make(node.store.as_ref(), &order).await.map_err(failure)?;
    let zone = config.issuer.time_zone().map_err(|error| Failure::from(error.to_string()))?;
    match changed {
        Changed::To(room) => {
            acts.enter(ActKind::QueueChange, details(change, &room), ActOutcome::Done)?;
            shown::describe(&room, now, &zone);
            outln!("Every node follows within seconds.");
        }
        Changed::Already => {
            acts.enter(ActKind::QueueChange, [("change", change.as_str().into())], ActOutcome::Already)?;
            outln!("Nothing changed: it was already like this.");
        }
    }
    Ok(0)
}

async fn preview(order: &Order<'_>, config: &Config, node: &Node) -> Result<u8, Failure> {
    let zone = config.issuer.time_zone().map_err(|error| Failure::from(error.to_string()))?;
    match desk::preview(node.store.as_ref(), order).await.map_err(failure)? {
        Changed::To(room) => {
            outln!("It would be:");
            shown::describe(&room, order.now, &zone);
            outln!("Nothing was changed: if this is right, add --yes.");
            Ok(NOT_YET)
        }
        Changed::Already => {
            outln!("Nothing would change: it is already like this.");
            Ok(0)
        }
    }
}

fn details(change: Change, room: &Room) -> Vec<(&'static str, Detail)> {
    let mut on = vec![("change", Detail::from(change.as_str()))];
    on.extend(room.details().into_iter().map(|(name, value)| (name, Detail::from(value))));
    on
}

fn failure(error: DeskError) -> Failure {
    match error {
        DeskError::Store(error) => error.into(),
        DeskError::Change(_) | DeskError::Outdated => Failure::no(format!("nothing was changed: {error}")),
    }
}
