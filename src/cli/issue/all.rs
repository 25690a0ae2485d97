//! Issues a paper pass to everybody on record who can have one.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;
use std::thread::available_parallelism;

use haetae_core::Language;
use haetae_keys::PassKind;
use tokio::task::JoinHandle;

use super::ending::RunKey;
use super::folder::{Folder, Run, There};
use super::list::{List, Outcome};
use crate::cli::acts::local_user;
use crate::cli::everybody::{Pages, Progress};
use crate::cli::output::outln;
use crate::cli::{Context, DataFolder, Failure, open};
use crate::issuing::{IssueError, IssueService, IssueServiceError, NotEligible};
use crate::journal::{Act, ActKind, ActOutcome, Detail};
use crate::model::Record;
use crate::render::ErrorCorrection;
use crate::render::pdf::PaperPassDocument;
use crate::render::text::evidence_text;
use crate::runtime::Node;

/// Passes in progress for each processor: while one is drawn, others wait for the disk.
const AHEAD: usize = 4;

/// People between two lines where there is no terminal.
const LINE_EVERY: u64 = 1_000;

/// Problems that are written to the standard error; the list has all of them.
const SHOWN: u64 = 10;

/// Exit status if somebody should have had a pass and has none.
const FAILED: u8 = 2;

/// Makes everybody's pass in the folder `out`.
pub(super) async fn run(data: &DataFolder, out: &Path, mut context: Context) -> Result<u8, Failure> {
    let mut key = [0; 32];
    context.random.fill(&mut key)?;
    let (config, node) = open(data, &context).await?;
    let installation = node.store.installation().await?.unwrap_or_default();
    let run = Run { key: RunKey::of(&key), installation, began: node.clock.now() };
    let folder = Folder::open(out, run, node.issuer.config().paper_days)?;
    let node = node.with_journal(&config, context.random)?;
    let people = node.store.count().await?;
    enter(&node, ("people", people.into()), ActOutcome::Begun).await?;

    let mut list = List::new(&folder)?;
    let correction = config.issuer.error_correction;
    let press = Arc::new(Press { service: node.issuing(), folder, correction, node });
    let progress = Progress::new(people, "issuing", "issued to", LINE_EVERY);
    let made = make_all(&press, &mut list, &progress).await;
    progress.finish();
    if let Err(failure) = made {
        let done = list.counts.made;
        return Err(format!("{failure}. {done} made before that stay, and the same command goes on").into());
    }
    enter(&press.node, ("passes", list.counts.made.into()), ActOutcome::Done).await?;
    let failed = list.counts.failed;
    outln!("{}", list.finish(&press.folder)?);
    Ok(if failed > 0 { FAILED } else { 0 })
}

