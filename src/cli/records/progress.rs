//! Shows the progress of an import on the standard error.

use std::io::{self, IsTerminal as _};

use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressStyle};

/// People stored between two plain lines.
const LINE_EVERY: u64 = 100_000;

/// A bar on a terminal; otherwise a line from time to time.
pub(super) struct Progress {
    bar: ProgressBar,
    plain: bool,
    total: Option<u64>,
    next_line: u64,
}

impl Progress {
    pub(super) fn new(total: Option<u64>) -> Self {
        let plain = !io::stderr().is_terminal();
        // By default a bar is hidden if the standard error is not a terminal.
        let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
        let template = if total.is_some() {
            "reading {wide_bar} {bytes}/{total_bytes} {eta} {msg}"
        } else {
            "reading {spinner} {bytes} {msg}"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self { bar, plain, total, next_line: LINE_EVERY }
    }

    /// Shows how many bytes have been read.
    pub(super) fn read(&mut self, bytes: u64) {
        self.bar.set_position(bytes);
        if self.plain && self.total == Some(bytes) {
            eprintln!("read {}", HumanBytes(bytes));
        }
    }

    /// Shows how many people have been stored.
    pub(super) fn stored(&mut self, people: u64) {
        self.bar.set_message(format!("{} stored", HumanCount(people)));
        if self.plain && people >= self.next_line {
            eprintln!("stored {}", HumanCount(people));
            self.next_line = people + LINE_EVERY;
        }
    }

    /// Writes a line above the bar.
    pub(super) fn say(&self, line: &dyn std::fmt::Display) {
        self.bar.suspend(|| eprintln!("{line}"));
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
