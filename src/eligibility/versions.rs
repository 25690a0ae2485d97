use haetae_core::UnixTime;

use super::decision::Decision;
use super::file::{EligibilityFile, Line};
use super::person::Asked;
use super::schedule::switches;
use crate::model::EligibilityVersion;

/// A stored version, and what can be read of it.
#[derive(Clone, Debug)]
pub struct Version {
    /// Its number.
    pub number: u64,
    /// The first second in which it is in force.
    pub from: UnixTime,
    /// The file, or why it cannot be used.
    pub file: Result<EligibilityFile, String>,
}

/// All stored versions, in their order.
#[derive(Clone, Debug, Default)]
pub struct Versions(Vec<Version>);

impl Version {
    /// Of a stored version.
    pub fn of(stored: &EligibilityVersion) -> Self {
        let read = EligibilityFile::read(&stored.file).map_err(|problems| problems.join("; "));
        let file = read.and_then(|file| {
            let fits = (file.version, file.from) == (stored.version, stored.from);
            fits.then_some(file).ok_or_else(|| "it is stored as another version or for another time".to_owned())
        });
        Self { number: stored.version, from: stored.from, file }
    }
}

impl Versions {
    /// The same with later ones.
    #[must_use]
    pub fn with(&self, later: &[EligibilityVersion]) -> Self {
        Self(self.0.iter().cloned().chain(later.iter().map(Version::of)).collect())
    }

    /// The number of the newest one; 0 if there is none.
    pub fn newest(&self) -> u64 {
        self.0.last().map_or(0, |version| version.number)
    }

    /// The one that is in force at a time: the newest of those that have begun by then. `None` before the first.
    pub fn in_force(&self, now: UnixTime) -> Option<&Version> {
        self.0.iter().rev().find(|version| version.from <= now)
    }

    /// From when on somebody is eligible who is not at the time of the question, and the line that says so: the first
    /// second at which the file that is in force then says yes, if those that are known now stay. `None` if none does.
    pub fn eligible_from<'f>(&'f self, asked: &Asked<'_>) -> Option<(UnixTime, &'f Line)> {
        switches(self, asked.now).into_iter().find_map(|switch| {
            let file = self.in_force(switch.at)?.file.as_ref().ok()?;
            match file.decide(&Asked { now: switch.at, ..*asked }) {
                Decision::Eligible { line } => Some((switch.at, line)),
                _ => None,
            }
        })
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Version> {
        self.0.iter()
    }
}
