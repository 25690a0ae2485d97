use std::path::PathBuf;

use clap::Args;
use haetae_core::TrustedKey;
use haetae_keys::ceremony::{Request, create_file, minute};
use haetae_keys::planning::{NextList, lead};

use crate::cli::output::outln;
use crate::cli::{Context, DataFolder, Failure, load, present, trust_request};

/// Arguments of `haetae keys plan`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 written, 1 no list can be made of these keys, 2 wrong usage or failure")]
pub(in crate::cli) struct PlanArgs {
    /// The public keys that `haetae-keys vault draw` wrote; may be given more than once
    #[arg(long, value_name = "FILE", required = true)]
    keys: Vec<PathBuf>,
    /// The request to write; it must not exist
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// For how many weeks the list is valid
    #[arg(long, default_value_t = 39, value_parser = clap::value_parser!(u16).range(1..=104))]
    weeks: u16,
    /// Also request keys that are due before every scanner knows them, if there are no others
    #[arg(long)]
    accept_short_lead: bool,
    /// The current time in seconds since 1970, if the machine's clock is wrong
    #[arg(long, value_name = "UNIX")]
    now: Option<u64>,
}

/// Writes the request.
pub(super) fn run(data: &DataFolder, args: &PlanArgs, context: &Context) -> Result<u8, Failure> {
    let config = load(data, context)?;
    let now = present(args.now, context.clock.as_ref())?;
    let (bytes, list) = trust_request::list_in_force(&config)?;
    let mut new: Vec<TrustedKey> = Vec::new();
    for path in &args.keys {
        new.extend(trust_request::read_key_file(path)?.keys().iter().map(|(key, _)| key.clone()));
    }
    let expires_after = config.publishing.expires_after;
    let next = NextList::plan(&list, &new, now, args.weeks, lead(expires_after))
        .map_err(|error| Failure::no(format!("{error}. No request was written")))?;
    require_lead(&next, args.accept_short_lead, expires_after)?;
    let (kept, size) = (next.list.keys().len().saturating_sub(next.added), signed_size(&next)?);
    let request = Request::new(next.list, Some(bytes))?;
    create_file(&args.out, request.bytes())?;
    outln!("{} keys come on the list, {kept} stay, {} go: what they signed has ended.", next.added, next.ended.len());
    outln!("Signed, the list has {size} bytes.\n");
    trust_request::announce(&request, &args.out);
    Ok(0)
}

fn require_lead(next: &NextList, accepted: bool, expires_after: u64) -> Result<(), Failure> {
    let Some((kid, from)) = next.short_lead.first() else { return Ok(()) };
    let (count, hours) = (next.short_lead.len(), lead(expires_after) / 3_600);
    let words = format!(
        "{count} keys are due less than {hours} hours from now, the first, {kid}, on {}: a scanner that is offline for as long \
         as its manifest allows would not know them",
        minute(*from)
    );
    if accepted {
        eprintln!("haetae: {words}.");
        return Ok(());
    }
    Err(Failure::no(format!(
        "{words}. Generate keys for later windows, or ask for these with --accept-short-lead. No request was written"
    )))
}

/// The length of the list with the signatures of as many custodians as must sign.
fn signed_size(next: &NextList) -> Result<usize, Failure> {
    let threshold = usize::try_from(next.list.roots.threshold()).unwrap_or(usize::MAX);
    let signatures: Vec<_> = next.list.roots.keys().take(threshold).map(|(root, _)| (*root, [0; 64])).collect();
    let signed = next.list.prepare().complete(&signatures);
    signed.map(|bytes| bytes.len()).map_err(|error| Failure::from(error.to_string()))
}
