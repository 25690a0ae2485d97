use haetae_core::*;
use haetae_testkit::Signer;
use haetae_testkit::authority::{DAY, Set, at, claims};

use crate::scanner::Scanner;
use crate::venue;
use crate::world::{Tally, World};

/// So many days before a pass is shown its holder may have had the last dose.
const DOSE_DAYS: [u32; 7] = [0, 89, 90, 91, 179, 180, 181];

/// A pass that is shown: its issuing key and index, and when.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question {
    number: u8,
    index: u32,
    pub(crate) time: UnixTime,
}

/// What the published set that a scanner has must say of a pass, found without asking the scanner.
pub(crate) struct Oracle<'a> {
    /// The newest set that it has.
    newest: &'a Set,
    list: TrustList,
    scanner: &'a Scanner,
}

/// Shows passes of every key that ever issued, to a scanner with whatever clock.
pub(crate) fn show_passes(world: &mut World, scanner: &Scanner) {
    let store = scanner.core.store();
    let held = world.place_of(store);
    if let (Some(held), Some(seen)) = (held, scanner.seen) {
        assert!(held >= seen, "back to an older set");
    }
    let oracle = held.map(|held| Oracle::new(&world.sets[held], scanner));
    let holds_forged = world.holds_forged(store);
    let is_missing = |index: u32| !world.newest().revoked.contains(&(index as usize));
    let mut seen = Tally::default();
    for question in questions(world, scanner, oracle.as_ref()) {
        let Question { index, time, .. } = question;
        let mut state = ScannerState::new();
        state.show_challenge(question.challenge(), time);
        let verdict = Checker::new(store).check(&question.code(world), time, &mut state);
        let admits = matches!(verdict, Verdict::Admit(_));
        // Whoever has signed what is in force: bits never vanish.
        let is_known = scanner.knows(day_of(time), index);
        assert!(!admits || !is_known, "a pass that it knows to be revoked");
        let refusal = oracle.as_ref().and_then(|oracle| oracle.refusal(&question));
        let cannot_tell = oracle.as_ref().and_then(|oracle| oracle.cannot_tell(time));
        if !holds_forged {
            require(&verdict, oracle.is_some(), refusal, cannot_tell);
        }
        seen.admitted += u64::from(admits);
        seen.refused += u64::from(!admits);
        seen.withdrawn += u64::from(refusal == Some("key_withdrawn"));
        seen.not_forgotten += u64::from(is_known && is_missing(index) && verdict.code() == "revoked");
        seen.cannot_tell += u64::from(Some(verdict.code()) == cannot_tell);
        venue::ask(world, scanner, oracle.as_ref(), &question, &mut seen);
    }
    world.tally.add(&seen);
}

/// When all is right again: nobody is stuck, and nobody is forgotten.
pub(crate) fn require_no_harm_left(world: &World, scanner: &Scanner) {
    let question = |index| Question { number: world.office.keys.phones.number, index, time: at(world.now) };
    let verdict = |index: u32| {
        let mut state = ScannerState::new();
        state.show_challenge(question(index).challenge(), at(world.now));
        Checker::new(scanner.core.store()).check(&question(index).code(world), at(world.now), &mut state)
    };
    assert_eq!(verdict(250).code(), "admit", "a genuine pass");
    for index in &world.newest().revoked {
        assert_eq!(verdict(u32::try_from(*index).expect("an index")).code(), "revoked", "a revoked pass");
    }
    let rules = world.edition_in_force(scanner.core.store()).map(|edition| edition.version);
    assert_eq!(rules, world.press.edition_of(world.newest()).map(|edition| edition.version), "the newest rules");
    let oracle = Oracle::new(world.newest(), scanner);
    venue::ask(world, scanner, Some(&oracle), &question(250), &mut Tally::default());
}

fn day_of(time: UnixTime) -> u32 {
    at(time.seconds() - 60).status_day().0
}

/// The issuing key, index and time of the passes that are shown.
fn questions(world: &World, scanner: &Scanner, oracle: Option<&Oracle<'_>>) -> Vec<Question> {
    let clock = scanner.clock(world.now);
    let phones = world.office.keys.phones.number;
    let mut questions = vec![(phones, 250, clock), (phones, 3, clock)];
    // Whoever was revoked first, and may be missing by now.
    let ever = world.sets.iter().find_map(|set| set.revoked.first());
    questions.extend(ever.map(|index| (phones, u32::try_from(*index).expect("an index"), clock)));
    for number in world.issued_by.iter().rev().take(2) {
        questions.extend([250, 3, 40].map(|index| (*number, index, clock)));
    }
    // On either side of the second from which a key is withdrawn.
    for number in &world.issued_by {
        if let Some(from) = oracle.and_then(|oracle| oracle.newest.says.withdrawn_from(kid(*number))) {
            questions.extend([(*number, 250, at(from.seconds() - 1)), (*number, 250, from)]);
        }
    }
    // On either side of the second at which another policy counts.
    for (index, time) in venue::turns(world, scanner, clock).into_iter().enumerate() {
        questions.push((phones, 250 + u32::try_from(index / 2).expect("an index"), time));
    }
    questions.into_iter().map(|(number, index, time)| Question { number, index, time }).collect()
}

