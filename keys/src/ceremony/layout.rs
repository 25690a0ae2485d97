use std::path::{Path, PathBuf};

use haetae_core::Kid;

/// The paths of the files that [`initialise`](super::initialise) makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    directory: PathBuf,
}

impl Layout {
    /// The layout of a directory.
    pub fn new(directory: &Path) -> Self {
        Self { directory: directory.to_owned() }
    }

    /// The directory itself.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The root set that scanners pin, public: `{"threshold": ..., "keys": [JWK, ...]}`.
    pub fn root_set(&self) -> PathBuf {
        self.directory.join("roots.json")
    }

    /// The signed trust list, public.
    pub fn trust_list(&self) -> PathBuf {
        self.directory.join("trust-list")
    }

    /// The request for the first trust list, public, if the roots are elsewhere.
    pub fn first_request(&self) -> PathBuf {
        self.directory.join("trust-request.json")
    }

    /// The private root keys of a trial, in a folder for each custodian.
    pub fn custodians(&self) -> PathBuf {
        self.directory.join("roots")
    }

    /// The folder of one custodian, counted from 1: their encrypted file, and its passphrase in `passphrase`.
    pub fn custodian(&self, number: usize, root: Kid) -> PathBuf {
        self.custodians().join(format!("{number}-{root}"))
    }

    /// The keys that an issuing node needs, encrypted: a [`SealedFolder`](crate::SealedFolder).
    pub fn node(&self) -> PathBuf {
        self.directory.join("node")
    }

    /// The keys of later windows and all spares, encrypted: another [`SealedFolder`](crate::SealedFolder), which
    /// belongs on another machine or a medium in a drawer.
    pub fn vault(&self) -> PathBuf {
        self.directory.join("vault")
    }

    /// The passphrase that opens the vault.
    pub fn vault_passphrase(&self) -> PathBuf {
        self.directory.join("vault.passphrase")
    }

    /// The passphrase that opens the node's keys. It need not stay where the keys are.
    pub fn keys_passphrase(&self) -> PathBuf {
        self.directory.join("keys.passphrase")
    }
}
