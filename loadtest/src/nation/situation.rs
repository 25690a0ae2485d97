//! Situations are data: `loadtest/nation/*.toml`. What they have in common is in `habits.toml`.

use anyhow::{Context as _, ensure};
use serde::Deserialize;

use super::first_issues::FirstIssues;
use super::revocations::Revocations;

/// How people, phones and tablets behave.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Habits {
    pub(crate) people: u64,
    pub(crate) venues: u64,
    pub(crate) weekday_hours: [f64; 24],
    pub(crate) weekend_hours: [f64; 24],
    pub(crate) weekend_visits: f64,
    pub(crate) offline_at_the_door: f64,
    pub(crate) new_phones_a_day: f64,
    pub(crate) clocks_off: f64,
    pub(crate) clocks_off_by: u64,
    pub(crate) phones: Vec<PhoneKind>,
    pub(crate) tablets: Vec<TabletKind>,
}

/// Phones that are used alike.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PhoneKind {
    pub(crate) name: String,
    pub(crate) share: f64,
    pub(crate) visits_a_day: f64,
    pub(crate) wakes_a_day: f64,
}

/// Tablets that are used alike.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TabletKind {
    pub(crate) name: String,
    pub(crate) share: f64,
    /// The first hour of the day at which it is on, and the first at which it is off.
    pub(crate) open_hours: [u64; 2],
    /// Of so many fetches nothing comes.
    pub(crate) failing: f64,
    /// Once in so many days it has a network; 0: always.
    pub(crate) days_between_networks: u64,
}

/// One situation: exactly one of its three parts is there.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Situation {
    pub(crate) name: String,
    pub(crate) story: String,
    pub(crate) nation: Option<Nation>,
    pub(crate) revocations: Option<Revocations>,
    pub(crate) first_issues: Option<FirstIssues>,
}

/// Phones and tablets for some days. All times are hours since the beginning, midnight on a Monday in Korea.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nation {
    pub(crate) days: u64,
    #[serde(default)]
    pub(crate) outage: Option<Outage>,
    #[serde(default)]
    pub(crate) compromise: Option<Compromise>,
    #[serde(default)]
    pub(crate) policy: Option<PolicyChange>,
    /// Whether check-ins may fail for lack of the centre at all: what the report holds against the result.
    #[serde(default)]
    pub(crate) promise: Promise,
}

/// The centre is away: nothing is issued, nothing is published, and no file can be fetched, known ones neither.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Outage {
    pub(crate) from: u64,
    pub(crate) hours: u64,
}

/// The key that signs the passes of this week is stolen.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Compromise {
    pub(crate) at: u64,
    /// Its passes are refused so many hours later.
    pub(crate) refused_after: u64,
}

/// Rules are published that hold another policy from a later midnight on.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PolicyChange {
    pub(crate) published: u64,
    pub(crate) from: u64,
}

/// What a situation's report promises.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Promise {
    /// Nothing.
    #[default]
    None,
    /// No check-in fails for lack of the centre.
    NoCheckInFails,
}

const HABITS: &str = include_str!("../../nation/habits.toml");

/// The situations that come with the program, in the order of a report's reading.
const SITUATIONS: [&str; 12] = [
    include_str!("../../nation/ordinary-week.toml"),
    include_str!("../../nation/two-days-without.toml"),
    include_str!("../../nation/weeks-without.toml"),
    include_str!("../../nation/stolen-key-refused-now.toml"),
    include_str!("../../nation/stolen-key-refused-later.toml"),
    include_str!("../../nation/policy-overnight.toml"),
    include_str!("../../nation/revoked-one-in-a-thousand.toml"),
    include_str!("../../nation/revoked-1-percent.toml"),
    include_str!("../../nation/revoked-4-percent.toml"),
    include_str!("../../nation/growing-to-1-percent.toml"),
    include_str!("../../nation/first-issues-fourteen-days.toml"),
    include_str!("../../nation/first-issues-two-days.toml"),
];

impl Habits {
    /// The habits that come with the program.
    ///
    /// # Errors
    ///
    /// Where shares do not add up to one.
    pub(crate) fn built_in() -> anyhow::Result<Self> {
        let habits: Self = toml::from_str(HABITS).context("habits.toml")?;
        let is_one = |sum: f64| (sum - 1.0).abs() < 1e-9;
        ensure!(is_one(habits.phones.iter().map(|kind| kind.share).sum()), "the shares of phones are not 1 together");
        ensure!(is_one(habits.tablets.iter().map(|kind| kind.share).sum()), "the shares of tablets are not 1 together");
        Ok(habits)
    }
}

impl Situation {
    /// Reads a situation.
    ///
    /// # Errors
    ///
    /// Where it is none.
    pub(crate) fn parse(text: &str) -> anyhow::Result<Self> {
        let situation: Self = toml::from_str(text)?;
        let parts = [situation.nation.is_some(), situation.revocations.is_some(), situation.first_issues.is_some()];
        ensure!(parts.iter().filter(|part| **part).count() == 1, "a situation has exactly one of its three parts");
        Ok(situation)
    }

    /// The situations that come with the program.
    ///
    /// # Errors
    ///
    /// Where one is none.
    pub(crate) fn built_in() -> anyhow::Result<Vec<Self>> {
        SITUATIONS.iter().map(|text| Self::parse(text)).collect()
    }
}
