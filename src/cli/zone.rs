use clap::Args;
use jiff::tz::TimeZone;

/// In which civil time a command writes times. Paper passes are written in the issuer's, and so is the same pass here.
#[derive(Debug, Args)]
pub(super) struct ZoneArg {
    /// The time zone of the IANA database in which times are written: the issuer's
    #[arg(long = "zone", value_name = "ZONE", default_value = "Asia/Seoul", env = "HAETAE__ISSUER__ZONE", value_parser = read)]
    pub(super) zone: TimeZone,
}

fn read(name: &str) -> Result<TimeZone, String> {
    let known = TimeZone::get(name).ok().filter(|zone| !zone.is_unknown());
    known.ok_or_else(|| "it must be a time zone of the IANA database, like Asia/Seoul".to_owned())
}
