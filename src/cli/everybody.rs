//! Reads everybody on record, a page at a time, so that memory does not grow with their number.

use std::io::{self, IsTerminal as _};

use indicatif::{HumanCount, ProgressBar, ProgressStyle};

use super::Failure;
use crate::model::Record;
use crate::runtime::Node;
use crate::store::PeopleQuery;

/// People read at a time.
const PAGE: u32 = 1_000;

/// People between two lines where there is no terminal.
const LINE_EVERY: u64 = 1_000_000;

/// Shows each person on record to a function, one after the other, in the order of their subject ids.
pub(super) async fn each_person(node: &Node, mut see: impl FnMut(&Record)) -> Result<(), Failure> {
    let progress = Progress::new(node.store.count().await?);
    let mut query = PeopleQuery::default();
    loop {
        let page = node.store.find_people(&query, PAGE).await?;
        let Some(last) = page.last() else { break };
        query.after = Some(last.person.subject.clone());
        page.iter().for_each(&mut see);
        progress.add(page.len() as u64);
    }
    progress.bar.finish_and_clear();
    Ok(())
}

/// A bar on a terminal; otherwise a line from time to time.
struct Progress {
    bar: ProgressBar,
    plain: bool,
}

impl Progress {
    fn new(people: u64) -> Self {
        let bar = ProgressBar::new(people);
        if let Ok(style) = ProgressStyle::with_template("asking {wide_bar} {human_pos}/{human_len} {eta}") {
            bar.set_style(style);
        }
        Self { bar, plain: !io::stderr().is_terminal() }
    }

    fn add(&self, people: u64) {
        let before = self.bar.position();
        self.bar.inc(people);
        if self.plain && before / LINE_EVERY < (before + people) / LINE_EVERY {
            eprintln!("asked about {} people", HumanCount(before + people));
        }
    }
}
