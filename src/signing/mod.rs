//! What a node signs with: a consistent set of custody, trust list, calendar and status keys. A running service
//! replaces the set when the files change, so a ceremony or a new key needs no restart.

mod compromise;
mod current;
mod error;
mod files;
mod fingerprint;
mod former_keys;
mod state;
mod status_ciphers;
#[cfg(test)]
mod tests;
mod trust_lists;

pub use compromise::{Compromise, CompromiseError, list_without};
pub use current::CurrentSigning;
pub use error::SigningError;
pub use files::{SigningFiles, open_custody, open_token, read_roots, unlock};
pub use former_keys::FormerKeysError;
pub use state::Signing;
pub use status_ciphers::{StatusCiphers, StatusIndexError};
pub use trust_lists::{InstallError, Installed, TrustLists};
