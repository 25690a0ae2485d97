//! What is asked of a service, as data: who comes when and does what, what breaks meanwhile, and what must hold.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, anyhow, bail};
use serde::{Deserialize, Serialize};
use toml::Spanned;

mod curve;
mod event;
mod target;
#[cfg(test)]
mod tests;

pub use curve::{Curve, MOST_ARRIVALS, Shape};
pub use event::{Event, EventAct, Part};
pub use target::{Measure, Target};

/// A scenario, as its file says it. docs/load.md has every member.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Its name: that of its reports.
    pub name: String,
    /// What happens, and why it is asked.
    pub story: String,
    /// What a nation would be, and what part of it this is.
    pub scaling: String,
    /// How long the schedule is.
    pub seconds: Spanned<u32>,
    /// The most connections of all workers.
    #[serde(default = "Scenario::connections")]
    pub connections: Spanned<u32>,
    /// After how many seconds from its scheduled moment a request is given up.
    #[serde(default = "Scenario::timeout")]
    pub timeout: u32,
    /// One of so many answers is checked with the core.
    #[serde(default = "Scenario::check_every")]
    pub check_every: u32,
    /// The run is invalid if a hundredth of the requests is dispatched so many milliseconds late or later.
    #[serde(default = "Scenario::lateness")]
    pub lateness_ms: u32,
    /// At least so many citizens are in a service that the tool starts itself, whether they come or not.
    #[serde(default)]
    pub citizens: u32,
    /// Settings of a service that the tool starts itself.
    #[serde(default)]
    pub settings: BTreeMap<String, String>,
    /// Commands of `haetae` before anything else, on the data folder of a service that the tool starts itself; as
    /// [`Event::run`].
    #[serde(default)]
    pub prepare: Vec<Vec<String>>,
    /// Who comes.
    pub stream: Vec<Stream>,
    /// What happens meanwhile to a service that the tool has started itself.
    #[serde(default)]
    pub event: Vec<Event>,
    /// What must hold.
    #[serde(default)]
    pub target: Vec<Target>,
    /// What a reader could take for tested and is not.
    #[serde(default)]
    pub not_tested: Vec<String>,
}

/// People who do the same.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stream {
    /// Its name in the report.
    pub name: Spanned<String>,
    /// What they do.
    pub act: Act,
    /// How many come when.
    pub curve: Spanned<Shape>,
    /// Whether their gaps are random, as those of people are.
    #[serde(default)]
    pub pacing: Pacing,
    /// The partner that vouches for them.
    #[serde(default = "Stream::partner")]
    pub partner: String,
    /// For how many days they ask passes.
    #[serde(default = "Stream::days")]
    pub days: Spanned<u32>,
    /// How often they come again when there was no room, as late as `Retry-After` says.
    #[serde(default)]
    pub retries: u32,
    /// For how many seconds a cache in front answers who reads the waiting room's file; 0: there is none.
    #[serde(default)]
    pub cached: u32,
}

/// What somebody does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// A scanner reads the manifest.
    Manifest,
    /// A scanner reads the whole bundle.
    Bundle,
    /// A scanner that has what was there at the beginning reads the manifest, and then each file that it lacks.
    Sync,
    /// Somebody reads the waiting room's file.
    Queue,
    /// A new phone gets its first passes.
    Passes,
    /// A phone that has today's pass gets those of the days after.
    Renew,
    /// Somebody gets a pass on paper.
    Paper,
    /// A new phone joins the waiting room, waits, and gets its passes.
    Wait,
    /// An assertion whose signature is wrong: it must be refused.
    Forged,
}

/// How arrivals follow each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pacing {
    /// As people come: independently of each other.
    #[default]
    Poisson,
    /// Evenly.
    Even,
}

impl Scenario {
    fn connections() -> Spanned<u32> {
        Spanned::new(0..0, 128)
    }

    const fn timeout() -> u32 {
        10
    }

    const fn check_every() -> u32 {
        1
    }

    const fn lateness() -> u32 {
        100
    }

    /// Reads a file.
    ///
    /// # Errors
    ///
    /// What is wrong, with the file and the line.
    pub fn read(file: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
        let folder = file.parent().unwrap_or(Path::new("."));
        Self::parse(&text, folder).map_err(|error| anyhow!("{}: {error:#}", file.display()))
    }

    /// Reads a text; files that it names are in `folder`.
    ///
    /// # Errors
    ///
    /// What is wrong, with the line.
    pub fn parse(text: &str, folder: &Path) -> anyhow::Result<Self> {
        let scenario: Self = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| line(text, span.start));
            anyhow!("line {line}: {}", error.message())
        })?;
        scenario.require_sense(folder).map_err(|(at, error)| error.context(format!("line {}", line(text, at))))?;
        Ok(scenario)
    }

    /// The same with a schedule of so many seconds.
    ///
    /// # Errors
    ///
    /// What happens later, or is measured later only.
    pub fn lasting(self, seconds: u32, folder: &Path) -> anyhow::Result<Self> {
        let scenario = Self { seconds: Spanned::new(0..0, seconds), ..self };
        scenario.require_sense(folder).map_err(|(_, error)| error.context(format!("with {seconds} seconds")))?;
        Ok(scenario)
    }

    fn require_sense(&self, folder: &Path) -> Result<(), (usize, anyhow::Error)> {
        between("seconds", &self.seconds, 86_400)?;
        between("connections", &self.connections, 20_000)?;
        for stream in &self.stream {
            between("days", &stream.days, 14)?;
            self.curve(stream, folder).map_err(|error| (stream.curve.span().start, error))?;
            let alike = |other: &&Stream| other.name.get_ref() == stream.name.get_ref();
            if self.stream.iter().filter(alike).count() > 1 {
                return Err((stream.name.span().start, anyhow!("two streams are called {}", stream.name.get_ref())));
            }
        }
        let seconds = *self.seconds.get_ref();
        for target in &self.target {
            target.require_sense(&self.stream, seconds).map_err(|error| (target.of.span().start, error))?;
        }
        for event in &self.event {
            event.require_sense(seconds).map_err(|error| (event.at.span().start, error))?;
        }
        Ok(())
    }

    /// How many come when in a stream.
    ///
    /// # Errors
    ///
    /// What is wrong with its shape or its file.
    pub fn curve(&self, stream: &Stream, folder: &Path) -> anyhow::Result<Curve> {
        let curve = Curve::of(stream.curve.get_ref(), f64::from(*self.seconds.get_ref()), folder)?;
        if stream.cached > 0 && !matches!(stream.act, Act::Wait | Act::Queue) {
            bail!("only who reads the waiting room's file (`wait`, `queue`) can be answered by a cache");
        }
        Ok(curve)
    }
}

impl Stream {
    fn partner() -> String {
        "load".to_owned()
    }

    fn days() -> Spanned<u32> {
        Spanned::new(0..0, 3)
    }
}

fn between(name: &str, number: &Spanned<u32>, most: u32) -> Result<(), (usize, anyhow::Error)> {
    if (1..=most).contains(number.get_ref()) {
        return Ok(());
    }
    Err((number.span().start, anyhow!("{name} is {}, and must be 1 to {most}", number.get_ref())))
}

/// The line, from 1 on, of a place in a text.
fn line(text: &str, at: usize) -> usize {
    text.get(..at).map_or(1, |before| before.matches('\n').count() + 1)
}
