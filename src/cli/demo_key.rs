use std::io::ErrorKind;

use zeroize::Zeroizing;

use super::Failure;
use crate::config::Config;
use crate::identity::DemoPartner;

/// The demo partner of a data folder.
pub(super) fn read_demo_partner(config: &Config) -> Result<DemoPartner, Failure> {
    let path = config.demo_key_path();
    let text = std::fs::read_to_string(&path).map(Zeroizing::new).map_err(|error| {
        let hint = if error.kind() == ErrorKind::NotFound { ": `haetae partner demo` makes it" } else { "" };
        Failure::from(format!("{}: {error}{hint}", path.display()))
    })?;
    DemoPartner::new(&text, config.issuer.audience.as_str())
        .map_err(|error| Failure::from(format!("{}: {error}", path.display())))
}
