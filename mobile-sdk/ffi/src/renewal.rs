use haetae_core::{Renewal as CoreRenewal, Standing as CoreStanding};

use crate::time::seconds;

/// What a phone should do about its passes.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Renewal {
    /// How each pass stands, in the order in which they were added.
    pub passes: Vec<OwnPass>,
    /// When to ask for other passes, in seconds since 1970: the time that was planned, or an earlier one. It may have
    /// come.
    pub at: i64,
    /// What to keep of that for the next start; absent where no pass needs another in its place.
    pub asked: Option<String>,
}

/// How a pass of one's own stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct OwnPass {
    /// What scanners make of it.
    pub standing: Standing,
    /// Of a pass whose key was withdrawn: it is refused from this time on, which may have come.
    pub from: Option<i64>,
}

/// What scanners make of a pass that its phone presents well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Standing {
    /// Nothing speaks against it.
    Good,
    /// It is over.
    Ended,
    /// Its key was withdrawn.
    Withdrawn,
    /// Its key is not on the trust list any more, or not for this pass.
    KeyGone,
    /// It is revoked. Whoever was given a new number meanwhile gets another.
    Revoked,
}

impl From<CoreRenewal> for Renewal {
    fn from(renewal: CoreRenewal) -> Self {
        let CoreRenewal { standings, at, asked } = renewal;
        Self {
            passes: standings.into_iter().map(OwnPass::from).collect(),
            at: seconds(at),
            asked: asked.map(|asked| asked.to_string()),
        }
    }
}

impl From<CoreStanding> for OwnPass {
    fn from(standing: CoreStanding) -> Self {
        let (standing, from) = match standing {
            CoreStanding::Good => (Standing::Good, None),
            CoreStanding::Ended => (Standing::Ended, None),
            CoreStanding::Withdrawn(from) => (Standing::Withdrawn, Some(seconds(from))),
            CoreStanding::KeyGone => (Standing::KeyGone, None),
            CoreStanding::Revoked => (Standing::Revoked, None),
        };
        Self { standing, from }
    }
}
