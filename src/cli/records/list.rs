use clap::Args;

use crate::cli::Failure;
use crate::cli::output::outln;
use crate::cli::subjects::subject;
use crate::model::Record;
use crate::runtime::Node;
use crate::store::PeopleQuery;

/// Arguments of `haetae records list`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::DONE)]
pub(in crate::cli) struct ListArgs {
    /// Only subject ids that begin with this
    #[arg(long, value_name = "TEXT", default_value = "")]
    prefix: String,
    /// Only people whose subject id or masked name contains this
    #[arg(long, value_name = "TEXT", default_value = "")]
    search: String,
    /// Only people whose passes are void
    #[arg(long, conflicts_with = "not_revoked")]
    revoked: bool,
    /// Only people whose passes are not void
    #[arg(long)]
    not_revoked: bool,
    /// Start after this subject id, the last one of the previous page
    #[arg(long, value_name = "ID")]
    after: Option<String>,
    /// The most people to list
    #[arg(long, value_name = "NUMBER", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    limit: u32,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

/// Lists people by subject id, a page at a time.
pub(in crate::cli) async fn run(args: &ListArgs, node: &Node) -> Result<u8, Failure> {
    let revoked = (args.revoked || args.not_revoked).then_some(args.revoked);
    let after = args.after.as_deref().map(subject).transpose()?;
    let query = PeopleQuery { prefix: args.prefix.clone(), words: args.search.clone(), after, revoked };
    // One more than asked for, to see whether there are more.
    let mut records = node.store.find_people(&query, args.limit + 1).await?;
    let more = records.len() > args.limit as usize;
    records.truncate(args.limit as usize);
    for record in &records {
        if args.json {
            outln!("{}", json(record));
        } else {
            outln!("{}", line(record));
        }
    }
    let last = records.last().map_or("", |record| record.person.subject.as_str());
    match (records.is_empty(), more) {
        (true, _) if !args.json => outln!("No people match."),
        (_, true) => eprintln!("There are more: --after {last}"),
        _ => {}
    }
    Ok(0)
}

fn line(record: &Record) -> String {
    let person = &record.person;
    let pieces = match person.evidence.len() {
        0 => "no evidence".to_owned(),
        1 => "1 piece of evidence".to_owned(),
        count => format!("{count} pieces of evidence"),
    };
    format!(
        "{}  {}  {}  {pieces}  {}",
        person.subject.as_str(),
        person.name.as_str(),
        person.birth_date,
        standing(record)
    )
}

/// Whether a person can have passes, as one word.
pub(super) const fn standing(record: &Record) -> &'static str {
    match (&record.revocation, record.person.deceased) {
        (Some(_), _) => "revoked",
        (None, true) => "deceased",
        (None, false) => "good",
    }
}

/// A record as one short line.
fn json(record: &Record) -> serde_json::Value {
    let person = &record.person;
    serde_json::json!({
        "subject": person.subject.as_str(),
        "name": person.name.as_str(),
        "birth_date": person.birth_date,
        "standing": standing(record),
        "serial": record.serial.0,
        "version": record.version,
        "evidence": person.evidence.len(),
    })
}
