//! Everything that is wrong with a rules file, and what is probably not meant, each with its place. The core judges;
//! what is here finds which part of the file it means, by asking it about that part alone.

mod finding;
mod form;
mod logic;
mod parts;
mod passes;
mod reach;
#[cfg(test)]
mod tests;
mod timeline;
mod zone;

use haetae_core::{MAX_RULES_BYTES, RulesFile, UnixTime};

use super::document::{Document, Place};
use super::draft::completed;
use finding::Findings;
pub use finding::{Finding, Severity};
pub use zone::offsets_of;

/// What a file is checked against.
#[derive(Clone, Debug)]
pub struct Settings<'a> {
    /// The present.
    pub now: UnixTime,
    /// Seconds that must be between the present and a change.
    pub notice: u64,
    /// Why there may be less notice.
    pub emergency: Option<&'a str>,
    /// The file that this one replaces, if there is one: what it says already needs no notice.
    pub replaced: Option<&'a RulesFile>,
}

/// What was found in a file.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The file as scanners will read it, if nothing keeps them from that. `version` and `issued` are from the signing
    /// that is still to come, where the file does not have them.
    pub file: Option<RulesFile>,
    /// What was found, in the order of the text.
    pub findings: Vec<Finding>,
}

impl Checked {
    /// Whether something is wrong: the file must not be published.
    pub fn is_wrong(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }
}

/// Checks a file.
pub fn check(bytes: &[u8], settings: &Settings<'_>) -> Checked {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let readable = bytes.get(..error.valid_up_to()).and_then(|bytes| std::str::from_utf8(bytes).ok());
            let place = Place::of(readable.unwrap_or_default(), error.valid_up_to());
            return Checked::unreadable(place, "encoding", "the file is not UTF-8 from here on: save it as UTF-8");
        }
    };
    let document = match Document::read(text) {
        Ok(document) => document,
        Err(flaw) => return Checked::unreadable(Place::of(text, flaw.at), "json", &flaw.what),
    };
    let mut findings = Findings::new(&document);
    for flaw in &document.flaws {
        findings.error(flaw.at, "json", "the file", &flaw.what);
    }
    if bytes.len() > MAX_RULES_BYTES {
        let what = format!("it has {} bytes; scanners read at most {MAX_RULES_BYTES}", bytes.len());
        findings.error(0, "size", "the file", what);
    }
    form::check(&document, &mut findings);
    logic::check(&document, &mut findings);
    timeline::check(&document, settings, &mut findings);
    zone::check(&document, settings.now, &mut findings);
    let file = match RulesFile::read(completed(&document, settings.now).as_bytes()) {
        Ok(file) => Some(file),
        Err(unreadable) => {
            // Where nothing was pointed at, the core's own words.
            if !findings.has_errors() {
                findings.error(document.root.span.start, "unreadable", "the file", unreadable);
            }
            None
        }
    };
    if let Some(file) = &file
        && !findings.has_errors()
    {
        reach::check(&document, file, settings.now, &mut findings);
    }
    Checked { file, findings: findings.in_order() }
}

impl Checked {
    fn unreadable(place: Place, code: &'static str, what: &str) -> Self {
        let about = "the file".to_owned();
        let finding = Finding { severity: Severity::Error, place, code, about, what: what.to_owned() };
        Self { file: None, findings: vec![finding] }
    }
}
