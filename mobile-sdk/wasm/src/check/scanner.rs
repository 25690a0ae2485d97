use alloc::borrow::ToOwned as _;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use haetae_core::{Outcome, RootSet, Scanner as CoreScanner, SyncSettings, Unclear, Verdict, json::read};
use wasm_bindgen::prelude::*;

use super::challenge;
use super::plan::{Next, fetch, file_hash};
use super::time::time;
use super::verdict::Spoken;
use crate::problem::{Problem, json};

/// A scanner: what it trusts, how it keeps that up to date, and what it remembers between codes.
#[wasm_bindgen]
pub struct Scanner(pub(crate) CoreScanner);

#[wasm_bindgen]
impl Scanner {
    /// A scanner that holds nothing but the pinned roots: JSON as in the file `roots.json`. The seed spreads what many
    /// scanners do; it need not be secret.
    ///
    /// # Errors
    ///
    /// If the roots are no root set.
    #[wasm_bindgen(constructor)]
    pub fn new(roots: &str, seed: u64) -> Result<Scanner, JsError> {
        Ok(Self(pinning(roots, seed)?))
    }

    /// The same with other settings: seconds from one manifest to the next, of which days around today the status lists
    /// are kept new, and of which days after today one is fetched once.
    #[wasm_bindgen(js_name = configure)]
    pub fn configure(&mut self, refresh_seconds: u32, days_back: u32, days_ahead: u32, days_in_reserve: u32) {
        let refresh_seconds = refresh_seconds.into();
        self.0.configure(SyncSettings { refresh_seconds, days_back, days_ahead, days_in_reserve });
    }

    /// Goes on from a snapshot, in the place of what is in force. Every signature in it is verified again, from the
    /// pinned roots on; returns how many parts were left out because they do not verify.
    ///
    /// # Errors
    ///
    /// If the bytes are no snapshot: then nothing has changed.
    pub fn restore(&mut self, snapshot: &[u8]) -> Result<usize, JsError> {
        Ok(self.0.restore(snapshot).map_err(|_| Problem::Snapshot)?)
    }

    /// Everything that is in force, to be written down.
    pub fn snapshot(&self) -> Vec<u8> {
        self.0.snapshot()
    }

    /// The verdict on the text of a code at the time `now`, as JSON. An unknown key makes the next manifest due,
    /// and a genuine pass whose status list is not here, or not the newest, makes that due.
    ///
    /// # Errors
    ///
    /// If `now` is no time.
    pub fn check(&mut self, text: &str, now: f64) -> Result<String, JsError> {
        Ok(json(&Spoken::from(&self.0.check(text, time(now)?)))?)
    }

    /// Notes a code that was shown in another tab: what is missing for its verdict is due. Nobody counts as admitted by
    /// it.
    ///
    /// # Errors
    ///
    /// If `now` is no time.
    #[wasm_bindgen(js_name = shownElsewhere)]
    pub fn shown_elsewhere(&mut self, text: &str, now: f64) -> Result<(), JsError> {
        self.0.shown_elsewhere(text, time(now)?);
        Ok(())
    }

    /// The verdict where a picture shows no code, as JSON.
    ///
    /// # Errors
    ///
    /// Never in practice: where the answer cannot be written.
    pub fn unreadable(&self) -> Result<String, JsError> {
        Ok(json(&Spoken::from(&Verdict::Unclear(Unclear::Unreadable)))?)
    }

    /// Notes that this scanner shows a challenge of these 8 to 16 random bytes from `now` on, and returns its text
    /// (`HQ1:`).
    ///
    /// # Errors
    ///
    /// If there are more or fewer bytes, or `now` is no time.
    #[wasm_bindgen(js_name = showChallenge)]
    pub fn show_challenge(&mut self, bytes: &[u8], now: f64) -> Result<String, JsError> {
        let (challenge, now) = (challenge::from_bytes(bytes)?, time(now)?);
        let text = challenge.text();
        self.0.show_challenge(challenge, now);
        Ok(text)
    }

    /// The venue's own switch: whether a code that answers none of the open challenges is `challenge_missing`. Off at
    /// the start; [`Scanner::forget`] leaves it as it is.
    #[wasm_bindgen(js_name = requireChallenge)]
    pub fn require_challenge(&mut self, required: bool) {
        self.0.require_challenge(required);
    }

    /// Chooses the policy of this venue by its id in the rules in force, or none: then a genuine pass is enough.
    /// [`Scanner::forget`] leaves the choice as it is.
    #[wasm_bindgen(js_name = choosePolicy)]
    pub fn choose_policy(&mut self, id: Option<String>) {
        self.0.choose_policy(id);
    }

