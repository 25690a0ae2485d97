use clap::Args;
use jiff::tz::TimeZone;

/// The time zone in which a command writes times. The default is the issuer's zone, as on paper passes.
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
