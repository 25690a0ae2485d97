use std::path::{Path, PathBuf};

use clap::Args;
use haetae_core::UnixTime;
use serde::Serialize;

use super::removals::Removals;
use super::report::{self, GapJson};
use crate::cli::json::{self, AsJson};
use crate::cli::output::outln;
use crate::cli::publication::WITHOUT_A_SERVICE;
use crate::cli::{Acts, Context, DataFolder, Failure, open};
use crate::journal::{ActKind, ActOutcome, Detail};
use crate::model::{PublishedSet, Reason};
use crate::publishing::{Gap, set_of};
use crate::runtime::Node;
use crate::runtime::reconciling::{Evidence, is_accepted};
use crate::signing::Signing;
use crate::store::BroughtBack;

/// Arguments of `haetae db reconcile`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 nothing is missing, or it was brought back, 1 something is missing, 2 wrong usage or failure"
)]
pub(in crate::cli) struct ReconcileArgs {
    /// A set that was published: a bundle, or a folder that `haetae publish` wrote, such as a mirror's. It may be given
    /// several times; the last set in the data folder is used in any case
    #[arg(long, value_name = "FOLDER|BUNDLE")]
    from: Vec<PathBuf>,
    /// The journal of another node on this database; this node's own is used in any case
    #[arg(long, value_name = "DIR")]
    journal: Vec<PathBuf>,
    /// Bring back what is missing, instead of only showing it
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    form: AsJson,
}

/// The output of `--json`.
#[derive(Serialize)]
struct ReconcileJson {
    /// The versions of the sets that the database was compared with.
    compared_with: Vec<u64>,
    /// What was missing.
    missing: GapJson,
    /// What was removed after the backup, by the journal, and counted again.
    removed: Removals,
    /// Whether what was missing is back now, and what was removed is removed again.
    brought_back: bool,
    /// Whether nothing is published until it is.
    reconcile_due: bool,
}

pub(super) async fn run(args: &ReconcileArgs, data: &DataFolder, context: &mut Context) -> Result<u8, Failure> {
    let (config, node) = open(data, context).await?;
    let (store, signing) = (node.store.as_ref(), node.publisher.signing().load());
    let mut evidence = Evidence::of(&config, store, &signing).await?.reading_whole_journals();
    for path in &args.from {
        evidence.sets.push(accepted(path, &signing)?);
    }
    for path in &args.journal {
        require_folder(path)?;
        evidence.journals.push(path.clone());
    }
    let gap = evidence.gap(store, &signing).await?;
    let due = store.changes().await?.reconcile_due;
    // Only a database that is older than the journal can hold again what was removed.
    let is_older = due || !gap.is_empty();
    let removed = if is_older { Removals::find(&node, &evidence.journals).await? } else { Removals::default() };
    let brings_back = args.yes && is_older;
    if brings_back {
        let mut acts = Acts::open(&config, context)?;
        // First: if this is interrupted, the database still has to be reconciled.
        removed.remove_again(&node, &mut acts).await?;
        bring_back(&node, &gap, context.clock.now()).await?;
        let numbers = [
            ("people", Detail::from(gap.revoked.len() as u64)),
            ("keys", Detail::from(gap.withdrawn.len() as u64)),
            ("next_serial", gap.next_serial.unwrap_or_default().into()),
        ];
        acts.enter(ActKind::DbReconcile, numbers, ActOutcome::Done)?;
    }
    let left = is_older && !brings_back;
    if args.form.json {
        json::print(&ReconcileJson {
            compared_with: evidence.sets.iter().map(|set| set.version).collect(),
            missing: GapJson::from(&gap),
            removed,
            brought_back: brings_back,
            reconcile_due: left,
        })?;
        return Ok(u8::from(left));
    }
    describe(&evidence, &gap);
    removed.show();
    if left {
        return Err(Failure::no("nothing was changed, and nothing is published until it is: add --yes"));
    }
    if brings_back {
        outln!("It is back, and what was removed is removed again. A running service publishes it by itself.");
        outln!("Without one, run: {WITHOUT_A_SERVICE}");
    }
    Ok(0)
}

fn describe(evidence: &Evidence, gap: &Gap) {
    let versions: Vec<String> = evidence.sets.iter().map(|set| set.version.to_string()).collect();
    match versions.as_slice() {
        [] => outln!(
            "No published set is at hand: name one with --from, such as a mirror's folder or a scanner's bundle."
        ),
        versions => {
            outln!("Compared with the published sets of version {}, and with the journal.", versions.join(", "));
        }
    }
    if gap.is_empty() {
        outln!("Nothing is missing.");
    } else {
        outln!("Missing in the database:");
    }
    report::show(gap);
}

async fn bring_back(node: &Node, gap: &Gap, at: UnixTime) -> Result<(), Failure> {
    let reason =
        Reason::new("brought back from what was published").map_err(|error| Failure::from(error.to_string()))?;
    let found = BroughtBack {
        revoked: gap.revoked.iter().copied().collect(),
        withdrawn: gap.withdrawn.iter().map(|(kid, from)| (*kid, *from)).collect(),
        next_serial: gap.next_serial.unwrap_or_default(),
        at,
        reason,
    };
    Ok(node.store.bring_back(&found).await?)
}

/// The set in a bundle or a folder, if scanners of this issuer accept it.
fn accepted(path: &Path, signing: &Signing) -> Result<PublishedSet, Failure> {
    let named = |error: std::io::Error| Failure::from(format!("{}: {error}", path.display()));
    let places = [path.join("v1/trust/bundle"), path.join("bundle"), path.to_owned()];
    let file = places.into_iter().find(|place| place.is_file());
    let file = file.ok_or_else(|| Failure::from(format!("{}: there is no bundle", path.display())))?;
    let set = std::fs::read(file).and_then(|bytes| set_of(&bytes)).map_err(named)?;
    if is_accepted(&set, signing) {
        return Ok(set);
    }
    Err(format!("{}: scanners of this issuer would not accept this set: other roots have signed it", path.display())
        .into())
}

fn require_folder(journal: &Path) -> Result<(), Failure> {
    if journal.is_dir() { Ok(()) } else { Err(format!("{}: there is no such folder", journal.display()).into()) }
}
