use std::path::PathBuf;

use clap::Args;
use haetae_core::UnixTime;
use serde::Serialize;

use super::shown::{self, LineJson};
use super::{Pass, in_force, read, stored};
use crate::cli::json::{self, AsJson};
use crate::cli::output::outln;
use crate::cli::subjects::subject;
use crate::cli::{Acts, Context, DataFolder, Failure, open, revoke, time};
use crate::eligibility::{Asked, Decision, EligibilityFile, Words, kind_name};
use crate::journal::{ActKind, ActOutcome};
use crate::render::text::civil_time;

/// Arguments of `haetae eligibility explain`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 the person is eligible, 1 they are not, or nobody can tell, 2 wrong usage or failure"
)]
pub(in crate::cli) struct ExplainArgs {
    #[command(flatten)]
    data: DataFolder,
    /// The person on record, by subject id
    #[arg(long, value_name = "ID")]
    subject: String,
    /// When, as 2021-07-12T00:00:00+09:00; by default now
    #[arg(long, value_name = "TIME", value_parser = time)]
    at: Option<UnixTime>,
    /// The kind of pass
    #[arg(long, value_name = "KIND", value_enum, default_value_t = Pass::Phone)]
    pass: Pass,
    /// A file; by default the one that is in force at the time
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    #[command(flatten)]
    form: AsJson,
}

/// What is written for programs.
#[derive(Serialize)]
struct Explained<'f> {
    pass: &'static str,
    at: UnixTime,
    decision: &'static str,
    version: Option<u64>,
    line: Option<LineJson<'f>>,
    eligible_from: Option<UnixTime>,
    message: Option<&'f Words>,
}

pub(super) async fn run(args: &ExplainArgs, context: &mut Context) -> Result<u8, Failure> {
    let at = args.at.unwrap_or_else(|| context.clock.now());
    let (config, node) = open(&args.data, context).await?;
    let record = node.store.record(&subject(&args.subject)?).await?.ok_or_else(revoke::unknown)?;
    let versions = stored(&node).await?;
    let given = args.file.as_deref().map(read).transpose()?;
    let file = match &given {
        Some(file) => Some(file),
        None => in_force(&versions, at)?,
    };
    let asked = Asked::of(&record, args.pass.into(), at);
    let decision = file.map(|file| (file, file.decide(&asked)));
    Acts::open(&config, context)?.enter(
        ActKind::RecordsShow,
        [("serial", record.serial.0.into())],
        ActOutcome::Done,
    )?;
    if record.revocation.is_some() {
        eprintln!("haetae: this person is revoked and gets no passes, whatever this says");
    }
    // As the service does: a file that comes before may say something else.
    let later = versions.eligible_from(&asked).map(|(from, _)| from).filter(|_| given.is_none());
    show(args, at, decision, later)?;
    Ok(u8::from(!matches!(decision, None | Some((_, Decision::Eligible { .. })))))
}

fn show(
    args: &ExplainArgs,
    at: UnixTime,
    decision: Option<(&EligibilityFile, Decision<'_>)>,
    later: Option<UnixTime>,
) -> Result<(), Failure> {
    let pass = kind_name(args.pass.into());
    let (eligible_from, message) = match decision {
        Some((_, Decision::NotYet { from, line })) => (later.or(Some(from)), Some(&line.message)),
        Some((_, Decision::NotEligible { message, .. })) => (later, Some(message)),
        Some((_, Decision::Eligible { .. } | Decision::CannotTell { .. })) | None => (None, None),
    };
    let code = decision.map_or("eligible", |(_, decision)| decision.code().as_str());
    let line = decision.and_then(|(_, decision)| decision.line());
    let version = decision.map(|(file, _)| file.version);
    if args.form.json {
        let line = line.map(LineJson::of);
        return json::print(&Explained { pass, at, decision: code, version, line, eligible_from, message });
    }
    let Some((file, _)) = decision else {
        outln!("{pass}, {}: eligible. No file is in force then: whoever is on record gets passes.", at.to_rfc3339());
        return Ok(());
    };
    outln!("{pass}, {}: {code}", civil_time(at, &file.zone));
    match line {
        Some(line) => outln!("by line {} of version {}: {}", line.id, file.version, shown::times(line, &file.zone)),
        None => outln!("by version {}: no line is about this person", file.version),
    }
    if let Some(from) = eligible_from {
        outln!("eligible from {}", civil_time(from, &file.zone));
    }
    if let Some(Words { ko, en }) = message {
        outln!("people read: {ko}\n             {en}");
    }
    Ok(())
}