    /// Forgets who was admitted, which challenges were shown and what the phones' clocks said.
    pub fn forget(&mut self) {
        self.0.forget();
    }

    /// What is trusted and how old it is, as JSON.
    ///
    /// # Errors
    ///
    /// If `now` is no time.
    pub fn trust(&self, now: f64) -> Result<String, JsError> {
        Ok(json(&self.0.trust_state(time(now)?))?)
    }

    /// Takes what another tab of the same browser has in force, as far as it is newer: nothing here becomes older by
    /// it.
    ///
    /// # Errors
    ///
    /// If the bytes are no snapshot: then nothing has changed.
    #[wasm_bindgen(js_name = snapshotArrived)]
    pub fn snapshot_arrived(&mut self, snapshot: &[u8]) -> Result<String, JsError> {
        Ok(self.0.snapshot_arrived(snapshot).map(word).map_err(|_| Problem::Snapshot)?)
    }

    /// Notes that another tab of the same browser was shown a code whose key is not on the trust list.
    #[wasm_bindgen(js_name = unknownKeySeen)]
    pub fn unknown_key_seen(&mut self) {
        self.0.unknown_key_seen();
    }

    /// Makes the manifest due at once.
    pub fn refresh(&mut self) {
        self.0.refresh();
    }

    /// What to fetch next, as JSON.
    ///
    /// # Errors
    ///
    /// If `now` is no time.
    pub fn next(&self, now: f64) -> Result<String, JsError> {
        Ok(json(&Next::from(self.0.next(time(now)?)))?)
    }

    /// Takes a manifest that was fetched. `undefined` means that it is judged when the files are here that come next.
    ///
    /// # Errors
    ///
    /// If `now` is no time.
    #[wasm_bindgen(js_name = manifestArrived)]
    pub fn manifest_arrived(&mut self, bytes: &[u8], now: f64) -> Result<Option<String>, JsError> {
        Ok(self.0.manifest_arrived(bytes, time(now)?).map(word))
    }

    /// Takes a file that was fetched. `undefined` as above.
    ///
    /// # Errors
    ///
    /// If `now` is no time or the hash none.
    #[wasm_bindgen(js_name = fileArrived)]
    pub fn file_arrived(&mut self, sha256: &str, bytes: &[u8], now: f64) -> Result<Option<String>, JsError> {
        Ok(self.0.file_arrived(file_hash(sha256)?, bytes, time(now)?).map(word))
    }

    /// Notes that the manifest, or the file of this hash, could not be fetched.
    ///
    /// # Errors
    ///
    /// If `now` is no time or the hash none.
    pub fn failed(&mut self, sha256: Option<String>, now: f64) -> Result<(), JsError> {
        self.0.failed(fetch(sha256.as_deref())?, time(now)?);
        Ok(())
    }

    /// Takes a bundle, from a file or another scanner's screen.
    #[wasm_bindgen(js_name = bundleArrived)]
    pub fn bundle_arrived(&mut self, bytes: &[u8]) -> String {
        word(self.0.bundle_arrived(bytes))
    }

    /// Takes a trust list by itself.
    #[wasm_bindgen(js_name = trustListArrived)]
    pub fn trust_list_arrived(&mut self, bytes: &[u8]) -> String {
        word(self.0.trust_list_arrived(bytes))
    }
}

/// What a scanner has in force, as a bundle of about `most_bytes` at the most for another scanner: the trust list
/// first, the status lists of the days around `now` last. `undefined` before the first manifest. Only where there is a
/// screen to show it.
///
/// # Errors
///
/// If `now` is no time.
#[cfg(feature = "decode")]
#[wasm_bindgen(js_name = bundleOf)]
pub fn bundle_of(scanner: &Scanner, now: f64, most_bytes: usize) -> Result<Option<Vec<u8>>, JsError> {
    Ok(scanner.0.bundle(time(now)?, most_bytes))
}

/// What a venue can choose of the rules in force, as JSON. Only where there is a screen to choose it on.
///
/// # Errors
///
/// If `now` is no time.
#[cfg(feature = "decode")]
#[wasm_bindgen(js_name = policiesOf)]
pub fn policies_of(scanner: &Scanner, now: f64) -> Result<String, JsError> {
    Ok(json(&scanner.0.policies(time(now)?))?)
}

fn pinning(roots: &str, seed: u64) -> Result<CoreScanner, Problem> {
    let pinned: RootSet = read(roots.as_bytes()).map_err(|error| Problem::Roots(error.to_string()))?;
    Ok(CoreScanner::new(pinned, seed))
}

fn word(outcome: Outcome) -> String {
    outcome.as_str().to_owned()
}
