use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{Context as _, bail};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::nation_report::Outcome;
use super::situation::{Habits, Nation, Situation};
use super::world::{Sample, run};
use super::{first_issues, revocations};
use crate::report::Report;

/// Simulates a nation of phones and tablets, and reports what it asks of the centre
#[derive(Debug, Args)]
pub struct Arguments {
    /// The situations to run, by name or as files; all that come with the program if none is named
    situations: Vec<String>,
    /// Everything that is drawn follows from this number
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many phones are simulated, each for as many as it takes
    #[arg(long, default_value_t = 4_000)]
    phones: u64,
    /// How many tablets are simulated
    #[arg(long, default_value_t = 24)]
    tablets: u64,
    /// How many situations run at the same time
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// A folder for the reports, one folder for each situation
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

impl Arguments {
    /// Runs the situations.
    ///
    /// # Errors
    ///
    /// Where a situation is none.
    pub fn run(&self) -> anyhow::Result<Vec<Report>> {
        let habits = Habits::built_in()?;
        let situations = self.chosen()?;
        let bar = ProgressBar::new(situations.iter().map(days_of).sum());
        bar.set_style(ProgressStyle::with_template("{elapsed} {wide_bar} {pos}/{len} days {msg}")?);
        let reports = self.all(&habits, &situations, &bar);
        bar.finish_and_clear();
        Ok(reports)
    }

    fn chosen(&self) -> anyhow::Result<Vec<Situation>> {
        let built_in = Situation::built_in()?;
        if self.situations.is_empty() {
            return Ok(built_in);
        }
        let find = |name: &String| {
            if let Some(known) = built_in.iter().find(|situation| situation.name == *name) {
                return Ok(known.clone());
            }
            if !name.ends_with(".toml") {
                let names: Vec<&str> = built_in.iter().map(|situation| situation.name.as_str()).collect();
                bail!("there is no situation {name}; there are {}", names.join(", "));
            }
            let text = fs::read_to_string(name).with_context(|| format!("cannot read {name}"))?;
            Situation::parse(&text).with_context(|| name.clone())
        };
        self.situations.iter().map(find).collect()
    }

    /// The reports, in the order of the situations, whichever was done first.
    fn all(&self, habits: &Habits, situations: &[Situation], bar: &ProgressBar) -> Vec<Report> {
        let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        let sample = Sample { seed: self.seed, phones: self.phones, tablets: self.tablets, renews: true };
        thread::scope(|scope| {
            for _ in 0..self.threads.clamp(1, situations.len().max(1)) {
                scope.spawn(|| {
                    while let Some((place, situation)) = take(&next, situations) {
                        let report = report(habits, situation, sample, &|| bar.inc(1));
                        note(bar, &format!("{}: done", situation.name));
                        done.lock().unwrap_or_else(PoisonError::into_inner).push((place, report));
                    }
                });
            }
        });
        let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        done.sort_by_key(|(place, _)| *place);
        done.into_iter().map(|(_, report)| report).collect()
    }
}

/// A line above the bar, or by itself where there is no terminal.
fn note(bar: &ProgressBar, line: &str) {
    if bar.is_hidden() {
        eprintln!("{line}");
    } else {
        bar.println(line);
    }
}

fn take<'s>(next: &AtomicUsize, situations: &'s [Situation]) -> Option<(usize, &'s Situation)> {
    let place = next.fetch_add(1, Ordering::Relaxed);
    situations.get(place).map(|situation| (place, situation))
}

/// Runs one situation. `day_done` is called after each simulated day.
pub(crate) fn report(habits: &Habits, situation: &Situation, sample: Sample, day_done: &dyn Fn()) -> Report {
    let (name, story) = (situation.name.as_str(), situation.story.as_str());
    if let Some(revoked) = &situation.revocations {
        let sizes = (habits.people, habits.venues);
        return revocations::report((name, story), revoked, sizes, sample.seed, day_done);
    }
    if let Some(issues) = &situation.first_issues {
        return first_issues::report(name, story, issues, sample.seed);
    }
    let nation = situation.nation.as_ref().expect("a situation has one of its three parts");
    let tally = run(habits, nation, sample, day_done);
    let with_centre = nation.outage.map(|_| run(habits, &Nation { outage: None, ..nation.clone() }, sample, day_done));
    let with_centre = with_centre.as_ref();
    Outcome { situation, nation, habits, sample, run: &tally, with_centre }.report()
}

/// How many days a situation simulates, for the progress.
fn days_of(situation: &Situation) -> u64 {
    let nation = situation.nation.as_ref();
    let twice = nation.map_or(0, |nation| if nation.outage.is_some() { 2 * nation.days } else { nation.days });
    twice + situation.revocations.as_ref().map_or(0, |revoked| revoked.warm_up_days + revoked.days)
}
