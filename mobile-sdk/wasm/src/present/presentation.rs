use alloc::string::String;
use alloc::vec::Vec;

use haetae_core::{Challenge, PreparedPresentation, UnverifiedPass, inspect, presentation_text};
use wasm_bindgen::prelude::*;

use crate::check::challenge;
use crate::check::time::time;
use crate::problem::Problem;

/// A presentation that lacks the phone's signature (wire format, section 4): prepare, sign with the holder key,
/// complete.
#[wasm_bindgen]
pub struct Presentation(PreparedPresentation);

#[wasm_bindgen]
impl Presentation {
    /// Wraps the pass of the text `pass` (`HT1:`) at the time `now`; with the text of a challenge (`HQ1:`) if a venue
    /// shows one.
    ///
    /// # Errors
    ///
    /// If the text holds no pass, the pass has no holder key, or the challenge is none.
    #[wasm_bindgen(constructor)]
    pub fn new(pass: &str, now: f64, challenge: Option<String>) -> Result<Presentation, JsError> {
        Ok(Self(prepare(pass, now, challenge.as_deref())?))
    }

    /// The bytes that the holder key must sign: Ed25519, or ECDSA with SHA-256.
    #[wasm_bindgen(js_name = toBeSigned)]
    pub fn to_be_signed(&self) -> Vec<u8> {
        self.0.to_be_signed().to_vec()
    }

    /// The text of the code to show (`HP1:`). The signature is not verified.
    ///
    /// # Errors
    ///
    /// If the signature has not 64 bytes.
    pub fn complete(&self, signature: &[u8]) -> Result<String, JsError> {
        Ok(completed(&self.0, signature)?)
    }
}

/// The text of a challenge (`HQ1:`) that a venue shows: of 8 to 16 random bytes.
///
/// # Errors
///
/// If there are more or fewer.
#[wasm_bindgen(js_name = challengeText)]
pub fn challenge_text(bytes: &[u8]) -> Result<String, JsError> {
    Ok(challenge::from_bytes(bytes)?.text())
}

/// Whether a text is a venue's challenge.
#[wasm_bindgen(js_name = isChallenge)]
pub fn is_challenge(text: &str) -> bool {
    Challenge::parse(text).is_some()
}

fn prepare(pass: &str, now: f64, challenge: Option<&str>) -> Result<PreparedPresentation, Problem> {
    let pass = UnverifiedPass::parse(pass).map_err(|_| Problem::Pass("it cannot be read"))?;
    if inspect::unchecked(&pass).presentation.is_some() {
        return Err(Problem::Pass("it is a presentation already"));
    }
    let challenge = challenge.map(challenge::from_text).transpose()?;
    PreparedPresentation::new(&pass.pass_bytes(), time(now)?, challenge.as_ref())
        .map_err(|_| Problem::Pass("it has no holder key"))
}

fn completed(prepared: &PreparedPresentation, signature: &[u8]) -> Result<String, Problem> {
    let signature = signature.try_into().map_err(|_| Problem::Signature(signature.len()))?;
    Ok(presentation_text(&prepared.complete(signature)))
}
