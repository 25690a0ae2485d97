use haetae_core::*;
use haetae_testkit::Signer;
use haetae_testkit::authority::{DAY, Set, at, claims};

use crate::scanner::Scanner;
use crate::world::{Tally, World};

/// What the published set that a scanner has must say of a pass, found without asking the scanner.
struct Oracle<'a> {
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
    for (number, index, time) in questions(world, oracle.as_ref(), scanner.clock(world.now)) {
        let code = code(world, number, index, time);
        let verdict = Checker::new(store).check(&code, time, &mut ScannerState::new());
        let admits = matches!(verdict, Verdict::Admit(_));
        // Whoever has signed what is in force: bits never vanish.
        let is_known = scanner.knows(day_of(time), index);
        assert!(!admits || !is_known, "a pass that it knows to be revoked");
        let refusal = oracle.as_ref().and_then(|oracle| oracle.refusal(kid(number), index, time));
        let cannot_tell = oracle.as_ref().and_then(|oracle| oracle.cannot_tell(time));
        if !holds_forged {
            require(&verdict, oracle.is_some(), refusal, cannot_tell);
        }
        seen.admitted += u64::from(admits);
        seen.refused += u64::from(!admits);
        seen.withdrawn += u64::from(refusal == Some("key_withdrawn"));
        seen.not_forgotten += u64::from(is_known && is_missing(index) && verdict.code() == "revoked");
        seen.cannot_tell += u64::from(Some(verdict.code()) == cannot_tell);
    }
    world.tally.add(&seen);
}

/// When all is right again: nobody is stuck, and nobody is forgotten.
pub(crate) fn require_no_harm_left(world: &World, scanner: &Scanner) {
    let verdict = |index: u32| {
        let now = at(world.now);
        let code = code(world, world.office.keys.phones.number, index, now);
        Checker::new(scanner.core.store()).check(&code, now, &mut ScannerState::new())
    };
    assert_eq!(verdict(250).code(), "admit", "a genuine pass");
    for index in &world.newest().revoked {
        assert_eq!(verdict(u32::try_from(*index).expect("an index")).code(), "revoked", "a revoked pass");
    }
}

fn day_of(time: UnixTime) -> u32 {
    at(time.seconds() - 60).status_day().0
}

/// The issuing key, index and time of the passes that are shown.
fn questions(world: &World, oracle: Option<&Oracle<'_>>, clock: UnixTime) -> Vec<(u8, u32, UnixTime)> {
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
    questions
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

fn code(world: &World, number: u8, index: u32, time: UnixTime) -> String {
    let is_paper = number != world.office.keys.phones.number;
    let claims = PassClaims {
        not_before: at(time.seconds() - 60),
        expires: at(time.seconds() + DAY),
        holder_key: (!is_paper).then(|| world.phone.public()),
        ..claims(&world.phone, index)
    };
    let pass = Signer::new(number).issue(&claims);
    if is_paper { pass_text(&pass) } else { world.phone.present_pass(&pass, time, None) }
}

impl<'a> Oracle<'a> {
    fn new(newest: &'a Set, scanner: &'a Scanner) -> Self {
        let sha256 = newest.says.files().iter().find(|file| file.name == TRUST_LIST).expect("a list").sha256;
        let list = TrustList::decode_unverified(&newest.files[&sha256]).expect("a list");
        Self { newest, list, scanner }
    }

    /// Why a pass must not be admitted.
    fn refusal(&self, kid: Kid, index: u32, time: UnixTime) -> Option<&'static str> {
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
        let floor = self.newest.says.issued.max(self.list.issued);
        if time.seconds() + 300 < floor.seconds() {
            return Some("clock_suspect");
        }
        let day = day_of(time);
        let has_list = self.scanner.core.store().day_status(StatusDay(day)).is_some();
        let could_have_one = self.newest.pins_status_of(day) && time < self.newest.says.stale;
        (!has_list && could_have_one).then_some("status_required")
    }
}
