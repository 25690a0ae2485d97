use clap::Subcommand;

use super::{DataFolder, Failure, Surroundings, load};

/// Commands that look at the configuration.
#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Say everything that is wrong with it
    Check {
        #[command(flatten)]
        data: DataFolder,
    },
    /// List every value in effect; secrets show as ***
    Show {
        #[command(flatten)]
        data: DataFolder,
        /// Say where each value comes from
        #[arg(long)]
        origin: bool,
    },
}

/// Runs one of them. Exit status 1 where the configuration has problems.
pub(super) fn run(command: &ConfigCommand, surroundings: &Surroundings) -> Result<u8, Failure> {
    match command {
        ConfigCommand::Check { data } => {
            let config = load(data, surroundings).map_err(|failure| Failure::no(failure.to_string()))?;
            config.operator_token().map_err(|error| Failure::no(error.to_string()))?;
            for warning in config.warnings() {
                println!("warning: {warning}");
            }
            println!("The configuration of {} is in order.", data.path.display());
            Ok(0)
        }
        ConfigCommand::Show { data, origin } => {
            let config = load(data, surroundings)?;
            for setting in config.settings() {
                if *origin {
                    println!("{} = {}    # {}", setting.key, setting.value, setting.origin);
                } else {
                    println!("{} = {}", setting.key, setting.value);
                }
            }
            Ok(0)
        }
    }
}
