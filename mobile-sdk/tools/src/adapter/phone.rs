use anyhow::{Context as _, Result, ensure};
use haetae_core::{Challenge, PreparedPresentation, Signature, UnverifiedPass, inspect, presentation_text};
use serde_json::{Value, json};

use super::Request;

/// What the phone's key must sign.
pub(super) fn to_be_signed(request: &Request<'_>) -> Result<Value> {
    Ok(json!({ "bytes": hex::encode(prepared(request)?.to_be_signed()) }))
}

/// The code to show.
pub(super) fn present(request: &Request<'_>) -> Result<Value> {
    let signature: Signature = request.bytes("signature")?.try_into().ok().context("a signature has 64 bytes")?;
    Ok(json!({ "text": presentation_text(&prepared(request)?.complete(&signature)) }))
}

fn prepared(request: &Request<'_>) -> Result<PreparedPresentation> {
    let pass = UnverifiedPass::parse(request.text("pass")?).ok().context("the pass cannot be read")?;
    ensure!(inspect::unchecked(&pass).presentation.is_none(), "it is a live code already");
    let challenge = match request.get("challenge") {
        Some(text) => Some(text.as_str().and_then(Challenge::parse).context("the challenge is none")?),
        None => None,
    };
    let prepared = PreparedPresentation::new(&pass.pass_bytes(), request.at()?, challenge.as_ref());
    prepared.ok().context("the pass has no holder key")
}
