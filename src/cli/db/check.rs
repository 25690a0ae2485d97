use std::sync::Arc;

use clap::Args;
use serde::Serialize;

use super::report::{self, GapJson};
use crate::cli::json::{self, AsJson};
use crate::cli::output::outln;
use crate::cli::{Context, DataFolder, Failure, load};
use crate::runtime::Node;
use crate::runtime::reconciling::Evidence;

/// Arguments of `haetae db check`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 sound and complete, 1 damaged or incomplete, 2 wrong usage or failure")]
pub(in crate::cli) struct CheckArgs {
    #[command(flatten)]
    form: AsJson,
}

/// The output of `--json`.
#[derive(Serialize)]
struct CheckJson {
    /// What the database found.
    damage: Vec<String>,
    /// Whether the database must be reconciled before anything is published.
    reconcile_due: bool,
    missing: GapJson,
}

pub(super) async fn run(args: &CheckArgs, data: &DataFolder, context: &Context) -> Result<u8, Failure> {
    let config = load(data, context)?;
    let node = Node::open_to_read(&config, Arc::clone(&context.clock)).await?;
    let (store, signing) = (node.store.as_ref(), node.publisher.signing().load());
    let damage = store.damage().await?;
    let evidence = Evidence::of(&config, store, &signing).await?.reading_whole_journals();
    let gap = evidence.gap(store, &signing).await?;
    let reconcile_due = store.changes().await?.reconcile_due;
    let is_good = damage.is_empty() && gap.is_empty() && !reconcile_due;
    if args.form.json {
        json::print(&CheckJson { damage, reconcile_due, missing: GapJson::from(&gap) })?;
        return Ok(u8::from(!is_good));
    }
    for line in &damage {
        outln!("damage: {line}");
    }
    report::show(&gap);
    if is_good {
        outln!("The database is sound, and has everything that was issued and published with it.");
        return Ok(0);
    }
    let (broken, older) =
        ("restore a backup: haetae db restore FILE", "bring back what is missing: haetae db reconcile");
    Err(Failure::no(if damage.is_empty() { older } else { broken }))
}
