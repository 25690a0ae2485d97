//! `haetae records delete` and `allow`: decisions about people, which are recorded.
use clap::Args;

use crate::cli::output::outln;
use crate::cli::publication::Publication;
use crate::cli::standing::{NO_ID, UNKNOWN};
use crate::cli::subjects::{SubjectFile, Subjects, subject};
use crate::cli::{Acts, Context, Failure, reason, revoke};
use crate::config::Config;
use crate::journal::{ActKind, ActOutcome};
use crate::model::{Reason, SubjectId};
use crate::render::text::plural;
use crate::runtime::Node;
use crate::store::{Allowed, Decision, DecisionKind};

/// Arguments of `haetae records delete`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::PERSON)]
pub(in crate::cli) struct DeleteArgs {
    /// The person's subject id
    #[arg(value_name = "SUBJECT")]
    subject: String,
    #[command(flatten)]
    why: Why,
}

/// Arguments of `haetae records allow`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::PERSON)]
pub(in crate::cli) struct AllowArgs {
    #[command(flatten)]
    subjects: Subjects,
    #[command(flatten)]
    why: Why,
}

#[derive(Debug, Args)]
struct Why {
    /// The reason, for the record: up to 500 characters, without names
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Who decided; by default the user who runs the command
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

impl Why {
    fn decision(&self, node: &Node, context: &Context) -> Result<Decision, Failure> {
        Ok(Decision { at: node.clock.now(), by: self.by(context)?, reason: reason(&self.reason)? })
    }

    /// The name of the deciding operator: as given, or the user of this machine.
    fn by(&self, context: &Context) -> Result<String, Failure> {
        if let Some(by) = &self.by {
            let checked = Reason::new(by).map_err(|error| Failure::from(format!("--by {error}")))?;
            return Ok(checked.as_str().to_owned());
        }
        let variable = |name: &str| {
            let found = context.environment.iter().find(|(variable, value)| variable == name && !value.is_empty());
            found.map(|(_, value)| value.clone())
        };
        let user = variable("SUDO_USER").or_else(|| variable("USER")).or_else(|| variable("LOGNAME"));
        Ok(user.unwrap_or_else(|| "unknown".to_owned()))
    }
}

/// Erases a person: voids the passes, removes the record, and keeps the person out of later imports.
pub(in crate::cli) async fn delete(
    args: &DeleteArgs,
    config: &Config,
    node: &Node,
    acts: &mut Acts,
    context: &Context,
) -> Result<u8, Failure> {
    let subject = subject(&args.subject)?;
    let serial = node.store.record(&subject).await?.map(|record| record.serial.0);
    let publication = Publication::of(config, node).await?;
    if !node.store.erase(&subject, &args.why.decision(node, context)?).await? {
        let decisions = node.store.decisions(&subject).await?;
        if matches!(decisions.last(), Some((DecisionKind::Erased, _))) {
            outln!("This person was erased already; nothing changed.");
            return Ok(0);
        }
        return Err(revoke::unknown());
    }
    acts.enter(ActKind::RecordsDelete, serial.map(|serial| ("serial", serial.into())), ActOutcome::Done)?;
    outln!("Erased. The passes are void, and imports leave this person out until `haetae records allow`.");
    outln!("{}", publication.of_void_passes());
    outln!(
        "The journal keeps only the person's serial number, for journal.keep_days more days. Remove the person from your backups yourself."
    );
    Ok(0)
}

/// Lets the next import bring back an erased person, or give a person another name or birth date.
pub(in crate::cli) async fn allow(
    args: &AllowArgs,
    node: &Node,
    acts: &mut Acts,
    context: &Context,
) -> Result<u8, Failure> {
    let decision = args.why.decision(node, context)?;
    let Some(file) = &args.subjects.from else {
        let subject = subject(args.subjects.subject.as_deref().unwrap_or_default())?;
        return match node.store.allow(&subject, &decision).await? {
            Allowed::Nothing => Err(revoke::unknown()),
            allowed => {
                acts.enter(ActKind::RecordsAllow, [("people", 1_u64.into())], ActOutcome::Done)?;
                outln!("{}", words(allowed));
                Ok(0)
            }
        };
    };
    let mut file = SubjectFile::open(file)?;
    let (mut done, mut nobody) = (0_u64, 0_u64);
    loop {
        let batch = file.next_batch(1_000)?;
        if batch.is_empty() {
            break;
        }
        for listed in batch {
            let (allowed, why) = match &listed.subject {
                Ok(subject) => (node.store.allow(subject, &decision).await?, UNKNOWN),
                Err(_) => (Allowed::Nothing, NO_ID),
            };
            if allowed == Allowed::Nothing {
                let text = listed.subject.as_ref().map_or_else(String::as_str, SubjectId::as_str);
                eprintln!("line {}: {text:?}: {why}", listed.line);
                nobody += 1;
            } else {
                done += 1;
            }
        }
    }
    if done > 0 {
        let on = [("people", done.into()), ("sha256", file.digest().into())];
        acts.enter(ActKind::RecordsAllow, on, ActOutcome::Done)?;
    }
    outln!(
        "{done} {} may change or come back with the next import; {nobody} {} no record.",
        plural(done, "person", "people"),
        plural(nobody, "line matches", "lines match")
    );
    Ok(u8::from(nobody > 0))
}

const fn words(allowed: Allowed) -> &'static str {
    match allowed {
        Allowed::Change => "The next import may give this person another name, birth date or system.",
        Allowed::Return => "The next import may bring this person back, with a new serial number.",
        Allowed::Nothing => "Nothing changed.",
    }
}
