//! Starts workers as processes of their own, begins the schedule in all of them at once, and adds up what they counted.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, bail};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use super::job::Job;
use super::tally::Tally;
use super::worker::{Prepared, Progress, Said};

/// How long workers may prepare: keys of a million phones take a minute, and passes to renew longer.
const PREPARING: Duration = Duration::from_secs(900);

/// Workers that run.
#[derive(Debug)]
pub struct Crew {
    members: Vec<Member>,
    arrivals: u64,
    patience: Duration,
}

#[derive(Debug)]
struct Member {
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Member {
    async fn said(&mut self) -> anyhow::Result<Said> {
        let line = self.output.next_line().await?.context("a worker ended early; what it said is above")?;
        serde_json::from_str(&line).with_context(|| format!("a worker said what cannot be read: {line}"))
    }
}

impl Crew {
    /// Starts as many workers as the job says, from this program, and waits until they are prepared.
    ///
    /// # Errors
    ///
    /// If one cannot be started or prepared.
    pub async fn prepare(program: &Path, job: &Job) -> anyhow::Result<Self> {
        let patience = Duration::from_secs(u64::from(job.seconds) + 2 * u64::from(job.timeout) + 60);
        let mut crew = Self { members: Vec::new(), arrivals: 0, patience };
        for worker in 0..job.workers {
            let mut child = Command::new(program)
                .arg("worker")
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .kill_on_drop(true)
                .spawn()
                .context("a worker cannot be started")?;
            let mut input = child.stdin.take().context("a worker has an input")?;
            let output = BufReader::new(child.stdout.take().context("a worker has an output")?).lines();
            let job = Job { worker, ..job.clone() };
            input.write_all(format!("{}\n", serde_json::to_string(&job)?).as_bytes()).await?;
            crew.members.push(Member { child, input, output });
        }
        for member in &mut crew.members {
            match tokio::time::timeout(PREPARING, member.said()).await.context("a worker prepares for too long")?? {
                Said::Ready(arrivals) => crew.arrivals += arrivals,
                other => bail!("a worker was to be ready, and said {other:?}"),
            }
        }
        Ok(crew)
    }

    /// How many arrivals all of them have.
    pub const fn arrivals(&self) -> u64 {
        self.arrivals
    }

    /// The processes of the workers.
    pub fn processes(&self) -> Vec<u32> {
        self.members.iter().filter_map(|member| member.child.id()).collect()
    }

    /// Begins at `start`, microseconds since 1970, says how far they are, and adds up what they counted.
    ///
    /// # Errors
    ///
    /// If one breaks off, or takes longer than its schedule and its timeouts.
    pub async fn run(mut self, start: u64, mut progress: impl FnMut(Progress)) -> anyhow::Result<Tally> {
        for member in &mut self.members {
            member.input.write_all(format!("{start}\n").as_bytes()).await?;
        }
        let mut latest = vec![Progress::default(); self.members.len()];
        let mut all: Option<Tally> = None;
        let deadline = crate::clock::now() + self.patience;
        let (said, mut hear) = tokio::sync::mpsc::channel(64);
        // They are heard side by side: a full pipe would hold a worker up.
        let mut listening = tokio::task::JoinSet::new();
        for (place, mut member) in self.members.into_iter().enumerate() {
            let said = said.clone();
            listening.spawn(async move {
                loop {
                    let word = member.said().await;
                    let is_last = !matches!(word, Ok(Said::So(_)));
                    if said.send((place, word)).await.is_err() || is_last {
                        return member.child.wait().await;
                    }
                }
            });
        }
        drop(said);
        let mut done = 0;
        while done < latest.len() {
            let next = tokio::time::timeout_at(deadline.into(), hear.recv()).await;
            let (place, word) = next.context("the workers take too long")?.context("the workers ended early")?;
            match word? {
                Said::So(so) => {
                    if let Some(known) = latest.get_mut(place) {
                        *known = so;
                    }
                    progress(latest.iter().fold(Progress::default(), |sum, one| sum.plus(*one)));
                }
                Said::Done(tally) => {
                    done += 1;
                    match &mut all {
                        Some(all) => all.merge(&tally)?,
                        None => all = Some(*tally),
                    }
                }
                Said::Ready(_) => bail!("a worker was ready twice"),
            }
        }
        all.context("there are no workers")
    }
}

impl Progress {
    fn plus(self, other: Self) -> Self {
        Self {
            offered: self.offered + other.offered,
            good: self.good + other.good,
            shed: self.shed + other.shed,
            other: self.other + other.other,
        }
    }
}

/// What the process of a worker does: reads the job and the start from its standard input, and says how far it is on
/// its standard output.
///
/// # Errors
///
/// What keeps it from its work.
pub async fn work() -> anyhow::Result<()> {
    let mut input = BufReader::new(tokio::io::stdin()).lines();
    let job: Job = serde_json::from_str(&input.next_line().await?.context("a job is needed")?)?;
    let prepared = Prepared::new(job).await?;
    say(&Said::Ready(prepared.arrivals()))?;
    // Who has started it may have ended.
    let Some(start) = input.next_line().await? else { return Ok(()) };
    let tally = prepared.run(start.trim().parse()?, |so| drop(say(&Said::So(so)))).await;
    say(&Said::Done(Box::new(tally)))
}

fn say(said: &Said) -> anyhow::Result<()> {
    use std::io::Write as _;
    let mut output = std::io::stdout().lock();
    serde_json::to_writer(&mut output, said)?;
    output.write_all(b"\n")?;
    output.flush()?;
    Ok(())
}
