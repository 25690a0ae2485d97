use haetae_core::{PreparedPresentation, UnverifiedPass, inspect, presentation_text};

use crate::challenge;
use crate::error::CoreError;
use crate::time::time;

/// The bytes that the holder key must sign to present a pass (`HT1:`) at the time `now`: Ed25519, or ECDSA with
/// SHA-256. With the text of a challenge (`HQ1:`) if a venue shows one. Fails if the text holds no pass, the pass has
/// no holder key, the challenge is none, or `now` is no time.
#[uniffi::export(default(challenge = None))]
pub fn to_be_signed(pass: &str, now: i64, challenge: Option<String>) -> Result<Vec<u8>, CoreError> {
    Ok(prepare(pass, now, challenge.as_deref())?.to_be_signed().to_vec())
}

/// The text of the live code to show (`HP1:`), from the same arguments and the signature over their bytes: 64 bytes, of
/// ECDSA r and s, 32 bytes each, with either s. The signature is not verified. Fails as above, or if the signature has
/// another length.
#[uniffi::export]
pub fn presentation(pass: &str, now: i64, challenge: Option<String>, signature: Vec<u8>) -> Result<String, CoreError> {
    let prepared = prepare(pass, now, challenge.as_deref())?;
    let signature = signature.as_slice().try_into().map_err(|_| CoreError::Signature(signature.len() as u64))?;
    Ok(presentation_text(&prepared.complete(signature)))
}

fn prepare(pass: &str, now: i64, challenge: Option<&str>) -> Result<PreparedPresentation, CoreError> {
    let refused = |reason: &str| CoreError::Pass(reason.to_owned());
    let pass = UnverifiedPass::parse(pass).map_err(|_| refused("it cannot be read"))?;
    if inspect::unchecked(&pass).presentation.is_some() {
        return Err(refused("it is a presentation already"));
    }
    let challenge = challenge.map(challenge::from_text).transpose()?;
    PreparedPresentation::new(&pass.pass_bytes(), time(now)?, challenge.as_ref())
        .map_err(|_| refused("it has no holder key"))
}
