use alloc::vec::Vec;

use super::asked::Asked;
use super::civil_day::is_over_everywhere;
use super::phone_time::PhoneTime;
use super::renewal::{Renewal, Standing};
use crate::check::Unclear;
use crate::malformed::Malformed;
use crate::presentation::UnverifiedPass;
use crate::time::{CivilDate, UnixTime};
use crate::trust_store::TrustStore;

/// The key of a civil day, and its pass once that is issued.
#[derive(Clone, Debug)]
pub(super) struct DayPass {
    pub(super) day: CivilDate,
    pub(super) pass: Option<UnverifiedPass>,
    /// What scanners make of the pass, as the last look found; `None` before the first.
    pub(super) standing: Option<Standing>,
}

/// The keys and passes that a phone holds for one person. Days are civil days in the issuer's zone, whichever that is.
#[derive(Clone, Debug)]
pub struct Wallet {
    day_passes: Vec<DayPass>,
    pub(super) planned: UnixTime,
    asked: Option<Asked>,
}

impl Wallet {
    /// A wallet without a key. `planned` is when the phone was going to ask for passes: what came with the last, or
    /// what the last [`Wallet::renew`] said; 0 before the first.
    pub const fn new(planned: UnixTime) -> Self {
        Self { day_passes: Vec::new(), planned, asked: None }
    }

    /// The same with what the last [`Wallet::renew`] said to remember.
    #[must_use]
    pub fn having_asked(self, asked: Option<Asked>) -> Self {
        Self { asked, ..self }
    }

    /// Adds the key of a day for which nothing is issued yet.
    pub fn add_key(&mut self, day: CivilDate) {
        self.day_passes.push(DayPass { day, pass: None, standing: None });
    }

    /// Adds the key of a day and the text of its pass, as the issuer made it (`HT1:`).
    ///
    /// # Errors
    ///
    /// [`Unclear::UnknownFormat`] or [`Unclear::Malformed`] where it is no pass that a phone can present.
    pub fn add_pass(&mut self, day: CivilDate, text: &str) -> Result<(), Unclear> {
        let pass = UnverifiedPass::parse(text)?;
        if pass.proof.is_some() {
            return Err(Unclear::UnknownFormat);
        }
        if pass.claims.holder_key.is_none() {
            return Err(Unclear::Malformed(Malformed::NoHolderKey));
        }
        self.day_passes.push(DayPass { day, pass: Some(pass), standing: None });
        Ok(())
    }

    /// Holds the passes against what is in force for scanners, at the time `now`, and remembers how they stand: which
    /// of them scanners refuse, or will, and when to ask for others. The standings are those of the passes in the order
    /// in which they were added. The seed spreads what many phones do: any number will do that differs from one to the
    /// other.
    pub fn renew(&mut self, trust: &TrustStore, now: UnixTime, seed: u64) -> Renewal {
        let passes: Vec<&UnverifiedPass> = self.passes().map(|(_, pass)| pass).collect();
        let renewal = Renewal::of(trust, &passes, self.planned, self.asked, now, seed);
        let with_pass = self.day_passes.iter_mut().filter(|day_pass| day_pass.pass.is_some());
        for (day_pass, standing) in with_pass.zip(&renewal.standings) {
            day_pass.standing = Some(*standing);
        }
        (self.planned, self.asked) = (renewal.at, renewal.asked);
        renewal
    }

    /// The days whose key, and pass, may be deleted: the pass is over, or nothing was issued and the day is over in
    /// every zone on earth. A clock that somebody has set ahead deletes nothing ([`PhoneTime::certain`]).
    pub fn discardable(&self, time: &PhoneTime) -> Vec<CivilDate> {
        let now = time.certain();
        let is_over = |day_pass: &&DayPass| match &day_pass.pass {
            Some(pass) => pass.claims.expires <= now,
            None => is_over_everywhere(day_pass.day, now),
        };
        self.day_passes.iter().filter(is_over).map(|day_pass| day_pass.day).collect()
    }

    pub(super) fn passes(&self) -> impl Iterator<Item = (&DayPass, &UnverifiedPass)> {
        self.day_passes.iter().filter_map(|day_pass| Some((day_pass, day_pass.pass.as_ref()?)))
    }
}
