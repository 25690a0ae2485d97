use clap::Args;
use haetae_core::UnixTime;

use crate::cli::output::outln;
use crate::cli::publication::Publication;
use crate::cli::{Acts, Context, DataFolder, Failure, open, reason};
use crate::journal::{self, ActKind, ActOutcome, Detail, Folder, IssuedPasses};
use crate::model::Serial;
use crate::render::text::plural;
use crate::store::StandingChange;

/// Arguments of `haetae partner void`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::DONE)]
pub(in crate::cli) struct VoidArgs {
    #[command(flatten)]
    data: DataFolder,
    /// The partner, which may have been removed already
    name: String,
    /// When the partner's key may have been stolen, such as 2026-11-22T09:00:00Z
    #[arg(long, value_name = "TIME", value_parser = crate::cli::time)]
    since: UnixTime,
    /// The reason, for the record: 1 to 500 characters on one line
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

/// Reissues the serial of everyone who got passes through the partner since then, according to this node's journal.
pub(super) async fn run(args: &VoidArgs, context: &mut Context) -> Result<u8, Failure> {
    let reason = reason(&args.reason)?;
    let (config, node) = open(&args.data, context).await?;
    let now = node.clock.now();
    if args.since > now {
        return Err("--since is in the future".into());
    }
    let folder = Folder::new(config.journal_directory());
    if !folder.path().is_dir() {
        return Err("this node has no journal: it does not know who got passes through the partner".into());
    }
    let today = node.issuer.config().calendar.day_of(now).ok_or("the clock shows a time after year 9999")?;
    let mut found = IssuedPasses::through(&args.name, args.since, today, config.issuer.paper_days);
    let report = journal::verify(&folder, &mut found).map_err(|error| {
        Failure::from(format!("the journal in {} cannot be read: {error}", folder.path().display()))
    })?;
    if let Some(place) = report.broken {
        return Err(format!("the chain of the journal is broken at {place}: some people would be missed").into());
    }
    let total = found.total();
    let publication = Publication::of(&config, &node).await?;
    let mut acts = Acts::open(&config, context)?;
    let (mut done, mut before) = (0_u64, 0_u64);
    for serial in total.phones.union(&total.paper) {
        match node.store.reissue_serial(Serial(*serial), now, Some(&reason)).await? {
            StandingChange::Done => done += 1,
            StandingChange::Already => before += 1,
            // The records were rebuilt since then: no pass of that number is from them.
            StandingChange::Unknown => {}
        }
    }
    let on = [
        ("partner", Detail::from(args.name.as_str())),
        ("since", args.since.to_rfc3339().into()),
        ("people", done.into()),
        ("already", before.into()),
    ];
    acts.enter(ActKind::PartnerVoid, on, ActOutcome::Done)?;
    let passes = plural(total.valid, "pass that has not ended was", "passes that have not ended were");
    outln!("{} {passes} issued through {} since then.", total.valid, args.name);
    let have = plural(done, "person has", "people have");
    outln!("{done} {have} a new serial number: these passes and all their other passes are void.");
    outln!("{before} had one already or {} revoked.", plural(before, "is", "are"));
    outln!(
        "{} Phones then fetch new passes by themselves, {} {} another sheet of paper. Each node has a journal of \
         its own: run this on every one.",
        publication.of_change(),
        total.paper.len(),
        plural(total.paper.len(), "person needs", "people need")
    );
    outln!("Next: haetae partner list shows whether the stolen key is gone; haetae partner remove removes it.");
    Ok(0)
}
