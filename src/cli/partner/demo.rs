use base64ct::{Base64UrlUnpadded, Encoding as _};
use zeroize::Zeroizing;

use super::{Said, done};
use crate::cli::demo_key::read_demo_partner;
use crate::cli::new_file::NewFile;
use crate::cli::{Acts, Context, DataFolder, Failure, open};
use crate::config::FourEyes;
use crate::identity::DemoPartner;
use crate::journal::ActKind;

/// Makes the key if there is none yet, and registers it.
pub(super) async fn register(data: &DataFolder, context: &mut Context) -> Result<u8, Failure> {
    let (config, node) = open(data, context).await?;
    if config.operators.needs_two(FourEyes::PartnerKeys) {
        let how = "register the demo partner's with haetae partner add";
        return Err(format!("operators.four_eyes asks for two operators for a partner's key: {how}").into());
    }
    let path = config.demo_key_path();
    if !path.exists() {
        let mut seed = Zeroizing::new([0u8; 32]);
        context.random.fill(seed.as_mut_slice())?;
        let text = Zeroizing::new(format!("{}\n", Base64UrlUnpadded::encode_string(seed.as_slice())));
        NewFile::beside(&path)?.fill(text.as_bytes())?;
    }
    let key = read_demo_partner(&config)?.partner_key();
    let said = Said {
        done: format!(
            "Registered the demo partner. Anybody can sign in as a synthetic citizen while the service runs with\n\
             demo.sign_in = true ({}, or HAETAE__DEMO__SIGN_IN=true). Not where there are real records.",
            crate::config::FILE_NAME
        ),
        next: format!("HAETAE__DEMO__SIGN_IN=true haetae serve --data {}", config.data_dir.display()),
    };
    let mut acts = Acts::open(&config, context)?;
    let change = node.store.add_partner_key(DemoPartner::NAME, &key).await?;
    let on = [("partner", DemoPartner::NAME.into()), ("key", key.id.as_str().into())];
    done(change, &said, &mut acts, ActKind::PartnerKeyAdd, on)
}
