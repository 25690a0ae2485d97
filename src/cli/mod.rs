//! The command line: one file a command.

#![deny(clippy::print_stdout, reason = "`output` writes, and ends the program if its reader has gone")]

mod acts;
mod bundle;
mod clock;
mod config;
mod db;
mod demo_key;
mod doctor;
mod eligibility;
mod everybody;
mod exit_status;
mod failure;
mod fetch;
mod init;
mod input;
mod inspect;
mod issue;
mod journal;
mod json;
mod keys;
mod manual;
mod new_file;
mod node;
mod open_files;
mod operator;
mod output;
mod partner;
mod publication;
mod publish;
mod queue;
mod records;
mod revocations;
mod revoke;
mod rules;
mod scanner;
mod second_operator;
mod serve;
mod specimens;
mod standing;
mod strip_lead;
mod subjects;
mod trust;
mod trust_request;
mod verify;
mod witness;
mod zone;

use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

use clap::{Parser, Subcommand};
use haetae_core::UnixTime;
use haetae_keys::Random;

use crate::clock::Clock;
use crate::config::Config;
use crate::model::{IdentifierSystems, Reason};
use crate::records::import::ImportOptions;
use crate::records::{NameKey, Today};
use crate::runtime::Node;
use crate::signing::read_roots;
use crate::specimens::is_public as specimens_are_public;
use acts::Acts;
pub use failure::Failure;

/// Haetae issues short-lived signed vaccination and test passes as QR codes and checks them without a network.
#[derive(Debug, Parser)]
#[command(name = "haetae", version, disable_help_subcommand = true, after_help = exit_status::PROGRAM)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a data folder: configuration, keys, trust list, database
    Init(init::InitArgs),
    /// Run the service
    Serve(serve::ServeArgs),
    /// Check or show the configuration
    #[command(subcommand, after_help = exit_status::GROUP)]
    Config(config::ConfigCommand),
    /// Check everything that this node needs, and show how to fix problems
    Doctor(doctor::DoctorArgs),
    /// The database: backups, and what to do after one was put back
    #[command(after_help = exit_status::GROUP)]
    Db {
        #[command(flatten)]
        data: DataFolder,
        #[command(subcommand)]
        command: db::DbCommand,
    },
    /// Further nodes of this installation
    #[command(subcommand, after_help = exit_status::GROUP)]
    Node(node::NodeCommand),
    /// This machine's clock
    #[command(subcommand, after_help = exit_status::GROUP)]
    Clock(clock::ClockCommand),
    /// Records of people
    #[command(after_help = exit_status::GROUP)]
    Records {
        #[command(flatten)]
        data: DataFolder,
        #[command(subcommand)]
        command: records::RecordsCommand,
    },
    /// Operators: their credentials, and what waits for a second one
    #[command(subcommand, after_help = exit_status::GROUP)]
    Operator(operator::OperatorCommand),
    /// Partners whose apps vouch for citizens
    #[command(subcommand, after_help = exit_status::GROUP)]
    Partner(partner::PartnerCommand),
    /// Issue a paper pass
    Issue(issue::IssueArgs),
    /// The journal: what this node issued, and what operators did
    #[command(after_help = exit_status::GROUP)]
    Journal {
        #[command(flatten)]
        data: DataFolder,
        #[command(subcommand)]
        command: journal::JournalCommand,
    },
    /// Revoke the passes of one or more people
    Revoke(revoke::RevokeArgs),
    /// Let one or more revoked people have passes again
    Reinstate(revoke::ReinstateArgs),
    /// The list of revocations
    #[command(subcommand, after_help = exit_status::GROUP)]
    Revocations(revocations::RevocationsCommand),
    /// Write the data for scanners into a folder that any web server can serve
    Publish(publish::PublishArgs),
    /// Write the data for scanners into one file, for scanners without a network
    Bundle(bundle::BundleArgs),
    /// The trust list: request the next one from the custodians, and install it
    #[command(subcommand, after_help = exit_status::GROUP)]
    Trust(trust::TrustCommand),
    /// The rules at the door: check, test and explain them before they count, and publish them
    #[command(subcommand, after_help = exit_status::GROUP)]
    Rules(rules::RulesCommand),
    /// Eligibility: who may be issued what, from when
    #[command(subcommand, after_help = exit_status::GROUP)]
    Eligibility(eligibility::EligibilityCommand),
    /// The waiting room: who is let in to issuing, and when
    #[command(subcommand, after_help = exit_status::GROUP)]
    Queue(queue::QueueCommand),
    /// Tablets that check passes
    #[command(subcommand, after_help = exit_status::GROUP)]
    Scanner(scanner::ScannerCommand),
    /// Make specimen codes for training
    Specimens(specimens::SpecimensArgs),
    /// The keys that this node signs with
    #[command(after_help = exit_status::GROUP)]
    Keys {
        #[command(flatten)]
        data: DataFolder,
        #[command(subcommand)]
        command: keys::KeysCommand,
    },
    /// Check codes without a network
    Verify(verify::VerifyArgs),
    /// Follow what an issuer publishes, keep it, and raise an alarm if something is taken back
    Witness(witness::WitnessArgs),
    /// Show what is in a code, without checking it
    Inspect(inspect::InspectArgs),
    /// Write a completion script for a shell to the standard output
    Completions(manual::CompletionsArgs),
    /// Write man pages, one for each command, or a page about all of them
    Man(manual::ManArgs),
}

