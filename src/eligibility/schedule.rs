use haetae_core::UnixTime;
use serde::Serialize;

use super::versions::Versions;

/// A second at which something about eligibility changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Switch {
    /// The second.
    pub at: UnixTime,
    /// The version that is in force from then on.
    pub version: u64,
    /// Whether it is in force from then on.
    pub begins: bool,
    /// The ids of the lines whose people are eligible from then on.
    pub opens: Vec<String>,
    /// The ids of the lines whose people are not eligible any more.
    pub closes: Vec<String>,
}

/// What changes after `now`, in its order. A file that is replaced before its time changes nothing, nor does a line of
/// a file that is not in force then.
pub fn switches(versions: &Versions, now: UnixTime) -> Vec<Switch> {
    let files = versions.iter().filter_map(|version| version.file.as_ref().ok());
    let times = files.flat_map(|file| file.switches());
    let mut times: Vec<UnixTime> = times.chain(versions.iter().map(|version| version.from)).collect();
    times.retain(|at| now < *at);
    times.sort_unstable();
    times.dedup();
    times.into_iter().filter_map(|at| switch(versions, at)).collect()
}

fn switch(versions: &Versions, at: UnixTime) -> Option<Switch> {
    let version = versions.in_force(at)?;
    let before = versions.in_force(at.saturating_sub(1));
    let begins = before.is_none_or(|before| before.number != version.number);
    let lines = |is_wanted: &dyn Fn(&super::Line) -> bool| -> Vec<String> {
        let lines = version.file.as_ref().map_or(&[][..], |file| &file.lines);
        lines.iter().filter(|line| is_wanted(line)).map(|line| line.id.clone()).collect()
    };
    let (opens, closes) = (lines(&|line| line.from == at), lines(&|line| line.until == Some(at)));
    let changes = begins || !opens.is_empty() || !closes.is_empty();
    changes.then_some(Switch { at, version: version.number, begins, opens, closes })
}
