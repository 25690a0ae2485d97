use std::fmt::Write as _;
use std::path::PathBuf;

use clap::CommandFactory as _;
use clap::error::ErrorKind;
use haetae_core::{IssuerName, UnixTime};
use haetae_keys::Random;
use haetae_keys::ceremony::{InitPlan, Initialised, initialise};
use haetae_keys::planning::{PassConfig, USUAL_DAY_PASS_HOURS};

use super::{EXIT_STATUS, Said};

#[derive(clap::Args)]
#[command(after_help = EXIT_STATUS)]
pub(crate) struct Arguments {
    /// The directory to make; it must be empty or not exist, and the directory above it must exist
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// How many root keys must sign a trust list
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=16))]
    threshold: u8,
    /// How many root keys to make, one for each custodian
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=16))]
    roots: u8,
    /// The name of the issuer, as people see it: up to 32 bytes of letters, digits, spaces and ' * - .
    #[arg(long, value_name = "NAME", value_parser = issuer_name)]
    issuer: IssuerName,
    /// For how many weeks to make keys; the trust list is valid for 39
    #[arg(long, default_value_t = 26, value_parser = clap::value_parser!(u16).range(6..=52))]
    weeks: u16,
    /// The longest validity of a phone's pass, in hours: the issuer's longest day and issuer.strip_lead_hours
    #[arg(long, default_value_t = USUAL_DAY_PASS_HOURS, value_parser = clap::value_parser!(u16).range(1..=720))]
    day_pass_hours: u16,
    /// The current time in seconds since 1970, if the machine's clock is wrong
    #[arg(long, value_name = "UNIX", value_parser = unix_time)]
    now: Option<UnixTime>,
}

pub(crate) fn run(arguments: &Arguments, machine_time: UnixTime, random: &mut dyn Random) -> Said {
    if arguments.threshold > arguments.roots {
        let message = format!("--threshold {} is more than --roots {}", arguments.threshold, arguments.roots);
        crate::Arguments::command().error(ErrorKind::ValueValidation, message).exit();
    }
    let plan = InitPlan {
        now: arguments.now.unwrap_or(machine_time),
        threshold: arguments.threshold.into(),
        roots: arguments.roots,
        config: PassConfig {
            issuer: arguments.issuer.clone(),
            longest_day_pass: u64::from(arguments.day_pass_hours) * 3_600,
            specimen: false,
        },
        weeks: arguments.weeks,
    };
    let made = initialise(&plan, random, &arguments.out)?;
    Ok(report(&made)?)
}

/// A text on what was made and where it belongs.
fn report(made: &Initialised) -> Result<String, std::fmt::Error> {
    let (layout, list) = (&made.layout, &made.trust_list);
    let mut text = String::new();
    writeln!(text, "Made in {}:\n", layout.directory().display())?;
    writeln!(text, "For the scanners, public. They pin the first and learn the second:")?;
    writeln!(text, "  {}", layout.root_set().display())?;
    writeln!(text, "  {}   (version {}, {} keys)\n", layout.trust_list().display(), list.version, list.keys().len())?;
    writeln!(text, "For the issuing nodes, encrypted, and the passphrase that opens them:")?;
    writeln!(text, "  {}   (signing keys and status keys)", layout.node().display())?;
    writeln!(text, "  {}   (to be kept apart from them)\n", layout.keys_passphrase().display())?;
    writeln!(
        text,
        "For the vault, another machine or removable media: keys of later windows, spares, day keys for visits:"
    )?;
    writeln!(text, "  {}   (encrypted; haetae keys load takes from it)", layout.vault().display())?;
    writeln!(text, "  {}   (to be kept apart from it)\n", layout.vault_passphrase().display())?;
    writeln!(text, "For the custodians, secret, one folder each:")?;
    for (_, folder) in &made.custodians {
        writeln!(text, "  {}", folder.display())?;
    }
    writeln!(text)?;
    writeln!(
        text,
        "{} of these {} root keys must sign the next trust list.",
        list.roots.threshold(),
        list.roots.keys().len()
    )?;
    writeln!(
        text,
        "ROOT KEYS DO NOT BELONG ON THIS MACHINE: hand each folder to its custodian on a medium of its own,"
    )?;
    writeln!(
        text,
        "then remove {} from here. Who holds enough of them decides what every scanner trusts.",
        layout.custodians().display()
    )?;
    Ok(text)
}

pub(super) fn issuer_name(text: &str) -> Result<IssuerName, &'static str> {
    IssuerName::new(text).ok_or(
        "a name is 1 to 32 bytes of letters, digits, spaces and ' * - . with no space first, last or twice in succession",
    )
}

pub(super) fn unix_time(text: &str) -> Result<UnixTime, &'static str> {
    let seconds = text.parse().map_err(|_| "a time is a whole number of seconds since 1970")?;
    UnixTime::new(seconds).ok_or("a time is before the year 10000")
}
