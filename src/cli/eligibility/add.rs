use std::path::PathBuf;

use clap::Args;
use haetae_core::UnixTime;
use sha2::{Digest as _, Sha256};

use super::{bytes, in_force, shown, stored};
use crate::cli::everybody::each_person;
use crate::cli::output::outln;
use crate::cli::second_operator::{ActingOperator, hexadecimal};
use crate::cli::{Acts, Context, DataFolder, Failure, open};
use crate::eligibility::{Comparison, EligibilityFile, Side, Versions, WrongCanary};
use crate::issuing::ELIGIBILITY_NOTICE;
use crate::journal::{ActKind, ActOutcome};
use crate::model::{EligibilityVersion, Scope};
use crate::rules::comparing::Counted;
use crate::runtime::Node;
use crate::store::EligibilityChange;

/// Exit status while a change waits for `--yes`.
const NOT_YET: u8 = 1;

/// Arguments of `haetae eligibility add`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 added, 1 it cannot be added, or --yes is missing, 2 wrong usage or failure")]
pub(in crate::cli) struct AddArgs {
    #[command(flatten)]
    data: DataFolder,
    /// The eligibility file
    file: PathBuf,
    /// Do it, instead of only showing what would be
    #[arg(long)]
    yes: bool,
    /// How many people cease to be eligible when the file begins, as the preview counts them: say it, if it is meant
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    loses: u64,
    /// Write who changes when the file begins as a page with plots for a browser, too; the file must not exist
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    #[command(flatten)]
    acting: ActingOperator,
}

pub(super) async fn run(args: &AddArgs, context: &mut Context) -> Result<u8, Failure> {
    let name = args.file.display().to_string();
    let content = bytes(&args.file)?;
    let file = EligibilityFile::read(&content).map_err(|problems| {
        Failure::no(problems.iter().map(|problem| format!("{name}:{problem}")).collect::<Vec<_>>().join("\n"))
    })?;
    let (config, node) = open(&args.data, context).await?;
    // Its time is compared with this clock.
    let now = crate::cli::clock::require_agreement(&node, &config).await?;
    let versions = stored(&node).await?;
    require_good(&file, &versions, now).map_err(|failure| failure.with(&name))?;
    let mut acts = Acts::open(&config, context)?;
    args.acting.act_as(&node, Scope::Rules, &mut acts).await?;
    shown::lines(&file);
    let counted = at_its_beginning(&file, &versions, &node).await?;
    shown::counted(&counted, file.from, &file.zone, args.html.as_deref(), false)?;
    let loses: u64 = counted.policies.values().map(|differences| differences.total().loses).max().unwrap_or(0);
    if loses != args.loses {
        return Err(Failure::no(format!(
            "nothing was changed: when this file begins, {loses} people cease to be eligible, and --loses says {}. If it is a mistake, correct the \
             file; if it is meant, say --loses {loses}",
            args.loses
        )));
    }
    if !args.yes {
        outln!("\nNothing was changed: if this is right, add --yes.");
        return Ok(NOT_YET);
    }
    let by = acts.actor().to_owned();
    let sha256 = hexadecimal(&Sha256::digest(&content));
    let version = EligibilityVersion { version: file.version, from: file.from, file: content, added: now, by };
    if node.store.add_eligibility(&version).await? == EligibilityChange::NotNewer {
        return Err(Failure::no(format!(
            "nothing was changed: version {} or a later one is there already",
            file.version
        )));
    }
    let on = [
        ("version", file.version.into()),
        ("from", file.from.to_rfc3339().into()),
        ("file", sha256.into()),
        ("loses", loses.into()),
    ];
    acts.enter(ActKind::EligibilityAdd, on, ActOutcome::Done)?;
    outln!("\nAdded: every node follows it from its time on.");
    Ok(0)
}

/// Refuses a file that is not the newest, begins too early for all nodes to have it, or answers a canary otherwise than
/// it says.
fn require_good(file: &EligibilityFile, versions: &Versions, now: UnixTime) -> Result<(), Failure> {
    let newest = versions.newest();
    if file.version <= newest {
        return Err(Failure::no(format!(
            "it is version {}, and version {newest} is there: number it anew",
            file.version
        )));
    }
    if file.from < now.saturating_add(ELIGIBILITY_NOTICE) {
        return Err(Failure::no(format!(
            "it begins at {}, and now it is {}: `from` must be {ELIGIBILITY_NOTICE} seconds ahead, so that every node has it by then",
            file.from.to_rfc3339(),
            now.to_rfc3339()
        )));
    }
    let wrong = file.wrong_canaries();
    if !wrong.is_empty() {
        return Err(Failure::no(format!("canaries are answered otherwise than they say:\n{}", listed(&wrong))));
    }
    // A file that cannot be used answers nobody: what comes after it is better.
    let before = in_force(versions, file.from.saturating_sub(1)).ok().flatten();
    let wrong = before.map(|before| file.wrong_before(before)).unwrap_or_default();
    if !wrong.is_empty() {
        return Err(Failure::no(format!(
            "in the second before it begins, the file before it answers canaries otherwise than they say: let their answers begin with this \
             file if it corrects that\n{}",
            listed(&wrong)
        )));
    }
    Ok(())
}

fn listed(wrong: &[WrongCanary]) -> String {
    wrong.iter().map(|canary| format!("  {canary}")).collect::<Vec<_>>().join("\n")
}

/// Whom the file answers otherwise in its first second than the one that would be in force without it.
async fn at_its_beginning(file: &EligibilityFile, versions: &Versions, node: &Node) -> Result<Counted, Failure> {
    let today = file.civil_date(file.from).ok_or("the file begins after year 9999")?;
    let at = file.from;
    let before = Side { file: in_force(versions, at).ok().flatten(), at };
    let mut comparison = Comparison::new(before, Side { file: Some(file), at }, today, 0);
    each_person(node, |record| comparison.add(record)).await?;
    Ok(comparison.finish())
}
