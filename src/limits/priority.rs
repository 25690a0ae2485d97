use haetae_core::CivilDate;

/// A phone whose first missing pass is for one of so many days after today has passes that end soon.
const SOON_DAYS: i32 = 2;

/// Which requests for passes come first when a node has no room for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// A phone whose passes end today or tomorrow.
    Renewal,
    /// Somebody without a pass for today, and passes on paper.
    First,
    /// A phone that has passes for some days.
    Later,
}

impl Priority {
    /// All of them, the first one first.
    pub const ALL: [Self; 3] = [Self::Renewal, Self::First, Self::Later];

    /// The priority of a request for passes of these days.
    ///
    /// It follows from what is asked for, and nobody can claim another one: whoever leaves today out gets no pass for
    /// today.
    pub fn of_days(days: impl IntoIterator<Item = CivilDate>, today: CivilDate) -> Self {
        let ahead = days.into_iter().map(|day| day.days().saturating_sub(today.days())).min();
        match ahead {
            Some(1..=SOON_DAYS) => Self::Renewal,
            Some(ahead) if ahead > SOON_DAYS => Self::Later,
            // A request without days, or for yesterday, is refused anyway.
            _ => Self::First,
        }
    }

    /// Its name in metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Renewal => "renewal",
            Self::First => "first",
            Self::Later => "later",
        }
    }

    /// The most seconds after which a request that was not admitted is asked to come again.
    pub(super) const fn longest_wait(self) -> u64 {
        match self {
            Self::Renewal => 5,
            Self::First => 15,
            Self::Later => 60,
        }
    }
}
