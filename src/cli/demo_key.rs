use std::io::ErrorKind;

use zeroize::Zeroizing;

use super::Failure;
use crate::config::Config;
use crate::identity::DemoPartner;

/// The demo partner of a data folder.
pub(super) fn read_demo_partner(config: &Config) -> Result<DemoPartner, Failure> {
    let text = std::fs::read_to_string(config.demo_key_path())
        .map(Zeroizing::new)
        .map_err(|error| unusable(config, &error))?;
    Ok(DemoPartner::new(&text, config.issuer.audience.as_str())?)
}

/// Why the file of its key cannot be used.
pub(super) fn unusable(config: &Config, error: &std::io::Error) -> Failure {
    let path = config.demo_key_path();
    let hint = if error.kind() == ErrorKind::NotFound { ": `haetae partner demo` makes it" } else { "" };
    Failure::from(format!("{}: {error}{hint}", path.display()))
}
