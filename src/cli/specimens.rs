use std::path::PathBuf;

use clap::Args;
use haetae_core::{Checker, Outcome, ScannerState, TrustStore};

use super::Failure;
use super::new_file::NewFile;
use crate::render::specimens::{SpecimenCard, specimen_sheet};
use crate::specimens::{NOW, Specimen, Training};

/// Arguments of `haetae specimens`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::DONE)]
pub(super) struct SpecimensArgs {
    /// The PDF to write; it must not exist
    #[arg(long, value_name = "FILE", required_unless_present = "training")]
    out: Option<PathBuf>,
    /// The file that the scanner's training mode loads; it must not exist
    #[arg(long, value_name = "FILE")]
    training: Option<PathBuf>,
}

/// Writes specimen codes to train with, and what a scanner in training knows.
pub(super) fn run(args: &SpecimensArgs) -> Result<u8, Failure> {
    let training = Training::new()?;
    if let Some(path) = &args.out {
        NewFile::for_everybody(path)?.fill(&specimen_sheet(&cards(&training)?)?)?;
    }
    if let Some(path) = &args.training {
        let json =
            serde_json::to_string_pretty(&training.to_json()).map_err(|error| Failure::from(error.to_string()))?;
        NewFile::for_everybody(path)?.fill(format!("{json}\n").as_bytes())?;
    }
    Ok(0)
}

/// Each code with the verdict that a scanner in training gives.
fn cards(training: &Training) -> Result<Vec<SpecimenCard>, Failure> {
    let mut trust = TrustStore::new(training.roots.clone());
    if trust.take_bundle(&training.bundle) != Outcome::Taken {
        return Err("scanners do not accept the training data".into());
    }
    let rules = trust.rules().flatten();
    let card = |specimen: &Specimen| {
        let checker = Checker::new(&trust).with_policy(specimen.policy);
        let verdict = checker.check(&specimen.text, NOW, &mut ScannerState::new());
        let policy = specimen.policy.zip(rules).and_then(|(id, rules)| {
            let policy = rules.policies.iter().find(|policy| policy.id == id)?;
            Some([policy.name.get("ko")?.to_owned(), policy.name.get("en")?.to_owned()])
        });
        SpecimenCard { text: specimen.text.clone(), verdict, policy }
    };
    Ok(training.codes.iter().map(card).collect())
}
