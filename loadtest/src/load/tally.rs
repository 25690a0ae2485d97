use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::latencies::Latencies;
use super::outcome::Outcome;
use crate::numbers::size;

/// What was counted, by stream or step of a stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// How long a span is, in seconds.
    pub span: u32,
    /// By stream, or stream and step.
    pub of: BTreeMap<String, Counts>,
    /// From the scheduled moment to the dispatch of each request.
    pub lateness: Latencies,
    /// How long those requests waited that found all connections in use.
    pub waited: Latencies,
    /// From somebody's arrival to their passes, of those who waited in the waiting room.
    pub whole_wait: Latencies,
    /// How many were still waiting in the waiting room, or for another try, when the schedule ended.
    pub left_waiting: u64,
}

/// What was counted of one kind of request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Counts {
    /// One after the other.
    pub spans: Vec<Span>,
    /// From the scheduled moment to the end of the answer, of good answers.
    pub good: Latencies,
    /// The same of all requests that ended.
    pub all: Latencies,
    /// How many answers were checked with the core.
    pub checked: u64,
}

/// What was counted within a span of the schedule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Span {
    /// Requests that were scheduled in it.
    pub offered: u64,
    /// How many of those were good.
    pub good: u64,
    /// Had no room.
    pub shed: u64,
    /// Were refused.
    pub refused: u64,
    /// Failed.
    pub failed: u64,
    /// Got a wrong answer.
    pub wrong: u64,
    /// Good answers that ended in it, whenever they were scheduled.
    pub ended_good: u64,
    /// Answers without room that ended in it.
    pub ended_shed: u64,
    /// How many of those that were scheduled in it were not good, by kind.
    pub kinds: BTreeMap<String, u64>,
    /// Latencies of good answers to what was scheduled in it; none if there was none.
    pub latencies: Option<Latencies>,
}

impl Tally {
    /// Nothing, for spans of so many seconds.
    pub fn new(span: u32) -> Self {
        Self {
            span: span.max(1),
            of: BTreeMap::new(),
            lateness: Latencies::new(3),
            waited: Latencies::new(3),
            whole_wait: Latencies::new(3),
            left_waiting: 0,
        }
    }

    /// Counts a request that is scheduled for `due`, microseconds from the start, as all here.
    pub fn offer(&mut self, of: &str, due: u64) {
        let place = self.place(due);
        self.counts(of).span(place).offered += 1;
    }

    /// Counts what became of it at `end`.
    pub fn end(&mut self, of: &str, due: u64, end: u64, outcome: &Outcome) {
        let (scheduled, ended) = (self.place(due), self.place(end));
        let counts = self.counts(of);
        let latency = end.saturating_sub(due);
        counts.all.add(latency);
        if let Some(kind) = outcome.kind() {
            *counts.span(scheduled).kinds.entry(kind).or_default() += 1;
        }
        match outcome {
            Outcome::Good => {
                counts.good.add(latency);
                counts.span(ended).ended_good += 1;
                let span = counts.span(scheduled);
                span.good += 1;
                span.latencies.get_or_insert_with(|| Latencies::new(2)).add(latency);
            }
            Outcome::Shed(_) => {
                counts.span(ended).ended_shed += 1;
                counts.span(scheduled).shed += 1;
            }
            Outcome::Refused(_) => counts.span(scheduled).refused += 1,
            Outcome::Failed(_) => counts.span(scheduled).failed += 1,
            Outcome::Wrong(_) => counts.span(scheduled).wrong += 1,
        }
    }

    /// Counts an answer that was checked with the core.
    pub fn checked(&mut self, of: &str) {
        self.counts(of).checked += 1;
    }

    /// Adds what another worker counted over the same spans.
    ///
    /// # Errors
    ///
    /// If its latencies do not fit.
    pub fn merge(&mut self, other: &Self) -> anyhow::Result<()> {
        self.lateness.merge(&other.lateness)?;
        self.waited.merge(&other.waited)?;
        self.whole_wait.merge(&other.whole_wait)?;
        self.left_waiting += other.left_waiting;
        for (of, theirs) in &other.of {
            self.counts(of).merge(theirs)?;
        }
        Ok(())
    }

    fn place(&self, micros: u64) -> usize {
        size(micros / 1_000_000 / u64::from(self.span))
    }

    fn counts(&mut self, of: &str) -> &mut Counts {
        if !self.of.contains_key(of) {
            self.of.insert(of.to_owned(), Counts::new());
        }
        self.of.get_mut(of).expect("it was just put there")
    }
}

impl Counts {
    fn new() -> Self {
        Self { spans: Vec::new(), good: Latencies::new(3), all: Latencies::new(3), checked: 0 }
    }

    /// The sum of one of the numbers over the spans.
    pub fn sum(&self, number: impl Fn(&Span) -> u64) -> u64 {
        self.spans.iter().map(number).sum()
    }

    /// How many were not good, by kind.
    pub fn kinds(&self) -> BTreeMap<&str, u64> {
        let mut kinds = BTreeMap::new();
        for (kind, number) in self.spans.iter().flat_map(|span| &span.kinds) {
            *kinds.entry(kind.as_str()).or_default() += number;
        }
        kinds
    }

    fn span(&mut self, place: usize) -> &mut Span {
        while self.spans.len() <= place {
            self.spans.push(Span::EMPTY);
        }
        self.spans.get_mut(place).expect("there are as many")
    }

    fn merge(&mut self, other: &Self) -> anyhow::Result<()> {
        self.good.merge(&other.good)?;
        self.all.merge(&other.all)?;
        self.checked += other.checked;
        for (place, theirs) in other.spans.iter().enumerate() {
            self.span(place).merge(theirs)?;
        }
        Ok(())
    }
}

impl Span {
    const EMPTY: Self = Self {
        offered: 0,
        good: 0,
        shed: 0,
        refused: 0,
        failed: 0,
        wrong: 0,
        ended_good: 0,
        ended_shed: 0,
        kinds: BTreeMap::new(),
        latencies: None,
    };

    fn merge(&mut self, other: &Self) -> anyhow::Result<()> {
        self.offered += other.offered;
        self.good += other.good;
        self.shed += other.shed;
        self.refused += other.refused;
        self.failed += other.failed;
        self.wrong += other.wrong;
        self.ended_good += other.ended_good;
        self.ended_shed += other.ended_shed;
        for (kind, number) in &other.kinds {
            *self.kinds.entry(kind.clone()).or_default() += number;
        }
        if let Some(theirs) = &other.latencies {
            self.latencies.get_or_insert_with(|| Latencies::new(2)).merge(theirs)?;
        }
        Ok(())
    }
}