async fn enter(node: &Node, detail: (&'static str, Detail), outcome: ActOutcome) -> Result<(), Failure> {
    let Some(journal) = &node.journal else { return Ok(()) };
    let on = [("which", Detail::from("all")), detail].into();
    let (time, actor, kind) = (node.clock.now(), local_user(), ActKind::PaperPass);
    Ok(journal.enter(Act { time, actor, kind, on, outcome }).await?)
}

/// Somebody's pass in progress.
type Task = JoinHandle<(String, String, Result<Outcome, Failure>)>;

/// Some at a time, and the list in the order of the people.
async fn make_all(press: &Arc<Press>, list: &mut List, progress: &Progress) -> Result<(), Failure> {
    let at_once = AHEAD * available_parallelism().map_or(1, usize::from);
    let mut tasks: VecDeque<Task> = VecDeque::with_capacity(at_once);
    let mut pages = Pages::default();
    loop {
        let page = pages.next(&press.node).await?;
        let is_end = page.is_empty();
        for record in page {
            if tasks.len() >= at_once
                && let Some(task) = tasks.pop_front()
            {
                enlist(task, list, progress).await?;
            }
            tasks.push_back(tokio::spawn(Arc::clone(press).one(record)));
        }
        if is_end {
            break;
        }
    }
    for task in tasks {
        enlist(task, list, progress).await?;
    }
    Ok(())
}

async fn enlist(task: Task, list: &mut List, progress: &Progress) -> Result<(), Failure> {
    let (subject, file, outcome) = task.await.map_err(|error| Failure::from(error.to_string()))?;
    let outcome = outcome?;
    list.add(&subject, &file, &outcome)?;
    if let Outcome::Failed { why } = &outcome
        && list.counts.failed <= SHOWN
    {
        progress.say(&format!("haetae: {subject}: {why}"));
    }
    progress.add(1);
    Ok(())
}

/// Makes passes and their pages.
struct Press {
    node: Node,
    service: IssueService,
    folder: Folder,
    correction: ErrorCorrection,
}

impl Press {
    async fn one(self: Arc<Self>, record: Record) -> (String, String, Result<Outcome, Failure>) {
        let (subject, name) = (record.person.subject.as_str().to_owned(), Folder::name(&record.person.subject));
        let outcome = self.outcome(record, &name).await;
        (subject, name, outcome)
    }

    /// Fails if others would fail too.
    async fn outcome(self: Arc<Self>, record: Record, name: &str) -> Result<Outcome, Failure> {
        let serial = record.serial;
        let there = self.folder.look(name, serial)?;
        let mut notes = self.left_out(&record);
        match there {
            There::Nothing => {}
            There::Page | There::Void => {
                if let Err(error) = self.standing(&record).await {
                    return self.without_page(name, refused(error)?);
                }
                if there == There::Page {
                    return Ok(Outcome::Kept);
                }
                notes.push("it replaces a page whose pass was revoked".to_owned());
            }
            There::Other => {
                let why = format!("{name} is there and is no whole page: move it away");
                return Ok(Outcome::Failed { why });
            }
        }
        let pass = match self.service.on_paper_by_operator(record).await {
            Ok(pass) => pass,
            Err(error) => return refused(error),
        };
        let (press, name) = (Arc::clone(&self), name.to_owned());
        let draw = move || -> Result<Outcome, Failure> {
            let zone = press.node.issuer.config().calendar.zone();
            let page = PaperPassDocument::of(&pass, press.correction, zone).to_pdf()?;
            if !page.missing.is_empty() {
                notes.push(format!("the font lacks {:?}", page.missing));
            }
            press.folder.put(&name, &page.bytes, serial, there)?;
            Ok(Outcome::Made { note: notes.join("; ") })
        };
        tokio::task::spawn_blocking(draw).await.map_err(|error| Failure::from(error.to_string()))?
    }

    /// Whether somebody could have a pass now, for whom a page is there.
    async fn standing(&self, record: &Record) -> Result<(), IssueServiceError> {
        let now = self.node.clock.now();
        self.node.eligibility.require(record, PassKind::Paper, now).await?;
        Ok(self.node.issuer.check_paper(record, now)?)
    }

    /// Removes the page of somebody who is refused: it must not be handed out.
    fn without_page(&self, name: &str, outcome: Outcome) -> Result<Outcome, Failure> {
        let Outcome::Refused { why } = outcome else { return Ok(outcome) };
        self.folder.remove(name)?;
        Ok(Outcome::Refused { why: format!("{why}; the page that was made before is removed") })
    }

    /// What is on record and not on the pass.
    fn left_out(&self, record: &Record) -> Vec<String> {
        let issuer = &self.node.issuer;
        let left_out = issuer.left_out(record, self.node.clock.now()).into_iter();
        let words = |piece| evidence_text(piece, Language::English, issuer.config().calendar.zone());
        left_out.map(|(piece, reason)| format!("not on the pass: {}: its date {reason}", words(piece))).collect()
    }
}

/// What an error says about this person. One that says nothing about them is a failure of the run.
fn refused(error: IssueServiceError) -> Result<Outcome, Failure> {
    use {IssueError as Issue, IssueServiceError as Error};
    let why = error.to_string();
    match error {
        Error::Issue(Issue::Revoked | Issue::Deceased | Issue::NoEvidence)
        | Error::Eligibility(NotEligible::No { .. } | NotEligible::NotYet { .. }) => Ok(Outcome::Refused { why }),
        Error::Eligibility(NotEligible::CannotTell(_)) | Error::Issue(Issue::StatusIndex(_)) => {
            Ok(Outcome::Failed { why })
        }
        _ => Err(why.into()),
    }
}
