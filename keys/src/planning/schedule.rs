use haetae_core::{
    IssuerName, IssuingConstraints, MAX_PAPER_DAYS, Role, SECONDS_PER_DAY, StatusDay, TrustList, UnixTime,
};

/// A node loads the keys of windows that begin within this many seconds, 35 days: passes are issued 28 days ahead, and
/// an operator loads keys once a week.
pub const LOAD_AHEAD: u64 = 35 * SECONDS_PER_DAY;

/// The longest life of a paper pass, in seconds: 14 days.
const PAPER_LIFE: u64 = MAX_PAPER_DAYS as u64 * SECONDS_PER_DAY;

/// The longest lifetime of a phone's pass by default, in hours: a day on which clocks go back, and the usual 4 hours
/// before it.
pub const USUAL_DAY_PASS_HOURS: u16 = 25 + 4;

/// The first windows begin this many UTC days before today: the pass of a civil day begins less than 48 hours before it
/// ends.
const DAYS_BACK: u32 = 2;

/// How many days longer than passes lists and manifests are signed, 13 weeks: as long as a trust list outlives the last
/// window of 26 weeks.
const BEYOND: u64 = 91;

/// What the issuing keys may issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassConfig {
    /// The issuer, as people see it.
    pub issuer: IssuerName,
    /// The longest lifetime of a phone's pass, in seconds.
    pub longest_day_pass: u64,
    /// Whether the passes are specimens, which open no door.
    pub specimen: bool,
}

impl PassConfig {
    /// The settings of the last of the keys for phones on `list`, unless `issuer` or `longest_day_pass` (seconds;
    /// by default 29 hours) are given. `None` if neither names the issuer.
    pub fn following(
        list: Option<&TrustList>,
        issuer: Option<&IssuerName>,
        longest_day_pass: Option<u64>,
    ) -> Option<Self> {
        let phones = list.into_iter().flat_map(TrustList::keys).filter_map(|(_, key)| match &key.role {
            Role::PhonePasses(terms) => Some((key.until, terms)),
            _ => None,
        });
        let last = phones.max_by_key(|(until, _)| *until).map(|(_, terms)| terms);
        let issuer = issuer.or(last.map(|terms| &terms.issuer))?.clone();
        let usual = Self::usual(issuer);
        let longest_day_pass = longest_day_pass.or(last.map(|terms| terms.longest_life));
        let specimen = last.is_some_and(|terms| terms.specimen);
        Some(Self { longest_day_pass: longest_day_pass.unwrap_or(usual.longest_day_pass), specimen, ..usual })
    }

    /// The usual settings of a new issuer: day passes of [`USUAL_DAY_PASS_HOURS`] at the most.
    pub const fn usual(issuer: IssuerName) -> Self {
        Self { issuer, longest_day_pass: USUAL_DAY_PASS_HOURS as u64 * 3_600, specimen: false }
    }
}

/// The time that keys are generated for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The earliest beginning of a window.
    pub from: UnixTime,
    /// Windows are generated until one reaches this time.
    pub until: UnixTime,
}

impl Span {
    /// A number of weeks from `now` on, and the last two days, whose passes may still be asked for.
    pub fn weeks(now: UnixTime, weeks: u16) -> Self {
        let from = StatusDay(now.status_day().0.saturating_sub(DAYS_BACK)).begins();
        Self { from, until: from.saturating_add(u64::from(weeks) * 7 * SECONDS_PER_DAY) }
    }

    /// The same length from the beginning of a day on.
    #[must_use]
    pub const fn from_day(self, day: StatusDay) -> Self {
        let length = self.until.seconds_since(self.from);
        Self { from: day.begins(), until: day.begins().saturating_add(length) }
    }
}

/// How the keys of a role follow one another.
#[derive(Clone, Debug)]
pub(super) struct Schedule {
    pub(super) role: Role,
    /// Seconds from the beginning of a window to the next one's.
    period: u64,
    /// How many seconds a window overlaps the next.
    overlap: u64,
    /// How many seconds windows continue after the end of the span.
    beyond: u64,
    /// Whether each window has a cold spare.
    pub(super) has_spare: bool,
}

/// The schedules of all roles.
pub(super) fn all(terms: &PassConfig) -> [Schedule; 5] {
    let issuing = |longest_life| {
        let (issuer, specimen) = (terms.issuer.clone(), terms.specimen);
        IssuingConstraints { kinds: None, issuer, specimen, longest_life }
    };
    let days = |role, period: u64, overlap: u64, beyond: u64, has_spare| Schedule {
        role,
        period: period * SECONDS_PER_DAY,
        overlap: overlap * SECONDS_PER_DAY,
        beyond: beyond * SECONDS_PER_DAY,
        has_spare,
    };
    [
        days(Role::PhonePasses(issuing(terms.longest_day_pass)), 7, 0, 0, true),
        days(Role::PaperPasses(issuing(PAPER_LIFE)), 28, 7, 0, true),
        days(Role::Status, 91, 28, BEYOND, true),
        days(Role::Rules, 91, 28, BEYOND, true),
        days(Role::Visits, 1, 0, 0, false),
    ]
}

impl Schedule {
    /// The windows of a span, after those that keys of this role have on `list` already.
    pub(super) fn windows(&self, span: Span, list: Option<&TrustList>) -> Vec<Span> {
        let listed = list.into_iter().flat_map(TrustList::keys);
        let same_role = listed.filter(|(_, key)| key.role.as_str() == self.role.as_str());
        let covered = same_role.map(|(_, key)| key.until).max().map(|until| until.saturating_sub(self.overlap));
        let end = span.until.saturating_add(self.beyond);
        let mut from = covered.map_or(span.from, |covered| covered.max(span.from));
        let mut windows = Vec::new();
        while from < end {
            let next = from.saturating_add(self.period);
            let until = next.saturating_add(self.overlap);
            if until <= from {
                break;
            }
            windows.push(Span { from, until });
            from = next;
        }
        windows
    }
}
