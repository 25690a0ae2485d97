use haetae_core::{Due as CoreDue, NothingToShow, ToShow};

use crate::time::seconds;

/// The pass to show, or why there is none. It never says that somebody is not eligible.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Choice {
    /// There is one.
    Show {
        /// Its day, by which the phone finds its key and its text.
        day: String,
        /// The time of the presentation to make, in seconds since 1970.
        made: i64,
        /// When to make the next.
        next: i64,
    },
    /// Nothing was issued yet.
    NoPass,
    /// All that was issued is over.
    Over,
    /// The first that is not over begins later.
    NotYet {
        /// When it begins, in seconds since 1970.
        from: i64,
    },
}

/// What to ask the service for.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Due {
    /// The days; empty where nothing is due.
    pub days: Vec<String>,
    /// Whether there is nothing to show now that scanners take.
    pub urgent: bool,
}

impl From<Result<ToShow, NothingToShow>> for Choice {
    fn from(choice: Result<ToShow, NothingToShow>) -> Self {
        match choice {
            Ok(ToShow { day, made, next }) => {
                Self::Show { day: day.to_string(), made: seconds(made), next: seconds(next) }
            }
            Err(NothingToShow::NoPass) => Self::NoPass,
            Err(NothingToShow::Over) => Self::Over,
            Err(NothingToShow::NotYet { from }) => Self::NotYet { from: seconds(from) },
        }
    }
}

impl From<CoreDue> for Due {
    fn from(due: CoreDue) -> Self {
        let CoreDue { days, urgent } = due;
        Self { days: days.iter().map(ToString::to_string).collect(), urgent }
    }
}
