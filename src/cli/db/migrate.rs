use clap::Args;

use crate::cli::output::outln;
use crate::cli::{Acts, Context, DataFolder, Failure, load};
use crate::journal::{ActKind, ActOutcome};
use crate::runtime::installation;
use crate::store;

/// Arguments of `haetae db migrate`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::DONE)]
pub(in crate::cli) struct MigrateArgs {}

/// Does what every command that opens the database does, and says what it did: for those who want it done before the
/// first node of a new release starts.
pub(super) async fn run(data: &DataFolder, context: &mut Context) -> Result<u8, Failure> {
    let config = load(data, context)?;
    installation::require(&config).await?;
    let mut acts = Acts::open(&config, context)?;
    let done = store::migrate(&config).await?;
    if done.is_empty() {
        outln!("The database {} is up to date.", config.database());
        return Ok(0);
    }
    let last = done.iter().copied().max().unwrap_or_default();
    acts.enter(ActKind::DbMigrate, [("to", last.cast_unsigned().into())], ActOutcome::Done)?;
    let numbers: Vec<String> = done.iter().map(i64::to_string).collect();
    outln!("The database {} is up to date now, by its migrations {}.", config.database(), numbers.join(", "));
    Ok(0)
}
