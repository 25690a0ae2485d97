use alloc::vec::Vec;

use super::clock::CLOCK_WARNING_SECONDS;
use super::scanner::ScannerState;
use super::steps::{Demands, Facts, Step};
use super::verdict::{Admission, Unclear, Verdict, Warning};
use crate::code::{self, NoCode, Shown};
use crate::presentation::UnverifiedPass;
use crate::time::UnixTime;
use crate::trust_store::TrustStore;

/// Checks codes against what a scanner trusts.
#[derive(Clone, Copy, Debug)]
pub struct Checker<'a> {
    trust: &'a TrustStore,
    demands: Demands<'a>,
}

impl<'a> Checker<'a> {
    /// A checker of the given trust data.
    pub const fn new(trust: &'a TrustStore) -> Self {
        Self { trust, demands: Demands { challenge: false, policy: None } }
    }

    /// The same with the venue's own switch: where `required`, a code that answers none of the open challenges is
    /// [`Unclear::ChallengeMissing`], paper too (sections 4 and 10).
    #[must_use]
    pub const fn requiring_challenge(self, required: bool) -> Self {
        Self { demands: Demands { challenge: required, ..self.demands }, ..self }
    }

    /// The same with the policy that the venue has chosen by its id (section 8); `None`: a genuine pass is enough.
    #[must_use]
    pub const fn with_policy(self, id: Option<&'a str>) -> Self {
        Self { demands: Demands { policy: id, ..self.demands }, ..self }
    }

    /// Checks the text of a code at the time `now`. The scanner's state learns from every live code, whatever the
    /// verdict.
    ///
    /// The pass of an earlier check changes nothing but the warnings; the same code gives the same verdict until time
    /// or trust data say otherwise.
    pub fn check(&self, text: &str, now: UnixTime, scanner: &mut ScannerState) -> Verdict {
        match UnverifiedPass::parse(text) {
            Ok(pass) => self.check_pass(&pass, now, scanner),
            Err(reason) => Verdict::Unclear(reason),
        }
    }

    /// Checks a code that has been decoded.
    pub fn check_pass(&self, pass: &UnverifiedPass, now: UnixTime, scanner: &mut ScannerState) -> Verdict {
        self.run(Step::ALL, pass, now, scanner)
    }

    pub(super) fn run(
        &self,
        steps: &[Step],
        pass: &UnverifiedPass,
        now: UnixTime,
        scanner: &mut ScannerState,
    ) -> Verdict {
        scanner.forget_before(now);
        let mut facts = Facts::new(self.trust, self.demands, pass, now);
        for step in steps {
            if let Err(reason) = facts.require(*step, scanner) {
                return Verdict::from(scanner.clock.second_thoughts(reason));
            }
        }
        let warnings = self.warnings(&facts, scanner);
        scanner.remember_admission(facts.day(), pass.claims.status_index, now);
        Verdict::Admit(Admission::new(&pass.claims, facts.issuer(), facts.policy(), warnings))
    }

    /// The warnings of an admission, in the order of section 10.
    fn warnings(&self, facts: &Facts<'_>, scanner: &ScannerState) -> Vec<Warning> {
        let pass = facts.pass;
        let status = self.trust.day_status(facts.day());
        let clock = facts.now < self.trust.floor() || scanner.clock.is_off_by_more_than(CLOCK_WARNING_SECONDS);
        [
            (pass.claims.holder_key.is_none(), Warning::CheckId),
            (scanner.has_admitted(facts.day(), pass.claims.status_index), Warning::SeenBefore),
            (self.trust.is_stale(facts.now), Warning::TrustStale),
            (status.is_none(), Warning::StatusMissing),
            (status.is_some_and(|status| !status.is_newest()), Warning::StatusOld),
            (clock, Warning::ClockSuspect),
        ]
        .into_iter()
        .filter_map(|(holds, warning)| holds.then_some(warning))
        .collect()
    }
}

impl UnverifiedPass {
    /// Decodes the text of a code.
    ///
    /// # Errors
    ///
    /// [`Unclear::UnknownFormat`] if it begins with neither prefix, [`Unclear::Malformed`] if it holds no pass.
    pub fn parse(text: &str) -> Result<Self, Unclear> {
        let shown = code::read(text).map_err(|error| match error {
            NoCode::UnknownFormat => Unclear::UnknownFormat,
            NoCode::Malformed(malformed) => Unclear::Malformed(malformed),
        })?;
        match shown {
            Shown::Pass(bytes) => Self::decode_pass(&bytes),
            Shown::Presentation(bytes) => Self::decode_presentation(&bytes),
        }
        .map_err(Unclear::Malformed)
    }
}
