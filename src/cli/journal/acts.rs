use std::fmt::Write as _;

use clap::Args;
use haetae_core::UnixTime;

use super::unreadable;
use crate::cli::Failure;
use crate::cli::output::outln;
use crate::journal::{self, ActKind, ActLine, Findings, Folder, Line};

/// Arguments of `haetae journal acts`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 shown, 1 the chain is broken after what was shown, 2 wrong usage or failure")]
pub(in crate::cli) struct ActsArgs {
    /// Only acts of this operator, or of this user of the machine, such as local:root
    #[arg(long, value_name = "ACTOR")]
    by: Option<String>,
    /// Only acts of this kind, such as revoke or partner_key_add (docs/journal.md)
    #[arg(long, value_name = "KIND")]
    act: Option<String>,
    /// Only acts from this time on, such as 2026-11-22T09:00:00Z
    #[arg(long, value_name = "TIME", value_parser = crate::cli::time)]
    since: Option<UnixTime>,
    /// One JSON object a line, as in the file
    #[arg(long)]
    json: bool,
}

/// Verifies the chain, and shows what operators did.
pub(super) fn run(args: &ActsArgs, folder: &Folder) -> Result<u8, Failure> {
    let mut shown = Shown { args, number: 0, has_kind: false };
    let report = journal::verify(folder, &mut shown).map_err(unreadable(folder))?;
    if let Some(kind) = args.act.as_deref().filter(|kind| !shown.has_kind && !is_known(kind)) {
        let known = ActKind::ALL.map(ActKind::as_str).join(", ");
        return Err(format!("there is no kind of act {kind:?}; there are {known}").into());
    }
    if shown.number == 0 && !args.json {
        outln!("There are no such acts.");
    }
    match report.broken {
        None => Ok(0),
        Some(place) => Err(Failure::no(format!("the chain is broken at {place}: what follows is not shown"))),
    }
}

fn is_known(kind: &str) -> bool {
    ActKind::ALL.into_iter().any(|known| known.as_str() == kind)
}

/// An act on one line.
pub(super) fn words(line: &ActLine) -> String {
    let mut words = format!("{}  #{}  {}  {}", line.time.to_rfc3339(), line.n, line.actor, line.act);
    for (name, detail) in &line.on {
        // Writing into a string never fails.
        let _ = write!(words, "  {name} {detail}");
    }
    words.push_str("  ");
    words.push_str(&line.outcome);
    words
}

struct Shown<'a> {
    args: &'a ActsArgs,
    number: u64,
    /// Whether any act is of the kind that was asked for, which a later version may have made.
    has_kind: bool,
}

impl Findings for Shown<'_> {
    fn entry(&mut self, _: &Line) {}

    fn act(&mut self, line: &ActLine) {
        let ActsArgs { by, act, since, json } = self.args;
        self.has_kind |= act.as_ref().is_some_and(|act| *act == line.act);
        let is_asked = by.as_ref().is_none_or(|by| *by == line.actor)
            && act.as_ref().is_none_or(|act| *act == line.act)
            && since.is_none_or(|since| line.time >= since);
        if !is_asked {
            return;
        }
        self.number += 1;
        if *json {
            outln!("{}", serde_json::to_string(line).unwrap_or_default());
        } else {
            outln!("{}", words(line));
        }
    }

    fn advance(&mut self, _: u64) {}
}
