use haetae_core::UnixTime;

/// A version of the eligibility as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EligibilityVersion {
    /// The version that the file states, from 1 on.
    pub version: u64,
    /// The first second in which it is in force.
    pub from: UnixTime,
    /// The file, JSON.
    pub file: Vec<u8>,
    /// When it was added.
    pub added: UnixTime,
    /// Who added it: an operator's name, or `local:` and a user of the machine.
    pub by: String,
}
