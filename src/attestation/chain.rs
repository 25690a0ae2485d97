//! The way from a leaf to a root. It is walked from the root down, so that no key is used before it is trusted.

use haetae_core::UnixTime;

use super::certificate::Certificate;
use super::error::Flaw;
use super::roots::Roots;

/// The most certificates of a chain.
pub(super) const MAX_CERTIFICATES: usize = 10;

/// What platforms do differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Platform {
    /// The dates of the leaf come from the phone and are not checked. Old phones' intermediates do not say that they
    /// may sign; one that says that it may not is refused.
    Android,
    /// All dates are checked, and all intermediates must be authorities.
    Apple,
}

/// Requires that the first certificate is signed by the second and so on, and the last by a root. The root itself may
/// be there too.
pub(super) fn require(chain: &[Certificate<'_>], roots: &Roots, platform: Platform, now: UnixTime) -> Result<(), Flaw> {
    let chain = without_root(chain, roots);
    let (Some(top), true) = (chain.last(), chain.len() <= MAX_CERTIFICATES) else { return Err(Flaw::ChainLength) };
    let mut signers = roots.iter().filter(|root| root.name == *top.issuer());
    if !signers.any(|root| top.is_signed_by(&root.key)) {
        return Err(Flaw::Root);
    }
    for place in (0..chain.len()).rev() {
        let certificate = &chain[place];
        if let Some(issuer) = chain.get(place + 1) {
            if issuer.subject() != certificate.issuer() || !certificate.is_signed_by(issuer.key()) {
                return Err(Flaw::Signature);
            }
            if !issuer.may_sign(place).unwrap_or(platform == Platform::Android) {
                return Err(Flaw::NotAnAuthority);
            }
        }
        let is_dated = place > 0 || platform == Platform::Apple;
        if is_dated && !certificate.is_valid_at(now) {
            return Err(Flaw::Untimely);
        }
    }
    Ok(())
}

fn without_root<'c, 'a>(chain: &'c [Certificate<'a>], roots: &Roots) -> &'c [Certificate<'a>] {
    match chain.split_last() {
        Some((last, others)) if roots.iter().any(|root| root.name == *last.subject() && root.key == *last.key()) => {
            others
        }
        _ => chain,
    }
}
