use anyhow::{Context as _, bail};
use haetae_core::CivilDate;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;

use super::job::{Job, StreamJob};
use super::person::Person;
use crate::numbers::size;
use crate::scenario::{Act, MOST_ARRIVALS, Pacing};

/// Who comes to a worker, and when: everything that can be made before the schedule begins.
#[derive(Debug)]
pub struct Plan {
    /// In the order of their streams, then of their time.
    pub arrivals: Vec<Arrival>,
    /// Who they are: as many as arrivals where people are needed.
    pub people: Vec<Person>,
}

/// Somebody comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// When, in microseconds after the start.
    pub due: u64,
    /// The place of the stream.
    pub stream: usize,
    /// The number of the person among all workers' people.
    pub number: u64,
    /// The place of the person, if one is needed.
    pub person: Option<usize>,
}

impl Plan {
    /// The plan of a job.
    ///
    /// # Errors
    ///
    /// If there are no subjects for those who need them, or more arrivals than are allowed.
    pub fn of(job: &Job) -> anyhow::Result<Self> {
        let subjects = subjects(job)?;
        let mut plan = Self { arrivals: Vec::new(), people: Vec::new() };
        let (mut before, mut people_before) = (0, 0);
        for (place, stream) in job.streams.iter().enumerate() {
            let all = arrivals(job, place, stream);
            let first_number: u64 = before;
            for (due, number) in all.iter().zip(before..).filter(|(_, number)| number % job.workers == job.worker) {
                let person = stream.act.needs_person().then_some(plan.people.len());
                if person.is_some() {
                    let among_people = people_before + (number - first_number);
                    let subject = subjects.get(size(among_people % (subjects.len().max(1) as u64)));
                    let subject = subject.context("there are no citizens: name a file of subject ids")?;
                    plan.people.push(Person::new(subject, &stream.days_from(job.today), job.seed, number));
                }
                plan.arrivals.push(Arrival { due: *due, stream: place, number, person });
            }
            before += all.len() as u64;
            people_before += if stream.act.needs_person() { all.len() as u64 } else { 0 };
        }
        if before > MOST_ARRIVALS {
            bail!("{before} arrivals are too many: {MOST_ARRIVALS} are the most; scale it down");
        }
        Ok(plan)
    }
}

/// How many need a subject id of their own.
pub fn people_needed(job: &Job) -> usize {
    let streams = job.streams.iter().enumerate().filter(|(_, stream)| stream.act.needs_person());
    streams.map(|(place, stream)| arrivals(job, place, stream).len()).sum()
}

fn arrivals(job: &Job, place: usize, stream: &StreamJob) -> Vec<u64> {
    let mut random = ChaCha8Rng::seed_from_u64(job.seed);
    random.set_stream(u64::MAX - place as u64);
    let random = (stream.pacing == Pacing::Poisson).then_some(&mut random);
    stream.curve.arrivals(f64::from(job.seconds), random)
}

fn subjects(job: &Job) -> anyhow::Result<Vec<String>> {
    let Some(file) = &job.subjects else { return Ok(Vec::new()) };
    let text = std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
}

impl StreamJob {
    /// The days for which its people ask passes.
    fn days_from(&self, today: CivilDate) -> Vec<CivilDate> {
        let first = u32::from(self.act == Act::Renew);
        (first..first + self.days).filter_map(|ahead| today.checked_add_days(i64::from(ahead))).collect()
    }
}

impl Act {
    /// Whether it is somebody's, and not anybody's.
    pub const fn needs_person(self) -> bool {
        matches!(self, Self::Passes | Self::Renew | Self::Paper | Self::Wait | Self::Forged)
    }
}