/// The data folder of a node.
#[derive(Clone, Debug, clap::Args)]
pub struct DataFolder {
    /// The data folder that `haetae init` made
    #[arg(long = "data", value_name = "DIR", default_value = "haetae-data", env = "HAETAE_DATA", global = true)]
    pub path: PathBuf,
}

/// What a command gets from outside; only `main` makes it.
pub struct Context {
    /// The present.
    pub clock: Arc<dyn Clock>,
    /// Randomness that is fit for keys.
    pub random: Box<dyn Random + Send>,
    /// The environment's variables.
    pub environment: Vec<(String, String)>,
}

/// Runs a command. The answer is the exit status: 0 if all is well, 1 for a no, 2 for usage or failure. In a box, so
/// that it is compiled with this library and not with its callers.
pub fn run(arguments: Arguments, context: Context) -> Pin<Box<dyn Future<Output = u8>>> {
    Box::pin(command(arguments, context))
}

async fn command(arguments: Arguments, mut context: Context) -> u8 {
    let done = match arguments.command {
        Command::Init(args) => init::run(&args, &mut context).await,
        Command::Serve(args) => serve::run(&args, context).await,
        Command::Config(command) => config::run(&command, &context),
        Command::Doctor(args) => doctor::run(&args, &context).await,
        Command::Db { data, command } => db::run(&data, &command, &mut context).await,
        Command::Node(command) => node::run(&command, &mut context).await,
        Command::Clock(command) => clock::run(&command, &mut context).await,
        Command::Records { data, command } => run_records(&data, &command, &mut context).await,
        Command::Operator(command) => operator::run(&command, &mut context).await,
        Command::Partner(command) => partner::run(&command, &mut context).await,
        Command::Issue(args) => issue::run(&args, context).await,
        Command::Journal { data, command } => journal::run(&data, &command, &context).await,
        Command::Revoke(args) => revoke::run(&args, &mut context).await,
        Command::Reinstate(args) => revoke::reinstate(&args, &mut context).await,
        Command::Revocations(command) => revocations::run(&command, &context).await,
        Command::Publish(args) => publish::run(&args, &context).await,
        Command::Bundle(args) => bundle::run(&args, &context).await,
        Command::Trust(command) => trust::run(&command, &mut context),
        Command::Rules(command) => rules::run(&command, &mut context).await,
        Command::Eligibility(command) => eligibility::run(&command, &mut context).await,
        Command::Queue(command) => queue::run(&command, &mut context).await,
        Command::Scanner(command) => scanner::run(&command, &mut context),
        Command::Specimens(args) => specimens::run(&args),
        Command::Keys { data, command } => keys::run(&data, &command, &mut context).await,
        Command::Verify(args) => verify::run(&args, &context),
        Command::Witness(args) => witness::run(args, &context).await,
        Command::Inspect(args) => inspect::run(&args),
        Command::Completions(args) => manual::completions(&args),
        Command::Man(args) => manual::man(&args),
    };
    done.unwrap_or_else(|failure| {
        eprintln!("haetae: {failure}");
        failure.exit_status()
    })
}

async fn run_records(
    data: &DataFolder,
    command: &records::RecordsCommand,
    context: &mut Context,
) -> Result<u8, Failure> {
    use records::{RecordsCommand, decide, export, list, show};
    match command {
        RecordsCommand::Sample(args) => {
            let today = crate::issuing::Calendar::new(jiff::tz::TimeZone::UTC, 0).day_of(context.clock.now());
            records::sample(args, today.ok_or("the clock shows a time after year 9999")?)
        }
        RecordsCommand::Import(args) => {
            let (config, node) = open(data, context).await?;
            let mut acts = Acts::open(&config, context)?;
            let options = import_options(args, config, &node, context).await?;
            records::import(args, &options, node.store.as_ref(), &mut acts).await
        }
        RecordsCommand::List(args) => list::run(args, &open(data, context).await?.1).await,
        RecordsCommand::Export(args) => {
            let (config, node) = open(data, context).await?;
            export::run(args, &node, &mut Acts::open(&config, context)?).await
        }
        RecordsCommand::Allow(args) => {
            let (config, node) = open(data, context).await?;
            let mut acts = Acts::open(&config, context)?;
            decide::allow(args, &node, &mut acts, context).await
        }
        RecordsCommand::Show(args) => {
            let (config, node) = open(data, context).await?;
            let mut acts = Acts::open(&config, context)?;
            show::run(args, &config, &node, &mut acts).await
        }
        RecordsCommand::Delete(args) => {
            let (config, node) = open(data, context).await?;
            let mut acts = Acts::open(&config, context)?;
            decide::delete(args, &config, &node, &mut acts, context).await
        }
    }
}

