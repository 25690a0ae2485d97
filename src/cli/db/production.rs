use clap::Args;

use crate::cli::output::outln;
use crate::cli::{Acts, Context, DataFolder, Failure, load};
use crate::journal::{ActKind, ActOutcome};
use crate::runtime::installation;
use crate::store;

/// Arguments of `haetae db production`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::DONE)]
pub(in crate::cli) struct ProductionArgs {
    /// The name to type from now on before the database is replaced: 1 to 63 letters, digits, - and _
    #[arg(value_name = "NAME", value_parser = name, required_unless_present = "none")]
    name: Option<String>,
    /// Take the mark away
    #[arg(long, conflicts_with = "name")]
    none: bool,
    /// The present name, if the database is marked already
    #[arg(long, value_name = "NAME")]
    i_mean: Option<String>,
}

pub(super) async fn run(args: &ProductionArgs, data: &DataFolder, context: &mut Context) -> Result<u8, Failure> {
    let config = load(data, context)?;
    installation::require(&config).await?;
    let mut acts = Acts::open(&config, context)?;
    store::mark_production(&config, args.name.as_deref(), args.i_mean.as_deref()).await?;
    let name = args.name.clone().unwrap_or_default();
    acts.enter(ActKind::DbProduction, [("name", name.into())], ActOutcome::Done)?;
    match &args.name {
        Some(name) => outln!("{} is production: what replaces it asks for --i-mean {name}.", config.database()),
        None => outln!("{} is not marked as production any more.", config.database()),
    }
    Ok(0)
}

fn name(text: &str) -> Result<String, &'static str> {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    if (1..=63).contains(&text.len()) && text.chars().all(fits) {
        return Ok(text.to_owned());
    }
    Err("1 to 63 letters, digits, - and _")
}
