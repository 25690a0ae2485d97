use std::path::{Path, PathBuf};

use clap::Args;

use crate::load::job::PartnerKey;

/// What is run, and against which service.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// The file of the scenario
    pub scenario: PathBuf,
    /// So many times as many people as the scenario says
    #[arg(long, default_value_t = 1.0, value_name = "FACTOR")]
    pub scale: f64,
    /// How long the schedule is, in seconds, instead of what the scenario says
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=86_400), value_name = "NUMBER")]
    pub seconds: Option<u32>,
    /// How many processes send the load
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=64), value_name = "NUMBER")]
    pub workers: u64,
    /// What arrivals and holder keys follow from
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    pub seed: u64,
    /// The folder for the report
    #[arg(long, default_value = "load-report", value_name = "DIR")]
    pub out: PathBuf,
    /// An earlier report of the same scenario, as JSON, to compare with
    #[arg(long, value_name = "FILE")]
    pub compare: Option<PathBuf>,
    /// The program of the service: one of its own is started, on loopback, and stopped afterwards
    #[arg(long, value_name = "FILE", conflicts_with = "service", required_unless_present = "service")]
    pub haetae: Option<PathBuf>,
    /// The folder deploy/cluster of this project: instead of one node, its three nodes with PostgreSQL, Redis and nginx
    #[arg(long, value_name = "DIR", requires = "haetae")]
    pub cluster: Option<PathBuf>,
    /// A service that runs, by the address of its public listener; it must be marked for load tests
    #[arg(long, value_name = "URL")]
    pub service: Option<String>,
    /// That service may be on another machine: it is yours, and you may load the network to it
    #[arg(long, requires = "service")]
    pub not_loopback: bool,
    /// The root keys of that service, which answers are checked against
    #[arg(long, value_name = "FILE", requires = "service")]
    pub roots: Option<PathBuf>,
    /// Its citizens: a file with a subject id in each line
    #[arg(long, value_name = "FILE", requires = "service")]
    pub subjects: Option<PathBuf>,
    /// A partner that vouches for them: its name, the id of its key, and the file with that, Ed25519 as PKCS#8 in PEM
    #[arg(long = "partner", value_name = "NAME,KEY-ID,FILE", value_parser = partner, requires = "service")]
    pub partners: Vec<PartnerKey>,
    /// The audience of assertions: `issuer.audience` of the service
    #[arg(long, default_value = "haetae", value_name = "NAME")]
    pub audience: String,
    /// The zone of the issuer: `issuer.zone` of the service
    #[arg(long, default_value = "Asia/Seoul", value_name = "ZONE")]
    pub zone: String,
}

impl Options {
    /// The folder of the scenario.
    pub fn folder(&self) -> &Path {
        self.scenario.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }
}

fn partner(text: &str) -> Result<PartnerKey, String> {
    let mut parts = text.splitn(3, ',').map(str::to_owned);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(name), Some(key_id), Some(file)) => Ok(PartnerKey { name, key_id, file: file.into() }),
        _ => Err("a name, the id of a key and a file are needed, with commas between".to_owned()),
    }
}
