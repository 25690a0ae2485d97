use super::facts::Question;
use crate::evidence::Evidence;
use crate::time::{SECONDS_PER_DAY, UnixTime};

/// What somebody will show at a venue, as far as rules see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlannedPass<'e> {
    /// A phone's pass with this evidence, made anew each day.
    Phone(&'e [Evidence]),
    /// A paper pass, as long as it lasts.
    Paper {
        /// What it attests.
        evidence: &'e [Evidence],
        /// From when on it is valid.
        not_before: UnixTime,
        /// From when on it is not any more.
        expires: UnixTime,
    },
}

impl<'e> PlannedPass<'e> {
    /// What rules are asked about at this second.
    pub(super) fn question(self, second: UnixTime) -> Question<'e> {
        match self {
            Self::Phone(evidence) => {
                let expires = second.saturating_add(SECONDS_PER_DAY);
                Question { evidence, paper: false, not_before: second, expires, now: second }
            }
            Self::Paper { evidence, not_before, expires } => {
                Question { evidence, paper: true, not_before, expires, now: second }
            }
        }
    }

    /// The first second at which it can be shown, from `now` on.
    pub(super) fn begins(self, now: UnixTime) -> UnixTime {
        match self {
            Self::Phone(_) => now,
            Self::Paper { not_before, .. } => now.max(not_before),
        }
    }

    /// When it ends and nothing takes its place; `None` where it is made anew.
    pub(super) const fn end(self) -> Option<UnixTime> {
        match self {
            Self::Phone(_) => None,
            Self::Paper { expires, .. } => Some(expires),
        }
    }
}
