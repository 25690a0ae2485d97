//! Prepares a request for the next trust list: the list in force, key files, and the summary for custodians.

use std::path::Path;

use haetae_core::TrustList;
use haetae_keys::ceremony::{Request, read_bounded};
use haetae_keys::planning::KeyFile;

use super::Failure;
use crate::cli::output::outln;
use crate::config::Config;
use crate::signing::TrustLists;

/// Shows what a request changes, and what to do with it.
pub(super) fn announce(request: &Request, path: &Path) {
    outln!("A request for the custodians: {}\n", path.display());
    for line in request.description() {
        outln!("  {line}");
    }
    outln!("\nConfirmation of the request: {}", request.confirmation());
    outln!(
        "Give it to the custodians by another channel than the file. Each runs haetae-keys root sign, and types all of it."
    );
}

/// The trust list in force, as signed and as read.
pub(super) fn list_in_force(config: &Config) -> Result<(Vec<u8>, TrustList), Failure> {
    let path = config.trust_list_path();
    let bytes = TrustLists::new(&path).present()?.ok_or_else(|| {
        format!(
            "{}: there is no trust list yet. The custodians sign the first request; haetae trust install takes it",
            path.display()
        )
    })?;
    let list = TrustList::decode_unverified(&bytes)
        .map_err(|error| Failure::from(format!("{}: not a trust list: it needs {}", path.display(), error.reason())))?;
    Ok((bytes, list))
}

/// Reads a key file.
pub(super) fn read_key_file(path: &Path) -> Result<KeyFile, Failure> {
    KeyFile::read(&read_bounded(path)?).map_err(|error| Failure::from(format!("{}: {error}", path.display())))
}
