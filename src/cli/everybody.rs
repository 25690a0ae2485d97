//! Reads everybody on record, a page at a time, so that memory does not grow with their number.

use std::io::{self, IsTerminal as _};

use indicatif::{HumanCount, ProgressBar, ProgressStyle};

use super::Failure;
use crate::model::Record;
use crate::runtime::Node;
use crate::store::PeopleQuery;

/// People read at a time.
const PAGE: u32 = 1_000;

/// People between two lines where there is no terminal, for questions that take microseconds.
const LINE_EVERY: u64 = 1_000_000;

/// Shows each person on record to a function, one after the other, in the order of their subject ids.
pub(super) async fn each_person(node: &Node, mut see: impl FnMut(&Record)) -> Result<(), Failure> {
    let progress = Progress::new(node.store.count().await?, "asking", "asked about", LINE_EVERY);
    let mut pages = Pages::default();
    loop {
        let page = pages.next(node).await?;
        if page.is_empty() {
            break;
        }
        page.iter().for_each(&mut see);
        progress.add(page.len() as u64);
    }
    progress.finish();
    Ok(())
}

/// Everybody on record, in the order of their subject ids.
#[derive(Default)]
pub(super) struct Pages(PeopleQuery);

impl Pages {
    /// The next people; none at the end.
    pub(super) async fn next(&mut self, node: &Node) -> Result<Vec<Record>, Failure> {
        let page = node.store.find_people(&self.0, PAGE).await?;
        if let Some(last) = page.last() {
            self.0.after = Some(last.person.subject.clone());
        }
        Ok(page)
    }
}

/// A bar on a terminal; otherwise a line from time to time.
pub(super) struct Progress {
    bar: ProgressBar,
    plain: bool,
    done: &'static str,
    line_every: u64,
}

impl Progress {
    /// `doing` begins the bar, and `done` each line, of which there is one for so many people.
    pub(super) fn new(people: u64, doing: &str, done: &'static str, line_every: u64) -> Self {
        let bar = ProgressBar::new(people);
        if let Ok(style) = ProgressStyle::with_template("{prefix} {wide_bar} {human_pos}/{human_len} {eta}") {
            bar.set_style(style);
        }
        bar.set_prefix(doing.to_owned());
        Self { bar, plain: !io::stderr().is_terminal(), done, line_every }
    }

    /// So many more people are done.
    pub(super) fn add(&self, people: u64) {
        let before = self.bar.position();
        self.bar.inc(people);
        if self.plain && before / self.line_every < (before + people) / self.line_every {
            eprintln!("{} {} people", self.done, HumanCount(before + people));
        }
    }

    /// Writes a line above the bar.
    pub(super) fn say(&self, line: &str) {
        self.bar.suspend(|| eprintln!("{line}"));
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
