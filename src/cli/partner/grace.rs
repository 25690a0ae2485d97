use clap::Args;
use haetae_core::UnixTime;

use super::{Said, done};
use crate::cli::{Acts, Context, DataFolder, Failure, open};
use crate::journal::{ActKind, Detail};

/// The longest grace, in hours.
const MOST_HOURS: u64 = 31 * 24;

/// Arguments of `haetae partner grace`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 done, 1 there is no such partner, 2 wrong usage or failure")]
pub(in crate::cli) struct GraceArgs {
    #[command(flatten)]
    data: DataFolder,
    /// The partner
    name: String,
    #[command(flatten)]
    end: End,
}

/// When it ends.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct End {
    /// For how many hours from now; 0 ends it, at once and for all
    #[arg(long, value_name = "HOURS", value_parser = clap::value_parser!(u64).range(0..=MOST_HOURS))]
    hours: Option<u64>,
    /// Until when, such as 2026-11-22T09:00:00Z: at most 31 days from now
    #[arg(long, value_name = "TIME", value_parser = crate::cli::time)]
    until: Option<UnixTime>,
}

/// Begins a grace, or ends it.
pub(super) async fn run(args: &GraceArgs, context: &mut Context) -> Result<u8, Failure> {
    let (config, node) = open(&args.data, context).await?;
    let now = node.clock.now();
    let in_hours = |hours: u64| (hours > 0).then(|| now.saturating_add(hours.saturating_mul(3_600)));
    let until = args.end.until.or_else(|| args.end.hours.and_then(in_hours));
    if let Some(until) = until {
        let latest = now.saturating_add(MOST_HOURS * 3_600);
        if until <= now || until > latest {
            return Err(format!("--until must be after now and at most 31 days later, {}", latest.to_rfc3339()).into());
        }
    }
    let mut acts = Acts::open(&config, context)?;
    let name = &args.name;
    let said = match until {
        None => Said {
            done: "The age of sign-ins is checked again.".to_owned(),
            next: "haetae partner list shows until when some old sign-ins count.".to_owned(),
        },
        Some(until) => {
            let end = format!("The age of sign-ins is not checked until {}.", until.to_rfc3339());
            Said {
                done: match config.limits.grace_days {
                    0 => end,
                    days => format!("{end} Then each old one counts for up to {days} days longer."),
                },
                next: format!("haetae partner grace {name} --hours 0 ends it, when the partner's sign-in works again."),
            }
        }
    };
    let change = node.store.set_partner_grace(&args.name, until).await?;
    let hours = until.map_or(0, |until| until.seconds_since(now).div_ceil(3_600));
    let on: [(&'static str, Detail); 2] = [("partner", args.name.as_str().into()), ("hours", hours.into())];
    done(change, &said, &mut acts, ActKind::PartnerGrace, on)
}
