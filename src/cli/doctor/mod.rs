//! `haetae doctor`: reports everything that could keep a node from its work, and what to do about it. It changes
//! nothing.

mod certificate;
mod clock;
mod configuration;
mod disk;
mod expiry;
mod finding;
mod journal;
mod leftovers;
mod operators;
mod permissions;
mod phones;
mod reconcile;
mod redis;
mod report;
mod rules;
mod signing;
mod store;
#[cfg(test)]
mod tests;
mod unpublished;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use haetae_keys::SealedError;

use super::{Context, DataFolder, Failure, load};
use crate::config::Config;
use crate::runtime::{Node, OpenError};
use crate::signing::SigningError;
use finding::{Finding, State};

/// Arguments of `haetae doctor`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 all is well, 1 warnings, 2 problems, wrong usage or failure")]
pub(super) struct DoctorArgs {
    #[command(flatten)]
    data: DataFolder,
    /// Write JSON for programs instead of text, one finding a line (docs/commands.md)
    #[arg(long)]
    json: bool,
    /// Show only warnings and problems, for use in a timer
    #[arg(long)]
    quiet: bool,
    /// Compare this machine's clock with a web server's
    #[arg(long, value_name = "URL")]
    against: Option<String>,
    /// Verify the TLS certificate of the proxy in front of the service, as clients do
    #[arg(long, value_name = "HOST[:PORT]")]
    tls: Option<String>,
    /// Trust these certificates (PEM) instead of the public web's roots
    #[arg(long, value_name = "FILE", requires = "tls")]
    tls_roots: Option<PathBuf>,
}

/// Runs all checks and shows what they found.
pub(super) async fn run(args: &DoctorArgs, context: &Context) -> Result<u8, Failure> {
    let config = load(&args.data, context)?;
    let findings = examine(args, &config, context).await;
    let for_journald = context.environment.iter().any(|(name, _)| name == "JOURNAL_STREAM");
    report::show(&findings, &report::Form { json: args.json, quiet: args.quiet, for_journald })?;
    let worst = findings.iter().map(|finding| finding.state).max().unwrap_or(State::Ok);
    Ok(worst.exit_status())
}

async fn examine(args: &DoctorArgs, config: &Config, context: &Context) -> Vec<Finding> {
    let now = context.clock.now();
    let mut findings = configuration::check(config);
    findings.extend(permissions::check(config));
    findings.extend(leftovers::check(config));
    let node = match Node::open_to_read(config, Arc::clone(&context.clock)).await {
        Ok(node) => {
            findings.extend(store::check(&node).await);
            findings.extend(phones::check(&node).await);
            findings.extend(operators::check(config, &node, now).await);
            findings.push(reconcile::check(config, &node).await);
            findings.extend(expiry::check(&node, now).await);
            findings.extend(unpublished::check(config, &node, now).await);
            findings.extend(rules::check(&node, now).await);
            findings.push(signing::check(&node).await);
            findings.extend(clock::among_nodes(config, &node).await);
            Some(node)
        }
        Err(error) => {
            findings.push(not_opened(&error));
            None
        }
    };
    findings.extend(redis::check(config).await);
    findings.extend(journal::check(config, now));
    findings.extend(clock::check(config, node.as_ref(), now));
    findings.extend(args.against.as_deref().map(|address| clock::against(address, &*context.clock)));
    let certificate = |server: &str| certificate::check(server, args.tls_roots.as_deref(), now);
    findings.extend(args.tls.as_deref().map(certificate));
    findings.extend(disk::check(config));
    findings
}

/// Why the node cannot be opened: a service would not start either.
fn not_opened(error: &OpenError) -> Finding {
    let (check, remedy) = match error {
        OpenError::Store(error) => ("store", store::remedy(error)),
        OpenError::Installation(_) => ("store", "put back the database of this installation (docs/operations.md)"),
        OpenError::Signing(
            SigningError::File { .. }
            | SigningError::Roots { .. }
            | SigningError::TrustList { .. }
            | SigningError::EarlierLists(_)
            | SigningError::NotTaken { .. },
        ) => ("trust", "put the file back from its backup; a new trust list comes with: haetae trust install FILE"),
        OpenError::Signing(SigningError::Secret(_)) => {
            ("keys", "set keys.passphrase_file, or the systemd credential (docs/configuration.md)")
        }
        OpenError::Signing(SigningError::Sealed(SealedError::WrongPassphrase(_))) => {
            ("keys", "correct the passphrase in keys.passphrase_file or the systemd credential (docs/configuration.md)")
        }
        OpenError::Journal { .. } => ("journal", "make its folder writable for this node"),
        _ => ("keys", "put the keys back from their backup, or generate new ones (keys/README.md)"),
    };
    Finding::problem(check, format!("{error}. The service does not start"), remedy)
}