fn kid(number: u8) -> Kid {
    Signer::new(number).kid()
}

/// Nobody admits a pass that the newest list that it could have seen refuses; nobody refuses a genuine pass for lack of
/// freshness before the manifest's expiry, or because of a clock, whosever it is: that is `cannot_tell`.
fn require(verdict: &Verdict, has_begun: bool, refusal: Option<&str>, cannot_tell: Option<&str>) {
    let admits = matches!(verdict, Verdict::Admit(_));
    match refusal {
        _ if !has_begun => assert!(!admits, "a scanner that has taken nothing"),
        Some(refusal) => {
            assert!(!admits, "admitted: {refusal}");
            if refusal == "key_withdrawn" {
                assert_eq!(verdict.code(), refusal, "from the second on");
            }
        }
        None => match cannot_tell {
            Some(cannot_tell) => assert_eq!(verdict.code(), cannot_tell),
            // A list that is in force may revoke more than the seen one did.
            None => assert!(admits || verdict.code() == "revoked", "a genuine pass: {}", verdict.code()),
        },
    }
}

impl Question {
    /// What the scanner shows meanwhile.
    pub(crate) fn challenge(&self) -> Challenge {
        Challenge::new(&self.time.seconds().to_be_bytes()).expect("eight bytes")
    }

    /// Whether its code answers that: every second phone does.
    pub(crate) fn answers(&self, world: &World) -> bool {
        !self.is_paper(world) && self.index % 2 == 1
    }

    /// The day of the last dose.
    pub(crate) fn dose(&self) -> CivilDate {
        let days = DOSE_DAYS[self.index as usize % DOSE_DAYS.len()];
        CivilDate::from_days(i64::from(self.time.status_day().0 - days)).expect("a date")
    }

    pub(crate) fn code(&self, world: &World) -> String {
        let time = self.time;
        let dose = Evidence::Vaccination { doses: Doses::new(2).expect("two"), date: self.dose(), product: product() };
        let claims = PassClaims {
            not_before: at(time.seconds() - 60),
            expires: at(time.seconds() + DAY),
            holder_key: (!self.is_paper(world)).then(|| world.phone.public()),
            evidence: EvidenceSet::new([dose]).expect("evidence"),
            ..claims(&world.phone, self.index)
        };
        let pass = Signer::new(self.number).issue(&claims);
        let challenge = self.answers(world).then(|| self.challenge());
        if self.is_paper(world) { pass_text(&pass) } else { world.phone.present_pass(&pass, time, challenge.as_ref()) }
    }

    fn is_paper(&self, world: &World) -> bool {
        self.number != world.office.keys.phones.number
    }
}

fn product() -> Product {
    Product::new("BNT162B2").expect("a product")
}

impl<'a> Oracle<'a> {
    fn new(newest: &'a Set, scanner: &'a Scanner) -> Self {
        let sha256 = newest.says.files().iter().find(|file| file.name == TRUST_LIST).expect("a list").sha256;
        let list = TrustList::decode_unverified(&newest.files[&sha256]).expect("a list");
        Self { newest, list, scanner }
    }

    /// Why a pass must not be admitted.
    pub(crate) fn refusal(&self, question: &Question) -> Option<&'static str> {
        let Question { number, index, time } = *question;
        let kid = kid(number);
        let Some((_, key)) = self.list.keys().find(|(known, _)| *known == kid) else { return Some("unknown_key") };
        if self.newest.says.withdrawn_from(kid).is_some_and(|from| from <= time) {
            return Some("key_withdrawn");
        }
        if !key.window_holds(at(time.seconds() - 60)) {
            return Some("key_not_valid_then");
        }
        if self.scanner.knows(day_of(time), index) {
            return Some("revoked");
        }
        (time >= self.newest.says.expires || time >= self.list.expires).then_some("trust_expired")
    }

    /// What a scanner must say of a pass that nothing else speaks against: its clock is before the signers', or it
    /// could have a list of that day and has none.
    fn cannot_tell(&self, time: UnixTime) -> Option<&'static str> {
        if self.is_behind(time) {
            return Some("clock_suspect");
        }
        self.lacks_list(time).then_some("status_required")
    }

    /// Whether the scanner's clock is before the signers'.
    pub(crate) fn is_behind(&self, time: UnixTime) -> bool {
        time.seconds() + 300 < self.newest.says.issued.max(self.list.issued).seconds()
    }

    pub(crate) fn has_list(&self, time: UnixTime) -> bool {
        self.scanner.core.store().day_status(StatusDay(day_of(time))).is_some()
    }

    /// Whether it could have a list of that day and has none.
    pub(crate) fn lacks_list(&self, time: UnixTime) -> bool {
        let could_have_one = self.newest.pins_status_of(day_of(time)) && time < self.newest.says.stale;
        !self.has_list(time) && could_have_one
    }
}
