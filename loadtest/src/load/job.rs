use std::net::SocketAddr;
use std::path::PathBuf;

use haetae_core::CivilDate;
use serde::{Deserialize, Serialize};

use crate::scenario::{Act, Curve, Pacing};

/// What a worker does: the same for all of them but for its number.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Job {
    /// Which of the workers it is, from 0 on.
    pub worker: u64,
    /// How many there are: each takes every so many-th arrival.
    pub workers: u64,
    /// The public listener of the service.
    pub address: SocketAddr,
    /// What arrivals and holder keys follow from.
    pub seed: u64,
    /// How long the schedule is.
    pub seconds: u32,
    /// How long the spans are for which is counted, in seconds.
    pub span: u32,
    /// The most connections of this worker.
    pub connections: u32,
    /// After how many seconds from its scheduled moment a request is given up.
    pub timeout: u32,
    /// One of so many answers is checked with the core.
    pub check_every: u32,
    /// The root keys that the answers are checked against; without them (`None`) only readings can be asked for.
    pub roots: Option<PathBuf>,
    /// A file with a subject id in each line.
    pub subjects: Option<PathBuf>,
    /// The `aud` of assertions.
    pub audience: String,
    /// Today in the issuer's zone.
    pub today: CivilDate,
    /// The partners that vouch.
    pub partners: Vec<PartnerKey>,
    /// Who comes.
    pub streams: Vec<StreamJob>,
}

/// A partner, by its key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PartnerKey {
    /// Its name.
    pub name: String,
    /// The id of its key.
    pub key_id: String,
    /// The file with the private key: Ed25519 as PKCS#8 in PEM.
    pub file: PathBuf,
}

/// A stream, with its curve drawn.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StreamJob {
    /// Its name.
    pub name: String,
    /// What its people do.
    pub act: Act,
    /// How many come when, scaled.
    pub curve: Curve,
    /// Whether their gaps are random.
    pub pacing: Pacing,
    /// The name of the partner that vouches for them.
    pub partner: String,
    /// For how many days they ask passes.
    pub days: u32,
    /// How often they come again when there was no room.
    pub retries: u32,
    /// For how many seconds a cache answers who reads the waiting room's file.
    pub cached: u32,
}
