use std::path::PathBuf;

use clap::Args;
use haetae_core::{Evidence, Language, PolicyQuestion, UnixTime, UnverifiedPass, inspect};

use super::Source;
use crate::cli::json::{self, AsJson};
use crate::cli::new_file::write_page;
use crate::cli::output::out;
use crate::cli::subjects::subject;
use crate::cli::{Acts, Context, DataFolder, Failure, open, revoke, time};
use crate::journal::{ActKind, ActOutcome};
use crate::records::pass_evidence;
use crate::rules::explaining::{explain, html, text};
use crate::runtime::Node;

/// Arguments of `haetae rules explain`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 the pass meets the policy, 1 it does not, or nobody can tell, 2 wrong usage or failure"
)]
pub(in crate::cli) struct ExplainArgs {
    #[command(flatten)]
    data: DataFolder,
    /// The policy, by its id
    #[arg(long, value_name = "ID")]
    policy: String,
    #[command(flatten)]
    whose: Whose,
    /// When the pass is shown, as 2022-01-03T00:00:00+09:00; by default now
    #[arg(long, value_name = "TIME", value_parser = time)]
    at: Option<UnixTime>,
    /// A rules file, JSON or signed; by default the rules that are published
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Write a page for a browser, too; the file must not exist
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    #[command(flatten)]
    form: AsJson,
}

/// Whose pass it is.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Whose {
    /// A person on record, by subject id
    #[arg(long, value_name = "ID")]
    subject: Option<String>,
    /// The text of a code; whether it is genuine is not checked
    #[arg(long, value_name = "TEXT")]
    code: Option<String>,
    /// Evidence as a rule sees it: [{"kind": "recovery", "date": "2021-12-20"}]
    #[arg(long, value_name = "JSON")]
    evidence: Option<String>,
}

/// What a pass carries, and whether it is on paper.
struct Carried {
    evidence: Vec<Evidence>,
    paper: bool,
}

pub(super) async fn run(args: &ExplainArgs, context: &mut Context) -> Result<u8, Failure> {
    let at = args.at.unwrap_or_else(|| context.clock.now());
    let needs_node = args.file.is_none() || args.whose.subject.is_some();
    let opened = if needs_node { Some(open(&args.data, context).await?) } else { None };
    let source = match (&args.file, &opened) {
        (Some(path), _) => Source::read(path, context)?,
        (None, Some((_, node))) => Source::published(node).await?,
        (None, None) => return Err("--file or a data folder is needed".into()),
    };
    let carried = match (&args.whose, opened) {
        (Whose { subject: Some(id), .. }, Some((config, node))) => {
            let mut acts = Acts::open(&config, context)?;
            of_subject(id, &node, at, &mut acts).await?
        }
        (Whose { code: Some(code), .. }, _) => of_code(code)?,
        (Whose { evidence: Some(evidence), .. }, _) => of_evidence(evidence)?,
        _ => return Err("--subject, --code or --evidence is needed".into()),
    };
    let asked = PolicyQuestion { evidence: &carried.evidence, paper: carried.paper, now: at };
    let zone = source.zone();
    let explanation = explain(&source.document()?, &source.draft.file, &args.policy, &asked, &zone);
    if let Some(path) = &args.html {
        write_page(path, &html(&explanation, &zone))?;
    }
    if args.form.json {
        json::print(&explanation)?;
    } else {
        out!("{}", text(&explanation, &zone));
    }
    Ok(u8::from(explanation.answer != "met"))
}

/// What a phone's pass of this person would carry. That a person's evidence is shown stands in the journal.
async fn of_subject(id: &str, node: &Node, at: UnixTime, acts: &mut Acts) -> Result<Carried, Failure> {
    let record = node.store.record(&subject(id)?).await?.ok_or_else(revoke::unknown)?;
    let config = node.issuer.config();
    let day = config.calendar.day_of(at).ok_or("--at is after year 9999")?;
    let evidence = pass_evidence(&record.person.evidence, day, at, config.exact_sample_times);
    let evidence = evidence.ok_or_else(|| Failure::no("this person has no evidence for a pass at that time"))?;
    acts.enter(ActKind::RecordsShow, [("serial", record.serial.0.into())], ActOutcome::Done)?;
    if record.revocation.is_some() {
        eprintln!("haetae: this person is revoked and gets no passes: this is what one would say");
    }
    Ok(Carried { evidence: evidence.as_slice().to_vec(), paper: false })
}

fn of_code(code: &str) -> Result<Carried, Failure> {
    let pass = UnverifiedPass::parse(code.trim()).map_err(|unclear| {
        let words = unclear.message(Language::English);
        Failure::from(format!("--code is not a pass that can be read: {}. {}", words.headline, words.advice))
    })?;
    let claims = inspect::unchecked(&pass).claims;
    eprintln!("haetae: this is what the code says; whether it is genuine was not checked");
    Ok(Carried { evidence: claims.evidence.as_slice().to_vec(), paper: claims.holder_key.is_none() })
}

fn of_evidence(text: &str) -> Result<Carried, Failure> {
    let evidence: Vec<Evidence> =
        serde_json::from_str(text).map_err(|error| Failure::from(format!("--evidence: {error}")))?;
    if evidence.len() > haetae_core::MAX_EVIDENCE {
        return Err(format!("--evidence: a pass carries at most {}", haetae_core::MAX_EVIDENCE).into());
    }
    Ok(Carried { evidence, paper: false })
}
