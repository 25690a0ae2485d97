//! What `fuzz/run` asks for besides the search: the names of the targets, their seeds as files, an input once more.

use std::path::PathBuf;

use clap::Parser;
use haetae_fuzz::{TARGETS, Target, target};

/// Lists the targets, writes their seeds, shows a target one input.
#[derive(Debug, Parser)]
enum Command {
    /// Each target with what must hold
    List,
    /// Write the seeds of a target into a folder, a file each
    Seeds {
        #[arg(value_parser = known)]
        target: &'static Target,
        folder: PathBuf,
    },
    /// Show a target the content of a file; it panics where the promise is broken
    Replay {
        #[arg(value_parser = known)]
        target: &'static Target,
        file: PathBuf,
    },
}

fn main() -> std::io::Result<()> {
    match Command::parse() {
        Command::List => {
            for target in &TARGETS {
                println!("{:<16} {}", target.name, target.promise);
            }
        }
        Command::Seeds { target, folder } => {
            std::fs::create_dir_all(&folder)?;
            for (number, seed) in (target.seeds)().into_iter().enumerate() {
                std::fs::write(folder.join(format!("seed-{number:04}")), seed)?;
            }
        }
        Command::Replay { target, file } => {
            (target.run)(&std::fs::read(&file)?);
            println!("{} keeps its promise: {}", target.name, target.promise);
        }
    }
    Ok(())
}

fn known(name: &str) -> Result<&'static Target, String> {
    target(name).ok_or_else(|| {
        let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
        format!("there is no such target; there are {}", names.join(", "))
    })
}
