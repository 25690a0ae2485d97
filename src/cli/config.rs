use clap::{Args, Subcommand};
use serde::Serialize;

use super::json::{self, AsJson};
use super::{Context, DataFolder, Failure, load, strip_lead};
use crate::attestation::AttestationVerifier;
use crate::cli::output::outln;
use crate::config::{Origin, Setting};
use crate::limits::redis::Servers;

/// Commands that look at the configuration.
#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Check the configuration and list everything that is wrong with it
    #[command(after_help = "Exit status: 0 it is in order, 1 it is not, 2 wrong usage")]
    Check(CheckArgs),
    /// List every value in effect; secrets show as ***
    #[command(after_help = "Exit status: 0 listed, 2 wrong usage or a configuration that is not in order")]
    Show(ShowArgs),
}

/// Arguments of `haetae config check`.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    data: DataFolder,
    #[command(flatten)]
    form: AsJson,
}

/// Arguments of `haetae config show`.
#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    #[command(flatten)]
    data: DataFolder,
    /// Say where each value comes from
    #[arg(long)]
    origin: bool,
    #[command(flatten)]
    form: AsJson,
}

/// Runs one of them.
pub(super) fn run(command: &ConfigCommand, context: &Context) -> Result<u8, Failure> {
    match command {
        ConfigCommand::Check(args) => check(args, context),
        ConfigCommand::Show(args) => show(args, context),
    }
}

#[derive(Serialize)]
struct CheckJson {
    in_order: bool,
    /// A sentence for each, with its line if it is in the file.
    problems: Vec<String>,
    /// Settings that are allowed but risky.
    warnings: Vec<String>,
}

fn check(args: &CheckArgs, context: &Context) -> Result<u8, Failure> {
    let checked = load(&args.data, context).map_err(|failure| failure.to_string()).and_then(|config| {
        AttestationVerifier::open(&config).map_err(|error| error.to_string())?;
        Servers::of(&config).map_err(|error| error.to_string())?;
        let mut warnings = config.warnings();
        warnings.extend(strip_lead::check(&config, context.clock.now())?);
        Ok(warnings)
    });
    if args.form.json {
        let problems = checked.as_ref().err().map(|problems| problems.lines().map(str::to_owned).collect());
        let problems: Vec<String> = problems.unwrap_or_default();
        let in_order = checked.is_ok();
        json::print(&CheckJson { in_order, problems, warnings: checked.unwrap_or_default() })?;
        return Ok(u8::from(!in_order));
    }
    for warning in checked.map_err(Failure::no)? {
        outln!("warning: {warning}");
    }
    outln!("The configuration of {} is in order.", args.data.path.display());
    Ok(0)
}

#[derive(Serialize)]
struct Settings {
    settings: Vec<SettingJson>,
}

#[derive(Serialize)]
struct SettingJson {
    key: String,
    /// The value as JSON; `***` for a secret.
    value: serde_json::Value,
    /// `default`, `file`, `environment` or `command_line`.
    from: &'static str,
    /// The line of the file.
    line: Option<usize>,
    /// The variable of the environment.
    variable: Option<String>,
}

fn show(args: &ShowArgs, context: &Context) -> Result<u8, Failure> {
    let config = load(&args.data, context)?;
    if args.form.json {
        json::print(&Settings { settings: config.settings().iter().map(SettingJson::of).collect() })?;
        return Ok(0);
    }
    for setting in config.settings() {
        if args.origin {
            outln!("{} = {}    # {}", setting.key, setting.value, setting.origin);
        } else {
            outln!("{} = {}", setting.key, setting.value);
        }
    }
    Ok(0)
}

impl SettingJson {
    fn of(setting: &Setting) -> Self {
        // A setting's value is TOML, but for a secret's stars.
        let toml = toml::from_str::<serde_json::Value>(&format!("value = {}", setting.value)).ok();
        let value = toml.and_then(|mut table| table.get_mut("value").map(serde_json::Value::take));
        let (from, line, variable) = match &setting.origin {
            Origin::Default => ("default", None, None),
            Origin::File { line } => ("file", Some(*line), None),
            Origin::Environment { variable } => ("environment", None, Some(variable.clone())),
            Origin::CommandLine => ("command_line", None, None),
        };
        Self {
            key: setting.key.clone(),
            value: value.unwrap_or_else(|| setting.value.clone().into()),
            from,
            line,
            variable,
        }
    }
}
