//! What a run ends in: the same kind of report for measured load and for a simulated nation.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

mod compare;
mod html;
mod markdown;
mod scale;
mod shown;
mod svg;
#[cfg(test)]
mod tests;

pub use compare::{Comparison, Row};
pub use html::page;
pub use markdown::text;
pub use shown::shown;

/// A report. It is written as one HTML file that needs no network, as JSON for machines, and as Markdown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// What was run, for instance `opening`.
    pub name: String,
    /// Its story in a few sentences: what happens in it, and why that is asked.
    pub story: String,
    /// What came out, in plain words, the most important first.
    pub findings: Vec<String>,
    /// Why the numbers must not be trusted, for instance that the generator was too slow; `None` if they may be.
    pub invalid: Option<String>,
    /// What was promised, and whether it held.
    pub targets: Vec<Target>,
    /// The machine, the commit, the configuration, the seed and whatever else somebody needs to run it again.
    pub facts: Vec<Fact>,
    /// What a reader could take for tested and is not.
    pub not_tested: Vec<String>,
    /// The plots, in the order in which they are read.
    pub sections: Vec<Section>,
}

/// A promise and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// What is promised, with its unit: `p99 of the admitted, ms`.
    pub name: String,
    /// The bound in words: `at most 250`.
    pub bound: String,
    /// What was measured, as it is shown.
    pub measured: String,
    /// Whether it held.
    pub held: bool,
}

/// A name and a value, both as they are shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What it is about.
    pub name: String,
    /// What is the case.
    pub value: String,
}

/// Plots that answer one question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// The question.
    pub title: String,
    /// What to see in the plots, in plain words.
    pub text: String,
    /// The plots.
    pub plots: Vec<Plot>,
}

/// Lines over one horizontal axis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plot {
    /// What it shows.
    pub title: String,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// The lines.
    pub series: Vec<Series>,
    /// What happened when: a fault, an opening.
    pub marks: Vec<Mark>,
}

/// An axis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Axis {
    /// What it counts, with its unit: `seconds since the start`.
    pub label: String,
    /// Whether it is logarithmic.
    pub logarithmic: bool,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// What it is, for the legend.
    pub name: String,
    /// Its points, from left to right.
    pub points: Vec<(f64, f64)>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// When, on the horizontal axis.
    pub at: f64,
    /// What.
    pub label: String,
}

impl Report {
    /// Whether it can be trusted, and all targets held.
    pub fn is_good(&self) -> bool {
        self.invalid.is_none() && self.targets.iter().all(|target| target.held)
    }

    /// Reads one that was written as JSON.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or is no report.
    pub fn read(file: &Path) -> anyhow::Result<Self> {
        let bytes = std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
        serde_json::from_slice(&bytes).with_context(|| format!("{} is no report", file.display()))
    }

    /// Writes it into a folder, which is made if it is not there, as HTML, JSON and Markdown, compared with an earlier
    /// one if there is one. Says which files these are.
    ///
    /// # Errors
    ///
    /// If they cannot be written.
    pub fn write(&self, folder: &Path, earlier: Option<&Self>) -> anyhow::Result<[PathBuf; 3]> {
        std::fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        let comparison = earlier.map(|earlier| Comparison::of(earlier, self));
        let file = |ending: &str| folder.join(format!("{}.{ending}", self.name));
        let files = [file("html"), file("json"), file("md")];
        let texts =
            [page(self, comparison.as_ref()), serde_json::to_string_pretty(self)?, text(self, comparison.as_ref())];
        for (file, text) in files.iter().zip(texts) {
            std::fs::write(file, text).with_context(|| format!("{} cannot be written", file.display()))?;
        }
        Ok(files)
    }
}
