use anyhow::bail;
use serde::Deserialize;
use toml::Spanned;

use super::Stream;

/// What must hold.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// What is promised, in words.
    pub name: String,
    /// Of which stream, or of which step of it: `citizens` or `citizens: join`; for memory, [`Target::SERVICE`].
    pub of: Spanned<String>,
    /// What is measured.
    pub measure: Measure,
    /// At most so much.
    pub at_most: Option<f64>,
    /// At least so much.
    pub at_least: Option<f64>,
    /// Of what was scheduled from this second on.
    #[serde(default)]
    pub from: u32,
    /// And before this one.
    pub until: Option<u32>,
}

/// What a target is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Milliseconds from the scheduled moment, of good answers: half are faster.
    P50Ms,
    /// The same of 99 in 100.
    P99Ms,
    /// The same of 999 in 1,000.
    P999Ms,
    /// The slowest good answer.
    MaxMs,
    /// Good answers, as a part of the scheduled requests.
    GoodShare,
    /// Requests without room, as a part.
    ShedShare,
    /// Requests without an answer, or with that of a fault, as a part.
    FailedShare,
    /// How many answers were wrong.
    Wrong,
    /// Good answers a second.
    GoodPerSecond,
    /// The mean memory of the service's process in the last tenth of the time, as a multiple of that in the second
    /// tenth: the first one is left out, because a process that has just started grows. Of a cluster, that of the node
    /// which grows most.
    MemoryGrowth,
}

impl Target {
    /// What a target about memory is of.
    pub const SERVICE: &str = "service";

    /// Whether what it is about is in the scenario, or why it makes no sense.
    pub(super) fn require_sense(&self, streams: &[Stream], seconds: u32) -> anyhow::Result<()> {
        let of = self.of.get_ref();
        if self.measure == Measure::MemoryGrowth {
            if of != Self::SERVICE {
                bail!("memory is measured of = \"{}\", and not of {of}", Self::SERVICE);
            }
        } else {
            let stream = of.split_once(": ").map_or(of.as_str(), |(stream, _)| stream);
            if !streams.iter().any(|known| known.name.get_ref() == stream) {
                bail!("there is no stream {stream}");
            }
        }
        if self.at_most.is_some() == self.at_least.is_some() {
            bail!("the target needs either at_most or at_least");
        }
        if self.from >= self.until.unwrap_or(seconds).min(seconds) {
            bail!("\"{}\" begins at {}, when all is over", self.name, self.from);
        }
        Ok(())
    }
}
