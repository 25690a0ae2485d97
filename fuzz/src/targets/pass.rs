//! The bytes of a pass.

use haetae_core::{UnverifiedPass, base45, inspect};

use crate::{Target, cose, vectors};

pub(super) const TARGET: Target = Target {
    name: "pass",
    promise: "a pass that decodes is made again from its claims, byte for byte",
    run,
    seeds: || objects("HT1:"),
    rounds: 3_000,
};

fn run(input: &[u8]) {
    let Ok(pass) = UnverifiedPass::decode_pass(input) else { return };
    require_made_again(&pass);
    assert_eq!(pass.pass_bytes(), input);
}

/// The claims, encoded and with the signature of the pass, are the pass.
pub(super) fn require_made_again(pass: &UnverifiedPass) {
    let (bytes, unchecked) = (pass.pass_bytes(), inspect::unchecked(pass));
    let prepared = unchecked.claims.prepare(unchecked.kid).expect("decoded claims can be signed");
    assert_eq!(prepared.complete(&cose::signature_of(&bytes)), bytes);
}

/// The objects in the codes of the vectors that begin so.
pub(super) fn objects(prefix: &str) -> Vec<Vec<u8>> {
    let codes = vectors::codes();
    codes.iter().filter_map(|code| base45::decode(code.text.strip_prefix(prefix)?).ok()).collect()
}
