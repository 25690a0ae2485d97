//! The bytes of a presentation.

use haetae_core::{Challenge, PreparedPresentation, PublicKey, UnverifiedPass, inspect};

use super::pass;
use crate::{Target, cose};

pub(super) const TARGET: Target = Target {
    name: "presentation",
    promise: "a presentation that decodes is made again from its content, byte for byte",
    run,
    seeds: || pass::objects("HP1:"),
    rounds: 3_000,
};

fn run(input: &[u8]) {
    let Ok(code) = UnverifiedPass::decode_presentation(input) else { return };
    pass::require_made_again(&code);
    let unchecked = inspect::unchecked(&code);
    let said = unchecked.presentation.expect("a presentation");
    let Some(key) = unchecked.claims.holder_key else { return };
    // The bytes do not depend on which challenge was signed.
    let challenge = said.challenged.then(|| Challenge::new(&[0; 8]).expect("8 bytes"));
    let prepared = PreparedPresentation::new(&code.pass_bytes(), said.issued, challenge.as_ref());
    let again = prepared.expect("a pass with a holder key").complete(&cose::signature_of(input));
    // Of an ECDSA signature the s is brought into the lower half.
    let compared = if matches!(key, PublicKey::Ed25519(_)) { input.len() } else { input.len() - 32 };
    assert_eq!(again.len(), input.len());
    assert_eq!(again[..compared], input[..compared]);
}
