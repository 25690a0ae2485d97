//! `haetae operator`: who may use the operator listener, and what waits for a second one.

mod add;
mod list;
mod proposals;

use clap::Subcommand;

use super::acts::Acts;
use super::{Context, DataFolder, Failure, load};
use crate::cli::output::outln;
use crate::config::Config;
use crate::journal::{ActKind, ActOutcome, Detail};
use crate::model::OperatorName;
use crate::runtime::installation;
use crate::store::{OperatorChange, Store};

pub(super) use add::{Scopes, add_first};

/// Commands about operators.
#[derive(Debug, Subcommand)]
pub(super) enum OperatorCommand {
    /// Give a person or a program a credential of its own, which is shown once
    Add(add::AddArgs),
    /// List operators, what they may do, and when they were last there
    List(list::ListArgs),
    /// Take an operator's credential away; a running service refuses it at once
    #[command(after_help = "Exit status: 0 removed, 1 there is no such operator, 2 wrong usage or failure")]
    Remove {
        #[command(flatten)]
        data: DataFolder,
        /// The operator
        name: String,
    },
    /// Exchange an operator's credential; a running service refuses the old one at once
    #[command(after_help = "Exit status: 0 exchanged, 1 there is no such operator, 2 wrong usage or failure")]
    Rotate(add::RotateArgs),
    /// List what waits for a second operator
    Proposals(proposals::ProposalsArgs),
}

/// Runs one of them.
pub(super) async fn run(command: &OperatorCommand, context: &mut Context) -> Result<u8, Failure> {
    match command {
        OperatorCommand::Add(args) => add::run(args, context).await,
        OperatorCommand::List(args) => list::run(args, context).await,
        OperatorCommand::Remove { data, name } => remove(data, name, context).await,
        OperatorCommand::Rotate(args) => add::rotate(args, context).await,
        OperatorCommand::Proposals(args) => proposals::run(args, context).await,
    }
}

async fn remove(data: &DataFolder, name: &str, context: &mut Context) -> Result<u8, Failure> {
    let name = operator_name(name)?;
    let (config, store) = open(data, context).await?;
    let mut acts = Acts::open(&config, context)?;
    match store.remove_operator(&name, context.clock.now()).await? {
        OperatorChange::Done => acts.enter(ActKind::OperatorRemove, [on(&name)], ActOutcome::Done)?,
        OperatorChange::Unknown | OperatorChange::NameTaken => return Err(unknown()),
    }
    outln!(
        "Removed {name}. The credential is refused from now on; the name stays in the journal and is not given again."
    );
    Ok(0)
}

/// The configuration and the store. Keys are not needed.
async fn open(data: &DataFolder, context: &Context) -> Result<(Config, std::sync::Arc<dyn Store>), Failure> {
    let config = load(data, context)?;
    let store = installation::open(&config).await?;
    Ok((config, store))
}

fn operator_name(text: &str) -> Result<OperatorName, Failure> {
    Ok(OperatorName::new(text)?)
}

fn on(name: &OperatorName) -> (&'static str, Detail) {
    ("operator", name.as_str().into())
}

fn unknown() -> Failure {
    Failure::no("there is no such operator; haetae operator list shows them")
}
