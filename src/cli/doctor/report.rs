use std::io::{self, Write};

use super::finding::{Finding, State};
use crate::cli::Failure;

/// How findings are reported.
pub(super) struct Form {
    /// As JSON, one object per line.
    pub(super) json: bool,
    /// Only warnings and problems.
    pub(super) quiet: bool,
    /// With the priorities that journald understands.
    pub(super) for_journald: bool,
}

/// Writes what was found to the standard output.
pub(super) fn show(findings: &[Finding], form: &Form) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let reported = findings.iter().filter(|finding| !form.quiet || finding.state != State::Ok);
    let written: io::Result<()> = reported.into_iter().try_for_each(|finding| write_one(&mut out, finding, form));
    written.and_then(|()| out.flush()).map_err(|error| Failure::from(error.to_string()))
}

fn write_one(out: &mut impl Write, finding: &Finding, form: &Form) -> io::Result<()> {
    if form.json {
        return writeln!(out, "{}", serde_json::to_string(finding)?);
    }
    let (state, check) = (finding.state.as_str(), finding.check);
    let remedy = finding.remedy.as_deref();
    if form.for_journald {
        // https://www.freedesktop.org/software/systemd/man/latest/sd-daemon.html
        let priority = match finding.state {
            State::Ok => "<6>",
            State::Warning => "<4>",
            State::Problem => "<3>",
        };
        let remedy = remedy.map_or_else(String::new, |remedy| format!(" What to do: {remedy}"));
        return writeln!(out, "{priority}{check}: {}{remedy}", finding.finding);
    }
    writeln!(out, "{state:<8} {check:<14} {}", finding.finding)?;
    remedy.map_or(Ok(()), |remedy| writeln!(out, "{:24}-> {remedy}", ""))
}