/// The options of an import.
async fn import_options(
    args: &records::ImportArgs,
    config: Config,
    node: &Node,
    context: &mut Context,
) -> Result<ImportOptions, Failure> {
    let path = config.name_key_path();
    let names = NameKey::open(&path, context.random.as_mut())?;
    if !node.store.claim_name_key(names.check(), args.new_name_key).await? {
        return Err(Failure::from(format!(
            "{} is not the key that the names on record were hashed with: everyone would look like another person. Put that key back \
             from a backup or from the node that imported before; if it is lost, --new-name-key goes on without it",
            path.display()
        )));
    }
    let calendar = &node.issuer.config().calendar;
    let now = node.clock.now();
    let day = calendar.day_of(now).ok_or("the clock shows a time after year 9999")?;
    Ok(ImportOptions {
        zone: calendar.zone().clone(),
        scratch: config.data_dir,
        dry_run: args.dry_run,
        today: Today { day, now },
        names,
        systems: IdentifierSystems::new(config.records.identifier_systems),
    })
}

/// Refuses a reason for the record that is empty, too long, or longer than a line.
fn reason(text: &str) -> Result<Reason, Failure> {
    Reason::new(text).map_err(|error| Failure::from(format!("--reason {error}")))
}

/// The configuration of a data folder.
fn load(data: &DataFolder, context: &Context) -> Result<Config, Failure> {
    load_with(data, context, [])
}

/// The configuration of a data folder, with overrides from the command line.
fn load_with(
    data: &DataFolder,
    context: &Context,
    overrides: impl IntoIterator<Item = (String, String)>,
) -> Result<Config, Failure> {
    require_data_folder(&data.path)?;
    let config = Config::load(&data.path, context.environment.clone(), overrides)?;
    refuse_public_keys(&config.roots_path())?;
    Ok(config)
}

/// Refuses roots whose private parts are public: anybody can make what they sign.
fn refuse_public_keys(roots: &Path) -> Result<(), Failure> {
    // Where they are missing or damaged, those who need them say so.
    let Ok(set) = read_roots(roots) else { return Ok(()) };
    if !specimens_are_public(&set)? {
        return Ok(());
    }
    let sandbox = "they are those of a sandbox or of the training. Only `haetae serve --sandbox` uses them";
    Err(format!("the keys of {} are public: {sandbox}", roots.display()).into())
}

/// The files that `haetae init` and `haetae-keys init` make in a folder; one of these is enough.
const DATA_FILES: [&str; 4] = [crate::config::FILE_NAME, "haetae.sqlite", "roots.json", "trust-list"];

/// Refuses a folder that is not a data folder before anything is made in it.
fn require_data_folder(path: &Path) -> Result<(), Failure> {
    let name = path.display();
    let hint = "`haetae init --data DIR` makes one, and --data names it";
    if !path.exists() {
        return Err(format!("there is no data folder {name}: {hint}").into());
    }
    if !path.is_dir() {
        return Err(format!("{name} is not a folder: {hint}").into());
    }
    std::fs::read_dir(path).map_err(|error| format!("{name}: {error}"))?;
    if DATA_FILES.iter().all(|file| !path.join(file).exists()) {
        return Err(format!("{name} is not a data folder: it has no {}. {hint}", DATA_FILES.join(", ")).into());
    }
    Ok(())
}

/// The node of a data folder, and its configuration.
async fn open(data: &DataFolder, context: &Context) -> Result<(Config, Node), Failure> {
    let config = load(data, context)?;
    let node = Node::open(&config, Arc::clone(&context.clock)).await?;
    Ok((config, node))
}

/// The time that `--now` gives, or the clock.
fn present(given: Option<u64>, clock: &dyn Clock) -> Result<UnixTime, Failure> {
    match given {
        None => Ok(clock.now()),
        Some(seconds) => Ok(UnixTime::new(seconds).ok_or("--now must be a time up to the end of year 9999")?),
    }
}

/// Reads a time of the command line.
fn time(text: &str) -> Result<UnixTime, String> {
    let time = text.parse::<jiff::Timestamp>().map_err(|_| "a time as 2026-11-22T09:00:00Z".to_owned())?;
    let seconds = u64::try_from(time.as_second()).ok().and_then(UnixTime::new);
    seconds.ok_or_else(|| "a time from 1970 to the end of year 9999".to_owned())
}
