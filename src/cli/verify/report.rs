use std::io::{self, BufWriter, Stdout, Write as _};

use haetae_core::{Language, Refusal, TrustStore, Unclear, UnixTime, Verdict};
use jiff::tz::TimeZone;

use super::Failure;
use crate::render::text::{civil_time, evidence_text, span};

/// Writes verdicts as they come, for people or as JSON.
pub(super) struct Report<'a> {
    json: bool,
    zone: &'a TimeZone,
    out: BufWriter<Stdout>,
    checked: u64,
    admitted: u64,
}

impl<'a> Report<'a> {
    pub(super) fn new(json: bool, zone: &'a TimeZone) -> Self {
        Self { json, zone, out: BufWriter::new(io::stdout()), checked: 0, admitted: 0 }
    }

    pub(super) fn add(&mut self, verdict: &Verdict) -> Result<(), Failure> {
        self.checked += 1;
        self.admitted += u64::from(verdict.admission().is_some());
        let written = if self.json {
            serde_json::to_writer(&mut self.out, verdict).map_err(io::Error::from).and_then(|()| writeln!(self.out))
        } else {
            self.in_words(verdict)
        };
        written.map_err(|error| Failure::from(error.to_string()))
    }

    /// Exit status 0 if all were admitted.
    pub(super) fn finish(mut self, trust: &TrustStore, now: UnixTime) -> Result<u8, Failure> {
        self.out.flush().map_err(|error| Failure::from(error.to_string()))?;
        if !self.json {
            let age = trust.manifest().map_or(0, |manifest| now.seconds_since(manifest.issued));
            eprintln!("{} of {} admitted; the scanner's data is {} old", self.admitted, self.checked, span(age));
        }
        Ok(u8::from(self.admitted < self.checked))
    }

    fn in_words(&mut self, verdict: &Verdict) -> io::Result<()> {
        let words = verdict.message(Language::English);
        let mark = match verdict {
            Verdict::Admit(_) => "ADMIT  ",
            Verdict::Refuse(_) => "REFUSE ",
            Verdict::Unclear(_) => "UNCLEAR",
        };
        writeln!(self.out, "{mark} {}: {}. {}", verdict.code(), words.headline, words.advice)?;
        match verdict {
            Verdict::Admit(admission) => {
                for piece in admission.evidence() {
                    writeln!(self.out, "        {}", evidence_text(piece, Language::English, self.zone))?;
                }
                if let Some(name) = admission.name() {
                    let birth = admission.birth().map_or_else(String::new, |birth| format!(", born {birth}"));
                    writeln!(self.out, "        {}{birth}", name.as_str())?;
                }
                let issued = admission.issuer().map(|issuer| format!("issued by {issuer}"));
                let until =
                    admission.valid_until().map(|until| format!("valid until {}", civil_time(until, self.zone)));
                let shown: Vec<String> = issued.into_iter().chain(until).collect();
                if !shown.is_empty() {
                    writeln!(self.out, "        {}", shown.join(", "))?;
                }
                for warning in admission.warnings() {
                    let words = warning.message(Language::English);
                    writeln!(self.out, "        ! {}: {}. {}", warning.code(), words.headline, words.advice)?;
                }
                Ok(())
            }
            Verdict::Refuse(Refusal::Expired { since, .. }) => {
                writeln!(self.out, "        since {}", civil_time(*since, self.zone))
            }
            Verdict::Unclear(Unclear::NotYetValid { from }) => {
                writeln!(self.out, "        from {}", civil_time(*from, self.zone))
            }
            Verdict::Refuse(Refusal::PolicyNotMet(unmet)) => {
                for message in &unmet.messages {
                    let words = message.text.get("en").unwrap_or_default();
                    writeln!(self.out, "        {}: {words}", message.rule)?;
                }
                Ok(())
            }
            Verdict::Unclear(Unclear::RuleFailed { rule }) => match rule {
                Some(rule) => writeln!(self.out, "        {rule} cannot be evaluated"),
                None => writeln!(self.out, "        the rules cannot be read"),
            },
            Verdict::Refuse(_) | Verdict::Unclear(_) => Ok(()),
        }
    }
}
