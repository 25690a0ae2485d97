use std::collections::BTreeMap;

use haetae_core::{
    Asked, CivilDate, Contact, DAYS_KEPT, Due, Evidence, Moment, PhoneClock, PreparedPresentation, RequestTimer,
    TrustStore, UnixTime, Wallet, pass_text, presentation_text,
};

use super::calendar::{at, day_of};
use super::random::{Random, bytes_of};
use super::signer::Signer;

/// A phone of the sample: the core's wallet, request timer and clock, and what an app keeps for them.
pub(crate) struct Phone {
    /// The place of its kind in the habits.
    pub(crate) kind: usize,
    /// Its place in the sample, and in the status lists.
    pub(crate) number: u32,
    pub(crate) holder: Signer,
    pub(crate) evidence: Evidence,
    /// What its owner does.
    pub(crate) habits: Random,
    /// What happens to it at random besides.
    pub(crate) luck: Random,
    /// When it was replaced, if since then it has had no passes.
    pub(crate) without_since: Option<u64>,
    /// When it last fetched scanners' data.
    pub(crate) fetched: u64,
    /// When its app runs next because it wants to ask for passes; in the past where it does not.
    pub(crate) wakes_at: u64,
    pub(crate) timer: RequestTimer,
    pub(crate) wallet: Wallet,
    asked: Option<Asked>,
    planned: UnixTime,
    passes: BTreeMap<CivilDate, Vec<u8>>,
    /// How far its clock is ahead, in milliseconds.
    ahead: i64,
    contact: Option<Contact>,
    clock: PhoneClock,
}

impl Phone {
    /// A phone without passes, whose clock is ahead by so many seconds.
    pub(crate) fn new(seed: u64, number: u32, kind: usize, evidence: Evidence, ahead: i64) -> Self {
        let mut luck = Random::of(seed, "luck", number.into());
        Self {
            kind,
            number,
            holder: Signer::of(seed, "holder", number.into()),
            evidence,
            habits: Random::of(seed, "habits", number.into()),
            without_since: None,
            fetched: 0,
            wakes_at: 0,
            timer: RequestTimer::new(luck.any()),
            luck,
            wallet: Wallet::new(at(0)),
            asked: None,
            planned: at(0),
            passes: BTreeMap::new(),
            ahead: ahead * 1_000,
            contact: None,
            clock: PhoneClock::new(Moment { wall: 0, monotonic: 0 }, None),
        }
    }

    /// The fraction of the second quarter at which the service tells it to ask again, in steps of 2^-32.
    pub(crate) fn slot(&self) -> u32 {
        let [a, b, c, d, ..] = bytes_of(self.number.into(), "slot", 0);
        u32::from_be_bytes([a, b, c, d])
    }

    /// The app is started: it knows of the time what it kept.
    pub(crate) fn open(&mut self, now: u64) {
        self.clock = PhoneClock::new(self.moment(now), self.contact);
    }

    /// The time as the phone knows it.
    pub(crate) fn time(&self, now: u64) -> UnixTime {
        self.clock.time(self.moment(now)).time()
    }

    /// Holds the passes against what scanners have, and returns when the core wants to ask for others.
    pub(crate) fn look(&mut self, trust: &TrustStore, now: u64) -> UnixTime {
        let time = self.time(now);
        let seed = self.luck.any();
        let renewal = self.wallet.renew(trust, time, seed);
        (self.planned, self.asked) = (renewal.at, renewal.asked);
        renewal.at
    }

    /// The days to ask for.
    pub(crate) fn due(&self, now: u64, asked: bool) -> Due {
        let time = self.time(now);
        self.wallet.due(day_of(time.seconds()), DAYS_KEPT, time, asked)
    }

    /// The service has answered.
    pub(crate) fn take(&mut self, issued: Vec<(CivilDate, Vec<u8>)>, refresh_after: UnixTime, now: u64) {
        let server = i64::try_from(now * 1_000).expect("this century");
        self.contact = Some(self.clock.learn(server, self.moment(now)));
        self.timer.answered(self.time(now));
        self.passes.extend(issued);
        self.planned = refresh_after;
        self.without_since = None;
        self.rebuild();
        let over = self.wallet.discardable(&self.clock.time(self.moment(now)));
        self.passes.retain(|day, _| !over.contains(day));
        self.rebuild();
    }

    /// The text of the code that it shows; `None` where there is none to show.
    pub(crate) fn show(&self, now: u64) -> Option<String> {
        let shown = self.wallet.to_show(self.clock.time(self.moment(now))).ok()?;
        let pass = self.passes.get(&shown.day)?;
        let prepared = PreparedPresentation::new(pass, shown.made, None).expect("an issued pass has a holder key");
        Some(presentation_text(&prepared.complete(&self.holder.sign(prepared.to_be_signed()))))
    }

    /// Another phone in its place, without anything.
    pub(crate) fn replace(&mut self, now: u64) {
        self.passes.clear();
        (self.planned, self.asked, self.contact) = (at(0), None, None);
        self.timer = RequestTimer::new(self.luck.any());
        self.without_since = Some(now);
        self.rebuild();
    }

    fn rebuild(&mut self) {
        self.wallet = Wallet::new(self.planned).having_asked(self.asked);
        for (day, pass) in &self.passes {
            self.wallet.add_pass(*day, &pass_text(pass)).expect("a pass as the issuer made it");
        }
    }

    fn moment(&self, now: u64) -> Moment {
        let milliseconds = i64::try_from(now * 1_000).expect("this century");
        Moment { wall: milliseconds + self.ahead, monotonic: milliseconds }
    }
}
