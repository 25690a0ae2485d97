use std::sync::Arc;

use haetae_core::Checker;
use haetae_core::queue::Notice;
use haetae_core::{
    CivilDate, Manifest, Outcome, PreparedPresentation, RootSet, ScannerState, TrustStore, TrustSync, UnixTime,
    UnverifiedPass, Verdict, presentation_text,
};
use serde::Deserialize;

use super::person::Person;

/// Checks answers as phones and scanners would.
#[derive(Clone, Debug)]
pub struct Checks {
    trust: Arc<TrustStore>,
    bundle: Arc<[u8]>,
}

/// The answer to a request for passes.
#[derive(Debug, Deserialize)]
struct Passes {
    passes: Vec<DayPass>,
}

#[derive(Debug, Deserialize)]
struct DayPass {
    day: CivilDate,
    qr: String,
    not_before: UnixTime,
}

#[derive(Debug, Deserialize)]
struct PaperPass {
    qr: String,
    not_before: UnixTime,
}

impl Checks {
    /// Checks against what these roots have signed.
    ///
    /// # Errors
    ///
    /// Why a scanner would not take the bundle.
    pub fn new(roots: RootSet, bundle: &[u8]) -> anyhow::Result<Self> {
        let mut trust = TrustStore::new(roots);
        let outcome = trust.take_bundle(bundle);
        if outcome != Outcome::Taken {
            anyhow::bail!("the service's bundle is not good for these roots: {}", outcome.as_str());
        }
        Ok(Self { trust: Arc::new(trust), bundle: bundle.into() })
    }

    /// A scanner that has what was there at the beginning, and looks for news at once.
    pub(super) fn scanner(&self, seed: u64) -> TrustSync {
        TrustSync::resume(TrustStore::clone(&self.trust), seed)
    }

    /// Each pass is admitted by a scanner when the phone shows it.
    ///
    /// # Errors
    ///
    /// What is wrong.
    pub fn passes(&self, person: &Person, body: &[u8], now: UnixTime) -> Result<(), String> {
        let answer: Passes = serde_json::from_slice(body).map_err(|_| "no passes".to_owned())?;
        if answer.passes.is_empty() {
            return Err("not one pass".to_owned());
        }
        for DayPass { day, qr, not_before } in &answer.passes {
            let at = now.max(*not_before);
            let pass = UnverifiedPass::parse(qr).map_err(|reason| reason.code().to_owned())?;
            let prepared =
                PreparedPresentation::new(&pass.pass_bytes(), at, None).map_err(|_| "on paper".to_owned())?;
            let signature = person.sign(*day, prepared.to_be_signed()).ok_or("a day that nobody asked for")?;
            self.admits(&presentation_text(&prepared.complete(&signature)), at)?;
        }
        Ok(())
    }

    /// The pass is admitted on paper.
    ///
    /// # Errors
    ///
    /// What is wrong.
    pub fn paper(&self, body: &[u8], now: UnixTime) -> Result<(), String> {
        let answer: PaperPass = serde_json::from_slice(body).map_err(|_| "no pass".to_owned())?;
        self.admits(&answer.qr, now.max(answer.not_before))
    }

    fn admits(&self, text: &str, at: UnixTime) -> Result<(), String> {
        match Checker::new(&self.trust).check(text, at, &mut ScannerState::new()) {
            Verdict::Admit(_) => Ok(()),
            other => Err(other.code().to_owned()),
        }
    }

    /// A scanner that has what was there at the beginning takes the manifest, or lacks its newer files.
    ///
    /// # Errors
    ///
    /// What is wrong.
    pub fn manifest(&self, body: &[u8]) -> Result<(), String> {
        let pinned = Manifest::decode_unverified(body).map_err(|_| "no manifest".to_owned())?;
        let have: Vec<&[u8]> = self.trust.files().map(|(_, bytes, _)| bytes).collect();
        let mut trust = TrustStore::clone(&self.trust);
        match trust.take_set(body, &have) {
            Outcome::Taken | Outcome::Unchanged => Ok(()),
            Outcome::MissingFile if !pinned.files().is_empty() => Ok(()),
            other => Err(other.as_str().to_owned()),
        }
    }

    /// A scanner takes the bundle, or has it.
    ///
    /// # Errors
    ///
    /// What is wrong.
    pub fn bundle(&self, body: &[u8]) -> Result<(), String> {
        if body == &*self.bundle {
            return Ok(());
        }
        match TrustStore::clone(&self.trust).take_bundle(body) {
            Outcome::Taken | Outcome::Unchanged => Ok(()),
            other => Err(other.as_str().to_owned()),
        }
    }
}

/// A wallet can read the waiting room's file.
///
/// # Errors
///
/// What is wrong.
pub fn notice(body: &[u8]) -> Result<Notice, String> {
    Notice::read(body).map_err(|error| error.to_string())
}
