//! The files that a configuration names and every node needs: those in the data folder come along in an invitation.

use std::path::{Component, Path};

use crate::config::{Config, StorageEngine};

/// A file that the configuration names.
pub(super) struct NamedFile<'config> {
    /// The key that names it.
    key: &'static str,
    /// Its path as the configuration has it, from the data folder if it is relative.
    pub(super) path: &'config Path,
    /// Whether it holds a password, for which a credential of systemd may stand.
    is_password: bool,
}

/// Those of a configuration that are in use.
pub(super) fn named_files(config: &Config) -> Vec<NamedFile<'_>> {
    let Config { attestation, storage, redis, .. } = config;
    let has_server = storage.engine == StorageEngine::Postgresql;
    let has_redis = !redis.servers.is_empty();
    [
        ("attestation.google_status", &attestation.google_status, true, false),
        ("attestation.google_roots", &attestation.google_roots, true, false),
        ("attestation.apple_roots", &attestation.apple_roots, true, false),
        ("storage.root_certificate", &storage.root_certificate, has_server, false),
        ("storage.password_file", &storage.password_file, has_server, true),
        ("redis.tls_roots", &redis.tls_roots, has_redis, false),
        ("redis.password_file", &redis.password_file, has_redis, true),
    ]
    .into_iter()
    .filter(|(.., is_used, _)| *is_used)
    .filter_map(|(key, path, _, is_password)| Some(NamedFile { key, path: path.as_deref()?, is_password }))
    .collect()
}

impl NamedFile<'_> {
    /// Whether it is in the data folder. A password that is not there is a credential of systemd; another file must be.
    pub(super) fn comes_along(&self, config: &Config) -> bool {
        let is_inside = self.path.components().all(|part| matches!(part, Component::Normal(_)));
        is_inside && (!self.is_password || config.data_dir.join(self.path).exists())
    }

    /// What the operator must know about one that does not come along.
    pub(super) fn note(&self) -> String {
        let instead = if self.is_password { ", or the credential of systemd instead" } else { "" };
        let (key, path) = (self.key, self.path.display());
        format!("{key} is {path}, which is not in the invitation: the new machine must have it, too{instead}.")
    }
}
