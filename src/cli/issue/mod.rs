//! `haetae issue`: a paper pass, for one person or for everybody on record.

mod all;
mod ending;
mod folder;
mod list;

use std::io::IsTerminal as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use haetae_core::Language;
use haetae_keys::PassKind;

use super::acts::local_user;
use super::new_file::NewFile;
use super::revoke::unknown;
use super::subjects::subject;
use super::{Context, DataFolder, Failure, open, output};
use crate::issuing::{IssueServiceError, NotEligible};
use crate::journal::{Act, ActKind, ActOutcome};
use crate::model::Pass;
use crate::render::pdf::PaperPassDocument;
use crate::render::text::evidence_text;
use crate::render::{ErrorCorrection, Palette, QrCode, Scale};

/// Pixels for each module of a PNG.
const PIXELS: u32 = 8;

/// Arguments of `haetae issue`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 issued, with --all to everybody who can have a pass now; 1 the person is not on record or can have no pass now; 2 wrong usage or failure"
)]
pub(super) struct IssueArgs {
    #[command(flatten)]
    data: DataFolder,
    /// Issue a paper pass, the only kind that is issued by hand; phones fetch theirs
    #[arg(long, required = true)]
    paper: bool,
    #[command(flatten)]
    whom: Whom,
    /// The format; by default that of the ending of the file's name, or a drawing
    #[arg(long, value_enum, conflicts_with = "all")]
    format: Option<Format>,
    /// The file to write, which must not exist; with --all the folder for the pages, a new one or one of an interrupted
    /// run
    #[arg(long, value_name = "PATH", required_if_eq("all", "true"))]
    out: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Whom {
    /// The person's subject id
    #[arg(long, value_name = "ID")]
    subject: Option<String>,
    /// Everybody on record who can have a pass now: a PDF for each. Run again, it makes those that are missing or void
    #[arg(long)]
    all: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The text of the code
    Text,
    /// The code, drawn in the terminal
    Terminal,
    Png,
    Svg,
    /// A page to print, with the text beside the code
    Pdf,
}

/// Issues paper passes.
pub(super) async fn run(args: &IssueArgs, context: Context) -> Result<u8, Failure> {
    match (&args.whom.subject, &args.out) {
        (None, Some(folder)) => all::run(&args.data, folder, context).await,
        (id, _) => one(id.as_deref().unwrap_or_default(), args, context).await,
    }
}

/// Issues one person's paper pass.
async fn one(id: &str, args: &IssueArgs, context: Context) -> Result<u8, Failure> {
    let subject = subject(id)?;
    let format = format(args)?;
    let (config, node) = open(&args.data, &context).await?;
    let record = node.store.record(&subject).await?.ok_or_else(unknown)?;
    let zone = node.issuer.config().calendar.zone();
    for (piece, reason) in node.issuer.left_out(&record, node.clock.now()) {
        let words = evidence_text(piece, Language::English, zone);
        eprintln!("haetae: not on the pass: {words}: its date {reason}");
    }
    node.issuer.check_paper(&record, node.clock.now()).map_err(|error| Failure::no(error.to_string()))?;
    let eligible = node.eligibility.require(&record, PassKind::Paper, node.clock.now()).await;
    eligible.map_err(|error| not_eligible(&error))?;
    // The file is made first: a pass that is entered into the journal must also be written.
    let file = args.out.as_deref().map(NewFile::beside).transpose()?;
    let node = node.with_journal(&config, context.random)?;
    if let Some(journal) = &node.journal {
        let on = [("serial", record.serial.0.into())].into();
        let (time, actor, kind) = (node.clock.now(), local_user(), ActKind::PaperPass);
        journal.enter(Act { time, actor, kind, on, outcome: ActOutcome::Done }).await?;
    }
    let pass = node.issuing().on_paper_by_operator(record).await.map_err(not_issued)?;
    let zone = node.issuer.config().calendar.zone();
    let bytes = drawn(&pass, format, config.issuer.error_correction, zone, args.out.is_none())?;
    match file {
        Some(file) => file.fill(&bytes)?,
        None => output::write(&bytes),
    }
    Ok(0)
}

/// An error that follows from the record is an answer; every other one is a failure.
fn not_issued(error: IssueServiceError) -> Failure {
    match error {
        IssueServiceError::Issue(error) => Failure::no(error.to_string()),
        IssueServiceError::Eligibility(error) => not_eligible(&error),
        other => Failure::from(other.to_string()),
    }
}

/// That nobody can say is a failure, and no answer.
fn not_eligible(error: &NotEligible) -> Failure {
    match error {
        NotEligible::No { .. } | NotEligible::NotYet { .. } => {
            Failure::no(format!("this person is not eligible: {error}"))
        }
        NotEligible::CannotTell(_) => Failure::from(error.to_string()),
    }
}

fn format(args: &IssueArgs) -> Result<Format, Failure> {
    if let Some(format) = args.format {
        return Ok(format);
    }
    let Some(path) = &args.out else { return Ok(Format::Terminal) };
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("png") => Ok(Format::Png),
        Some("svg") => Ok(Format::Svg),
        Some("pdf") => Ok(Format::Pdf),
        Some("txt") => Ok(Format::Text),
        _ => Err("--out must end in .png, .svg, .pdf or .txt, or --format must say what to make".into()),
    }
}

fn drawn(
    pass: &Pass,
    format: Format,
    correction: ErrorCorrection,
    zone: &jiff::tz::TimeZone,
    to_terminal: bool,
) -> Result<Vec<u8>, Failure> {
    let code = QrCode::new(&pass.text, correction)?;
    Ok(match format {
        Format::Text => format!("{}\n", pass.text).into_bytes(),
        Format::Terminal => {
            let colours = to_terminal && std::io::stdout().is_terminal();
            code.to_terminal(if colours { Palette::Colours } else { Palette::Plain }).into_bytes()
        }
        Format::Png => code.to_png(Scale::new(PIXELS)?)?,
        Format::Svg => code.to_svg("Haetae pass", None).into_bytes(),
        Format::Pdf => {
            let pdf = PaperPassDocument::of(pass, correction, zone).to_pdf()?;
            if !pdf.missing.is_empty() {
                eprintln!("haetae: the page's font lacks {:?}; the code itself is complete", pdf.missing);
            }
            pdf.bytes
        }
    })
}
