use haetae_core::*;
use haetae_testkit::authority::{DAY, at};

use crate::door::{Oracle, Question};
use crate::edition::{Answer, Edition};
use crate::press::{ANNEX, DOOR};
use crate::scanner::Scanner;
use crate::world::{Tally, World};

/// Midnight in Korea, in seconds of a UTC day.
const MIDNIGHT: u64 = 15 * 3_600;

/// The seconds on either side of which another policy counts, or another day begins where the rules count days.
pub(crate) fn turns(world: &World, scanner: &Scanner, clock: UnixTime) -> Vec<UnixTime> {
    let edition = world.edition_in_force(scanner.core.store());
    let policies = edition.into_iter().flat_map(|edition| edition.policies.iter().flatten());
    let ends = policies.flat_map(|policy| [Some(policy.from), policy.until]).flatten();
    let near = |second: &u64| second.abs_diff(clock.seconds()) < 2 * DAY;
    let mut turns: Vec<u64> = ends.filter(near).collect();
    turns.sort_by_key(|second| second.abs_diff(clock.seconds()));
    turns.truncate(3);
    turns.push(clock.seconds() / DAY * DAY + MIDNIGHT);
    turns.into_iter().flat_map(|second| [at(second - 1), at(second)]).collect()
}

/// What a check with a policy must say, of which the oracle knows what one without a policy must say.
pub(crate) fn ask(
    world: &World,
    scanner: &Scanner,
    oracle: Option<&Oracle<'_>>,
    question: &Question,
    seen: &mut Tally,
) {
    let store = scanner.core.store();
    let edition = world.edition_in_force(store);
    for id in [DOOR, ANNEX] {
        let mut state = ScannerState::new();
        state.show_challenge(question.challenge(), question.time);
        let text = question.code(world);
        let verdict = Checker::new(store).with_policy(Some(id)).check(&text, question.time, &mut state);
        let answer = edition.map_or(Answer::Missing, |edition| edition.answer(id, question.time, question.dose()));
        require_honest(&verdict, &answer);
        let policy = edition.and_then(|edition| edition.current(id, question.time));
        if let Some(oracle) = oracle
            && !world.holds_forged(store)
        {
            if let Some(refusal) = oracle.refusal(question) {
                assert_ne!(verdict.outcome(), CheckOutcome::Admit, "admitted: {refusal}");
            } else {
                let expected = expected(oracle, question, world, policy, &answer);
                let code = verdict.code();
                // A list that is in force may revoke more than the seen one did.
                assert!(code == expected || code == "revoked", "{code} in the place of {expected}");
            }
        }
        count(&verdict, &answer, edition, world, seen);
        let begun = policy.is_some_and(|policy| policy.from > scanner.fed && policy.from <= question.time.seconds());
        seen.switched_offline += u64::from(begun && matches!(answer, Answer::Met | Answer::NotMet(_)));
    }
}

/// Whatever speaks against the pass: what is said of the rules is what they say.
fn require_honest(verdict: &Verdict, answer: &Answer) {
    match verdict {
        Verdict::Admit(_) => assert_eq!(*answer, Answer::Met, "admitted"),
        Verdict::Refuse(Refusal::PolicyNotMet(unmet)) => {
            assert_eq!(*answer, Answer::NotMet(unmet.rules.clone()), "refused");
            let worded: Vec<&String> = unmet.messages.iter().map(|message| &message.rule).collect();
            assert_eq!(worded, unmet.rules.iter().collect::<Vec<_>>(), "each rule in its own words");
        }
        Verdict::Unclear(Unclear::RulesMissing) => assert_eq!(*answer, Answer::Missing),
        Verdict::Unclear(Unclear::RuleFailed { .. }) => assert_eq!(*answer, Answer::Failed),
        Verdict::Refuse(_) | Verdict::Unclear(_) => {}
    }
}

/// The code that a pass ends in against which nothing speaks but what the scanner cannot tell, and the policy.
fn expected(
    oracle: &Oracle<'_>,
    question: &Question,
    world: &World,
    policy: Option<&crate::edition::Policy>,
    answer: &Answer,
) -> &'static str {
    let lacks_list = match policy.and_then(|policy| policy.status) {
        Some(PolicyStatus::Warn) => false,
        Some(PolicyStatus::Required) => !oracle.has_list(question.time),
        None => oracle.lacks_list(question.time),
    };
    if oracle.is_behind(question.time) {
        "clock_suspect"
    } else if policy.is_some_and(|policy| policy.challenge) && !question.answers(world) {
        "challenge_missing"
    } else if lacks_list {
        "status_required"
    } else {
        answer.code()
    }
}

fn count(verdict: &Verdict, answer: &Answer, edition: Option<&Edition>, world: &World, seen: &mut Tally) {
    match verdict.code() {
        "admit" => seen.met += 1,
        "policy_not_met" => seen.not_met += 1,
        "rules_missing" => seen.no_rules += 1,
        "rule_failed" => seen.failed += 1,
        "challenge_missing" => seen.unchallenged += 1,
        _ => {}
    }
    let is_forged = edition.is_some_and(|edition| world.press.is_forged(edition));
    seen.forged_rules += u64::from(is_forged && *answer == Answer::Met);
}
