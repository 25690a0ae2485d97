use haetae_core::slots::{choose, next_write};
use haetae_core::{Fetch, Outcome, Plan, Scanner, UnixTime};

use super::FILE;
use super::script::{Planned, Script, ScriptStep, scripts};
use crate::checks::written;
use crate::vectors::{Hex, require_all_right};

/// Any seed must do: the waits in the file are those of all of them.
const SEEDS: [u64; 3] = [1, 0x5eed, u64::MAX];

#[test]
fn every_scanner_behaves_as_its_script_says() {
    let scripts = scripts();
    let mut wrong = Vec::new();
    for script in &scripts {
        for seed in SEEDS {
            let mut life = Life::new(script, seed);
            for (number, step) in script.steps.iter().enumerate() {
                if let Err((is, should)) = life.live(step) {
                    wrong.push(format!("{}, step {}, seed {seed}: {is}, not {should}", script.name, number + 1));
                }
            }
        }
    }
    require_all_right(FILE, scripts.len(), &wrong);
}

struct Life<'s> {
    script: &'s Script,
    seed: u64,
    scanner: Scanner,
}

impl<'s> Life<'s> {
    fn new(script: &'s Script, seed: u64) -> Self {
        Self { scanner: Scanner::new(script.root_set(), seed), script, seed }
    }

    /// The actual and the expected value, if they differ.
    fn live(&mut self, step: &ScriptStep) -> Result<(), (String, String)> {
        let before = self.scanner.snapshot();
        match step {
            ScriptStep::Bundle { bundle, outcome } => {
                let is = self.scanner.bundle_arrived(&bundle.bytes());
                self.require_unchanged(is, &before);
                require(is.as_str(), outcome)
            }
            ScriptStep::Show { at, show, verdict } => {
                let is = self.scanner.check(show, time(*at));
                require(&written(is.code(), is.warnings().iter().map(|warning| warning.code())), verdict)
            }
            ScriptStep::Plan { at, plan } => require_plan(&self.scanner.next(time(*at)), plan),
            ScriptStep::Manifest { at, manifest, outcome } => {
                let is = self.scanner.manifest_arrived(&manifest.bytes(), time(*at));
                self.require_outcome(is, outcome.as_deref(), &before)
            }
            ScriptStep::File { at, file, sha256, outcome } => {
                let is = self.scanner.file_arrived(hash(sha256), &file.bytes(), time(*at));
                self.require_outcome(is, outcome.as_deref(), &before)
            }
            ScriptStep::Failed { at, failed } => {
                let what = match failed.as_str() {
                    "manifest" => Fetch::Manifest,
                    file => Fetch::File(hex::decode(file).expect("a hash").try_into().expect("32 bytes")),
                };
                self.scanner.failed(what, time(*at));
                Ok(())
            }
            ScriptStep::UnknownKid { at, unknown_kid } => {
                assert!(*unknown_kid, "at {at}");
                self.scanner.unknown_key_seen();
                Ok(())
            }
            ScriptStep::Restart { restart } => self.restart(*restart),
            ScriptStep::Floor { floor } => {
                require(&self.scanner.store().floor().seconds().to_string(), &floor.to_string())
            }
        }
    }

    fn require_outcome(
        &self,
        is: Option<Outcome>,
        should: Option<&str>,
        before: &[u8],
    ) -> Result<(), (String, String)> {
        if let Some(is) = is {
            self.require_unchanged(is, before);
        }
        require(is.map_or("more files first", Outcome::as_str), should.unwrap_or("more files first"))
    }

    /// Refused data changes nothing.
    fn require_unchanged(&self, outcome: Outcome, before: &[u8]) {
        assert!(outcome == Outcome::Taken || self.scanner.snapshot() == before, "{outcome:?} changed something");
    }

    /// From the slots of a disk, as a scanner does.
    fn restart(&mut self, dropped: usize) -> Result<(), (String, String)> {
        let slot = next_write(None, &self.scanner.snapshot()).bytes;
        let chosen = choose(&slot, &[]).expect("a whole slot");
        *self = Self::new(self.script, self.seed);
        let is = self.scanner.restore(chosen.state).expect("a snapshot");
        require(&is.to_string(), &dropped.to_string())
    }
}

fn require(is: &str, should: &str) -> Result<(), (String, String)> {
    if is == should { Ok(()) } else { Err((is.to_owned(), should.to_owned())) }
}

fn require_plan(is: &Plan, should: &Planned) -> Result<(), (String, String)> {
    let fits = match (is, should) {
        (Plan::FetchManifest { most_bytes }, Planned::Manifest { manifest }) => most_bytes == manifest,
        (Plan::FetchFile { sha256, size }, Planned::File { file, size: pinned }) => {
            hex::encode(sha256) == *file && size == pinned
        }
        (Plan::Idle { until }, Planned::Until { until: [earliest, latest] }) => {
            (earliest..=latest).contains(&&until.seconds())
        }
        _ => false,
    };
    if fits { Ok(()) } else { Err((format!("{is:?}"), format!("{should:?}"))) }
}

fn hash(hex: &Hex) -> [u8; 32] {
    hex.0.as_slice().try_into().expect("32 bytes")
}

fn time(seconds: u64) -> UnixTime {
    UnixTime::new(seconds).expect("a time")
}
