use std::path::PathBuf;

use clap::Args;
use haetae_core::UnixTime;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::{in_force, shown, stored};
use crate::cli::everybody::each_person;
use crate::cli::json::{self, AsJson};
use crate::cli::output::outln;
use crate::cli::{Context, DataFolder, Failure, open, time};
use crate::eligibility::{Comparison, Side, Switch, Versions, switches};
use crate::render::text::civil_time;
use crate::rules::comparing::Counted;
use crate::runtime::Node;

/// Arguments of `haetae eligibility schedule`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::DONE)]
pub(in crate::cli) struct ScheduleArgs {
    #[command(flatten)]
    data: DataFolder,
    /// What comes after this time, as 2021-07-12T00:00:00+09:00; by default now
    #[arg(long, value_name = "TIME", value_parser = time)]
    at: Option<UnixTime>,
    /// Count who changes at the next switch, over everybody on record
    #[arg(long)]
    count: bool,
    /// Write who changes at the next switch as a page with plots for a browser, too; the file must not exist
    #[arg(long, value_name = "FILE", requires = "count")]
    html: Option<PathBuf>,
    #[command(flatten)]
    form: AsJson,
}

/// What is written for programs.
#[derive(Serialize)]
struct Schedule<'s> {
    in_force: Option<u64>,
    switches: &'s [Switch],
    next: Option<&'s Counted>,
}

pub(super) async fn run(args: &ScheduleArgs, context: &mut Context) -> Result<u8, Failure> {
    let now = args.at.unwrap_or_else(|| context.clock.now());
    let (config, node) = open(&args.data, context).await?;
    let versions = stored(&node).await?;
    let coming = switches(&versions, now);
    let zone = match versions.in_force(now).or_else(|| versions.iter().next()).map(|version| &version.file) {
        Some(Ok(file)) => file.zone.clone(),
        _ => config.issuer.time_zone().map_err(|error| Failure::from(error.to_string()))?,
    };
    let next = match coming.first().filter(|_| args.count) {
        Some(next) => Some((next.at, at_switch(&versions, next.at, &node).await?)),
        None => None,
    };
    let version = versions.in_force(now).map(|version| version.number);
    if args.form.json {
        let next = next.as_ref().map(|(_, counted)| counted);
        return json::print(&Schedule { in_force: version, switches: &coming, next }).map(|()| 0);
    }
    match in_force(&versions, now)? {
        Some(file) => shown::lines(file),
        None => outln!("No file is in force: whoever is on record gets passes."),
    }
    coming.iter().for_each(|switch| describe(switch, &zone));
    if coming.is_empty() {
        outln!("Nothing changes later.");
    }
    if let Some((at, counted)) = next {
        outln!("\nAt the next switch:");
        shown::counted(&counted, at, &zone, args.html.as_deref(), false)?;
    }
    Ok(0)
}

/// Who changes at a switch: what is answered in the second before, and in its first.
async fn at_switch(versions: &Versions, at: UnixTime, node: &Node) -> Result<Counted, Failure> {
    let before = at.saturating_sub(1);
    let (old, new) = (in_force(versions, before)?, in_force(versions, at)?);
    let today = new.and_then(|file| file.civil_date(at)).ok_or("the next switch is after year 9999")?;
    let mut comparison = Comparison::new(Side { file: old, at: before }, Side { file: new, at }, today, 0);
    each_person(node, |record| comparison.add(record)).await?;
    Ok(comparison.finish())
}

fn describe(switch: &Switch, zone: &TimeZone) {
    let begins = switch.begins.then(|| format!("version {} is in force", switch.version));
    let lines = [("begins", &switch.opens), ("ends", &switch.closes)];
    let lines = lines.into_iter().flat_map(|(what, ids)| ids.iter().map(move |id| format!("line {id} {what}")));
    let all: Vec<String> = begins.into_iter().chain(lines).collect();
    outln!("{}: {}", civil_time(switch.at, zone), all.join(", "));
}
