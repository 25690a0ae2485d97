use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use zeroize::Zeroizing;

use super::{DataFolder, Failure, Surroundings, open, partner};
use crate::config::Config;
use crate::identity::DemoPartner;

/// Makes the key where there is none yet, and registers it.
pub(super) async fn register(data: &DataFolder, surroundings: &mut Surroundings) -> Result<u8, Failure> {
    let (config, node) = open(data, surroundings).await?;
    let path = config.demo_key_path();
    let mut seed = Zeroizing::new([0u8; 32]);
    surroundings.random.fill(seed.as_mut_slice())?;
    let text = Zeroizing::new(format!("{}\n", Base64UrlUnpadded::encode_string(seed.as_slice())));
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
        Ok(mut file) => file.write_all(text.as_bytes()).map_err(|error| named(&config, &error))?,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(named(&config, &error)),
    }
    let key = read_demo_partner(&config)?.partner_key();
    let sentence = format!(
        "Registered the demo partner. Anybody can sign in as a synthetic citizen while the service runs with\n\
         demo.sign_in = true ({}, or HAETAE__DEMO__SIGN_IN=true). Not where there are real records.",
        crate::config::FILE_NAME
    );
    partner::done(node.store.add_partner_key(DemoPartner::NAME, &key).await?, &sentence)
}

/// The demo partner of a data folder.
pub(super) fn read_demo_partner(config: &Config) -> Result<DemoPartner, Failure> {
    let text =
        std::fs::read_to_string(config.demo_key_path()).map(Zeroizing::new).map_err(|error| named(config, &error))?;
    Ok(DemoPartner::new(&text, config.issuer.audience.as_str())?)
}

fn named(config: &Config, error: &std::io::Error) -> Failure {
    let path = config.demo_key_path();
    let hint = if error.kind() == ErrorKind::NotFound { ": `haetae partner demo` makes it" } else { "" };
    Failure::from(format!("{}: {error}{hint}", path.display()))
}
