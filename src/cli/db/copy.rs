use clap::Args;

use crate::cli::output::outln;
use crate::cli::{Acts, Context, DataFolder, Failure, load};
use crate::journal::{ActKind, ActOutcome};
use crate::runtime::installation;
use crate::store;

/// Arguments of `haetae db copy`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::DONE)]
pub(in crate::cli) struct CopyArgs {}

pub(super) async fn run(data: &DataFolder, context: &mut Context) -> Result<u8, Failure> {
    let config = load(data, context)?;
    installation::require(&config).await?;
    let mut acts = Acts::open(&config, context)?;
    let (tables, kept) = store::copy_to_server(&config, context.clock.now()).await?;
    let rows: u64 = tables.iter().map(|(_, rows)| rows).sum();
    acts.enter(ActKind::DbCopy, [("rows", rows.into())], ActOutcome::Done)?;
    for (table, rows) in &tables {
        outln!("{table:<20} {rows:>10}");
    }
    let storage = &config.storage;
    outln!(
        "All {rows} rows are in the database {} on {}:{} now, and are the same.",
        storage.name,
        storage.host,
        storage.port
    );
    outln!("No service goes on with the SQLite database, which is kept as {}.", kept.display());
    outln!("In {}: storage.engine = \"postgresql\". Then: haetae db check", crate::config::FILE_NAME);
    Ok(0)
}
