use std::path::PathBuf;

use clap::Args;
use haetae_core::UnixTime;

use super::{read, shown};
use crate::cli::everybody::each_person;
use crate::cli::json::AsJson;
use crate::cli::{Acts, Context, DataFolder, Failure, open, time};
use crate::eligibility::{Comparison, Side};
use crate::journal::{ActKind, ActOutcome, Detail};

/// Arguments of `haetae eligibility diff`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 the answer changes for no one, 1 it changes for at least one person, 2 wrong usage or failure"
)]
pub(in crate::cli) struct DiffArgs {
    #[command(flatten)]
    data: DataFolder,
    /// The old file
    old: PathBuf,
    /// The new one
    new: PathBuf,
    /// The time at which both are asked, as 2021-07-12T00:00:00+09:00
    #[arg(long, value_name = "TIME", value_parser = time)]
    at: UnixTime,
    /// Name so many people of each change by their subject ids; the journal says that you did
    #[arg(long, value_name = "NUMBER", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=1_000))]
    examples: u16,
    /// Write a page with plots for a browser, too; the file must not exist
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    #[command(flatten)]
    form: AsJson,
}

pub(super) async fn run(args: &DiffArgs, context: &mut Context) -> Result<u8, Failure> {
    let (old, new) = (read(&args.old)?, read(&args.new)?);
    let (config, node) = open(&args.data, context).await?;
    if args.examples > 0 {
        // Before the first of them is shown.
        let which = [("which", Detail::from("eligibility-diff")), ("people", u64::from(args.examples).into())];
        Acts::open(&config, context)?.enter(ActKind::RecordsExport, which, ActOutcome::Done)?;
    }
    let today = new.civil_date(args.at).ok_or("--at is after year 9999")?;
    let side = |file| Side { file: Some(file), at: args.at };
    let mut comparison = Comparison::new(side(&old), side(&new), today, usize::from(args.examples));
    each_person(&node, |record| comparison.add(record)).await?;
    let counted = comparison.finish();
    shown::counted(&counted, args.at, &new.zone, args.html.as_deref(), args.form.json)?;
    Ok(u8::from(shown::changed(&counted) > 0))
}
