use haetae_core::*;
use haetae_testkit::Signer;
use haetae_testkit::authority::{DAY, Set, at, claims};

use crate::scanner::Scanner;
use crate::world::World;

/// What the published set that a scanner has must say of a pass, found without asking the scanner.
struct Oracle<'a> {
    /// The newest set that it has.
    newest: &'a Set,
    list: TrustList,
    /// A set whose status lists it has had, all of them.
    seen: Option<&'a Set>,
}

/// Shows passes of every key that ever issued, to a scanner with whatever clock.
pub(crate) fn show_passes(world: &mut World, scanner: &Scanner) {
    let store = scanner.core.store();
    let held = world.place_of(store);
    if let (Some(held), Some(seen)) = (held, scanner.seen) {
        assert!(held >= seen, "back to an older set");
    }
    let oracle = held.map(|held| Oracle::new(&world.sets[held], scanner.seen.map(|seen| &world.sets[seen])));
    let holds_forged = world.holds_forged(store);
    let mut verdicts: Vec<(bool, bool)> = Vec::new();
    for (number, index, time) in questions(world, oracle.as_ref(), scanner.clock(world.now)) {
        let code = code(world, number, index, time);
        let verdict = Checker::new(store).check(&code, time, &mut ScannerState::new());
        let refusal = oracle.as_ref().and_then(|oracle| oracle.refusal(kid(number), index, time));
        verdicts.push((matches!(verdict, Verdict::Admit(_)), refusal == Some("key_withdrawn")));
        if !holds_forged {
            require(&verdict, oracle.is_some(), refusal, store, time);
        }
    }
    for (admits, is_withdrawn) in verdicts {
        world.tally.admitted += u64::from(admits);
        world.tally.refused += u64::from(!admits);
        world.tally.withdrawn += u64::from(is_withdrawn);
    }
}

/// The issuing key, index and time of the passes that are shown.
fn questions(world: &World, oracle: Option<&Oracle<'_>>, clock: UnixTime) -> Vec<(u8, u32, UnixTime)> {
    let phones = world.office.keys.phones.number;
    let mut questions = vec![(phones, 250, clock), (phones, 3, clock)];
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
/// freshness before the manifest's expiry.
fn require(verdict: &Verdict, has_begun: bool, refusal: Option<&str>, store: &TrustStore, time: UnixTime) {
    let admits = matches!(verdict, Verdict::Admit(_));
    let believes_clock = time.seconds() + 300 >= store.floor().seconds();
    match refusal {
        _ if !has_begun => assert!(!admits, "a scanner that has taken nothing"),
        Some(refusal) => {
            assert!(!admits, "admitted: {refusal}");
            if refusal == "key_withdrawn" {
                assert_eq!(verdict.code(), refusal, "from the second on");
            }
        }
        // A list that is in force may revoke more than the seen one did, and one that could be had is waited for.
        None => {
            let no_list = store.day_status(at(time.seconds() - 60).status_day()).is_none();
            let is_awaited = no_list && verdict.code() == "status_required";
            let is_revoked = verdict.code() == "revoked";
            assert!(admits || !believes_clock || is_revoked || is_awaited, "a genuine pass: {}", verdict.code());
        }
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
    fn new(newest: &'a Set, seen: Option<&'a Set>) -> Self {
        let sha256 = newest.says.files().iter().find(|file| file.name == TRUST_LIST).expect("a list").sha256;
        let list = TrustList::decode_unverified(&newest.files[&sha256]).expect("a list");
        Self { newest, list, seen }
    }

    /// Why a pass must not be admitted.
    fn refusal(&self, kid: Kid, index: u32, time: UnixTime) -> Option<&'static str> {
        if !self.list.keys().any(|(known, _)| *known == kid) {
            return Some("unknown_key");
        }
        if self.newest.says.withdrawn_from(kid).is_some_and(|from| from <= time) {
            return Some("key_withdrawn");
        }
        let day = format!("status/{}", at(time.seconds() - 60).status_day());
        if self.seen.is_some_and(|seen| self.is_kept(seen, &day) && seen.revoked.contains(&(index as usize))) {
            return Some("revoked");
        }
        (time >= self.newest.says.expires || time >= self.list.expires).then_some("trust_expired")
    }

    /// Whether the list of a day that was seen counts still: its name is pinned, and its signer on the list.
    fn is_kept(&self, seen: &Set, day: &str) -> bool {
        let pins = |contents: &Manifest| contents.files().iter().any(|file| file.name == *day);
        pins(&seen.says) && pins(&self.newest.says) && seen.status == self.newest.status
    }
}
