use std::fmt;

/// A clock that disagrees by more than the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// What it disagrees with.
    pub with: With,
    /// By how many seconds it is ahead; below zero: behind.
    pub ahead: i64,
}

/// What a clock is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum With {
    /// The time that has passed since the clock was believed.
    Monotonic,
    /// The newest manifest.
    Manifest,
    /// What this node wrote before its start.
    Itself,
    /// The other nodes on the same database.
    OtherNodes,
    /// The server of the database.
    Database,
}

impl With {
    const fn words(self) -> &'static str {
        match self {
            Self::Monotonic => "the time that has passed",
            Self::Manifest => "the newest manifest",
            Self::Itself => "what it showed before this node's last start",
            Self::OtherNodes => "the clocks of the other nodes",
            Self::Database => "the clock of the database server",
        }
    }
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let direction = if self.ahead < 0 { "behind" } else { "ahead of" };
        write!(f, "the clock is {} seconds {direction} {}", self.ahead.unsigned_abs(), self.with.words())
    }
}
