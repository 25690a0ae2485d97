use std::path::{Path, PathBuf};

use haetae_core::{CivilDate, IssuerName, StatusDay, TrustList, UnixTime};
use haetae_keys::ceremony::{create_file, read_bounded};
use haetae_keys::planning::{GeneratedKeys, PassConfig, Span, store};
use haetae_keys::{Random, SealedFolder};

use crate::commands::init::{issuer_name, unix_time};
use crate::commands::{EXIT_STATUS, Said};

#[derive(clap::Args)]
#[command(after_help = EXIT_STATUS)]
pub(crate) struct Arguments {
    /// The vault: a folder of encrypted keys. Its passphrase is not needed
    #[arg(long, value_name = "DIR")]
    vault: PathBuf,
    /// The current trust list: windows that already have keys on it get no new ones
    #[arg(long, value_name = "FILE", required_unless_present = "from")]
    trust_list: Option<PathBuf>,
    /// The first day of the windows, such as 2026-11-22; by default two days ago
    #[arg(long, value_name = "DATE", value_parser = date)]
    from: Option<CivilDate>,
    /// For how many weeks from then on to make keys
    #[arg(long, default_value_t = 26, value_parser = clap::value_parser!(u16).range(1..=104))]
    weeks: u16,
    /// The name of the issuer, as people see it; by default the one on the trust list
    #[arg(long, value_name = "NAME", value_parser = issuer_name)]
    issuer: Option<IssuerName>,
    /// The longest validity of a phone's pass, in hours; by default that on the trust list, or 29
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=720))]
    day_pass_hours: Option<u16>,
    /// The public parts of the keys, for `haetae keys plan`; it must not exist
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The current time in seconds since 1970, if the machine's clock is wrong
    #[arg(long, value_name = "UNIX", value_parser = unix_time)]
    now: Option<UnixTime>,
}

pub(super) fn run(arguments: &Arguments, machine_time: UnixTime, random: &mut dyn Random) -> Said {
    let vault = SealedFolder::open(&arguments.vault)?;
    let list = arguments.trust_list.as_deref().map(read_list).transpose()?;
    let longest_day_pass = arguments.day_pass_hours.map(|hours| u64::from(hours) * 3_600);
    let config = PassConfig::following(list.as_ref(), arguments.issuer.as_ref(), longest_day_pass)
        .ok_or("name the issuer with --issuer: no key for phones on a trust list names it")?;
    if arguments.out.exists() {
        return Err(format!("{}: the file exists already. Nothing was generated", arguments.out.display()).into());
    }
    let generated = GeneratedKeys::generate(&config, span(arguments, machine_time), list.as_ref(), random)?;
    if generated.keys().is_empty() {
        return Err("all windows of these weeks have keys on the trust list: nothing was generated".into());
    }
    store(&generated, &vault)?;
    create_file(&arguments.out, &generated.key_file().to_json()?)?;
    Ok(report(arguments, &generated))
}

fn span(arguments: &Arguments, machine_time: UnixTime) -> Span {
    let span = Span::weeks(arguments.now.unwrap_or(machine_time), arguments.weeks);
    let first = arguments.from.and_then(|date| u32::try_from(date.days()).ok());
    first.map_or(span, |day| span.from_day(StatusDay(day)))
}

fn read_list(path: &Path) -> Result<TrustList, String> {
    let bytes = read_bounded(path).map_err(|error| error.to_string())?;
    TrustList::decode_unverified(&bytes).map_err(|error| format!("{}: {error}", path.display()))
}

fn report(arguments: &Arguments, generated: &GeneratedKeys) -> String {
    let (count, vault, out) = (generated.keys().len(), arguments.vault.display(), arguments.out.display());
    format!(
        "Generated {count} keys in {vault}:\n\n{}\nTheir public parts: {out}\nNext, on the issuing node: haetae keys plan --keys {out}\n",
        generated.summary()
    )
}

fn date(text: &str) -> Result<CivilDate, &'static str> {
    CivilDate::parse(text).filter(|date| date.days() >= 0).ok_or("a day from 1970 on, as 2026-11-22")
}
