//! A door with a scanner, and a phone in front of it.

use haetae_core::*;
use haetae_testkit::authority::{Authority, NOW, at, claims};
use haetae_testkit::phone::HolderPair;

pub(crate) struct Door {
    pub(crate) authority: Authority,
    pub(crate) phone: HolderPair,
    pub(crate) trust: TrustStore,
    pub(crate) scanner: ScannerState,
    next_index: u32,
}

impl Door {
    pub(crate) fn new() -> Self {
        let authority = Authority::default();
        let trust = authority.trust();
        Self { authority, phone: HolderPair::ed25519(100), trust, scanner: ScannerState::new(), next_index: 0 }
    }

    pub(crate) fn check(&mut self, text: &str, now: u64) -> Verdict {
        Checker::new(&self.trust).check(text, at(now), &mut self.scanner)
    }

    /// A good pass that this door has not seen yet.
    pub(crate) fn new_claims(&mut self) -> PassClaims {
        self.next_index += 1;
        claims(&self.phone, self.next_index)
    }

    /// The live code of a good pass, from a phone whose clock is `ahead` of the scanner's.
    pub(crate) fn code(&mut self, ahead: i64) -> String {
        let claims = self.new_claims();
        self.code_of(&claims, ahead)
    }

    pub(crate) fn code_of(&self, claims: &PassClaims, ahead: i64) -> String {
        self.phone.present_pass(&self.authority.phones.issue(claims), at(NOW.saturating_add_signed(ahead)), None)
    }

    /// Shows so many live codes of phones that are `ahead`.
    pub(crate) fn show(&mut self, codes: usize, ahead: i64) {
        for _ in 0..codes {
            let text = self.code(ahead);
            let _ = self.check(&text, NOW);
        }
    }
}

/// The code of a verdict and the codes of its warnings.
pub(crate) fn words(verdict: &Verdict) -> Vec<&'static str> {
    [verdict.code()].into_iter().chain(verdict.warnings().iter().map(|warning| warning.code())).collect()
}
