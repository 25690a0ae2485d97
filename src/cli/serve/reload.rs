//! Reads the configuration again while the service runs, and says what of it is in force.

use std::sync::Arc;

use super::super::open_files;
use crate::config::{Config, ConfigProblems, Setting};
use crate::http::{self, Control, HttpSettings, TlsCertificate};
use crate::telemetry::SetLevel;

/// The settings that a running service takes. docs/operations.md lists them.
const TAKEN: [&str; 8] = [
    "log.level",
    "service.drain",
    "service.max_connections",
    "service.max_connections_per_address",
    "service.max_requests_per_client",
    "service.proxy_header",
    "service.shutdown_grace",
    "service.trusted_proxies",
];

/// What of a running service can change.
pub(super) struct Reload {
    /// Reads the configuration as at the start.
    pub(super) read: Box<dyn Fn() -> Result<Config, ConfigProblems> + Send>,
    /// The values that were in effect before.
    pub(super) settings: Vec<Setting>,
    pub(super) instance: [u8; 8],
    pub(super) set_level: SetLevel,
    pub(super) tls: Option<Arc<TlsCertificate>>,
    pub(super) control: Control,
}

impl Reload {
    /// Reads the configuration and the TLS certificate. What cannot be read stays as it was, and the log says why.
    pub(super) fn run(&mut self) {
        match (self.read)() {
            Ok(config) => self.take(&config),
            Err(ConfigProblems(problems)) => {
                for problem in problems {
                    tracing::error!(problem, "the configuration from before stays in force");
                }
            }
        }
        match self.tls.as_ref().map(|tls| (tls, tls.reload())) {
            None => {}
            Some((tls, Ok(()))) => {
                tracing::info!(expires = %tls.expires().to_rfc3339(), "the TLS certificate was read again");
            }
            Some((_, Err(error))) => tracing::error!(%error, "the certificate from before stays in use"),
        }
    }

    fn take(&mut self, config: &Config) {
        let (taken, later) = changed(&self.settings, config.settings());
        (self.set_level)(config.log.level);
        let mut settings = HttpSettings::new(config, self.instance);
        settings.max_connections = open_files::make_room(settings.max_connections, http::OPERATOR_CONNECTIONS);
        self.control.reload(settings);
        tracing::info!(taken = taken.join(" "), "the configuration was read again");
        if !later.is_empty() {
            tracing::warn!(settings = later.join(" "), "these settings have changed, and need a restart");
        }
        self.settings = in_force(&self.settings, config.settings());
    }
}

/// What is in force from now on. What needs a restart is not: it is named again the next time.
fn in_force(before: &[Setting], after: &[Setting]) -> Vec<Setting> {
    let is_taken = |setting: &&Setting| TAKEN.contains(&&*setting.key);
    before.iter().filter(|setting| !is_taken(setting)).chain(after.iter().filter(is_taken)).cloned().collect()
}

/// The keys of the settings that have changed: those that are taken, and those that need a restart.
fn changed(before: &[Setting], after: &[Setting]) -> (Vec<String>, Vec<String>) {
    let value = |settings: &[Setting], key: &str| {
        settings.iter().find(|setting| setting.key == key).map(|setting| setting.value.clone())
    };
    let mut keys: Vec<&str> = before.iter().chain(after).map(|setting| setting.key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    let different = keys.into_iter().filter(|key| value(before, key) != value(after, key)).map(str::to_owned);
    different.partition(|key| TAKEN.contains(&key.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_taken_or_need_a_restart() {
        let config = |overrides: &[(&str, &str)]| {
            let overrides = overrides.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
            Config::load(std::path::Path::new("/nonexistent"), [], overrides).expect("a configuration")
        };
        let (before, after) = (
            config(&[("issuer.days_ahead", "7")]),
            config(&[("log.level", "debug"), ("service.max_connections", "9"), ("token.module", "/lib/x.so")]),
        );
        let (taken, later) = changed(before.settings(), after.settings());
        assert_eq!(taken, ["log.level", "service.max_connections"]);
        assert_eq!(later, ["issuer.days_ahead", "token.module"]);
        assert_eq!(changed(after.settings(), after.settings()), (Vec::new(), Vec::new()));

        let now = in_force(before.settings(), after.settings());
        assert_eq!(changed(&now, after.settings()), (Vec::new(), later), "still not in force");
        let (taken_back, _) = changed(&now, before.settings());
        assert_eq!(taken_back, taken, "what needs a restart is as it was");
        assert_eq!(changed(&in_force(&now, before.settings()), before.settings()), (Vec::new(), Vec::new()));
    }

    #[test]
    fn every_setting_that_is_taken_exists() {
        let config = Config::load(std::path::Path::new("/nonexistent"), [], []).expect("a configuration");
        for key in TAKEN {
            assert!(config.settings().iter().any(|setting| setting.key == key), "{key}");
        }
    }
}
