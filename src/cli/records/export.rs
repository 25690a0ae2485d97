use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::cli::new_file::{NewFile, cannot_write};
use crate::cli::output::outln;
use crate::cli::{Acts, Failure};
use crate::journal::{ActKind, ActOutcome, Detail};
use crate::model::Person;
use crate::render::text::plural;
use crate::runtime::Node;
use crate::store::PeopleQuery;

/// People read at a time.
const PAGE: u32 = 1_000;

/// Arguments of `haetae records export`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::DONE)]
pub(in crate::cli) struct ExportArgs {
    /// Only subject ids that begin with this; by default everyone
    #[arg(long, value_name = "TEXT", default_value = "")]
    prefix: String,
    /// The file to write, which only its owner can read and which must not exist; by default the standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Writes people as NDJSON that `haetae records import` can read.
pub(in crate::cli) async fn run(args: &ExportArgs, node: &Node, acts: &mut Acts) -> Result<u8, Failure> {
    // Not the prefix: it may name a person.
    let which = ("which", Detail::from(if args.prefix.is_empty() { "all" } else { "prefix" }));
    let Some(path) = &args.out else {
        // Before the first byte is out.
        acts.enter(ActKind::RecordsExport, [which], ActOutcome::Done)?;
        let mut out = BufWriter::new(io::stdout());
        return match write(args, node, &mut out).await {
            // The reader has closed the pipe.
            Err(Stopped::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(0),
            Err(stopped) => Err(stopped.into_failure("the standard output")),
            Ok(_) => Ok(0),
        };
    };
    let name = path.display().to_string();
    let mut out = BufWriter::new(NewFile::beside(path)?);
    let people = write(args, node, &mut out).await.map_err(|stopped| stopped.into_failure(&name))?;
    let file = out.into_inner().map_err(|error| cannot_write(path, error.error()))?;
    // Before the file is there.
    acts.enter(ActKind::RecordsExport, [which, ("people", people.into())], ActOutcome::Done)?;
    file.put()?;
    outln!("{people} {} in {name}.", plural(people, "person", "people"));
    Ok(0)
}

/// Why an export stopped.
enum Stopped {
    Store(Failure),
    Output(io::Error),
}

impl Stopped {
    fn into_failure(self, name: &str) -> Failure {
        match self {
            Self::Store(failure) => failure,
            Self::Output(error) => Failure::from(format!("cannot write {name}: {error}")),
        }
    }
}

async fn write(args: &ExportArgs, node: &Node, out: &mut (dyn Write + Send)) -> Result<u64, Stopped> {
    let mut query = PeopleQuery { prefix: args.prefix.clone(), ..PeopleQuery::default() };
    let mut people = 0;
    loop {
        let page = node.store.find_people(&query, PAGE).await.map_err(|error| Stopped::Store(error.into()))?;
        let Some(last) = page.last() else { break };
        query.after = Some(last.person.subject.clone());
        for record in &page {
            writeln!(out, "{}", row(&record.person)).map_err(Stopped::Output)?;
        }
        people += page.len() as u64;
    }
    out.flush().map_err(Stopped::Output)?;
    Ok(people)
}

/// A row as `docs/schemas/person.schema.json` describes it.
fn row(person: &Person) -> serde_json::Value {
    let mut row = json!({
        "subject": person.subject.as_str(),
        "name": person.name.as_str(),
        "birth_date": person.birth_date,
        "evidence": person.evidence,
    });
    if person.deceased {
        row["deceased"] = true.into();
    }
    if let Some(system) = &person.system {
        row["system"] = system.as_str().into();
    }
    row
}
