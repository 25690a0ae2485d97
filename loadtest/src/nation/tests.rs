use haetae_core::SECONDS_PER_DAY;

use super::command::report;
use super::situation::{Habits, Situation};
use super::tally::{Curve, Tally, What};
use super::world::{NO_PASS, Sample, run};

/// A nation that is small enough for all of its people to be simulated.
const PEOPLE: u64 = 1_500;

fn habits() -> Habits {
    Habits { people: PEOPLE, venues: 20, ..Habits::built_in().expect("habits") }
}

fn sample(seed: u64, phones: u64) -> Sample {
    Sample { seed, phones, tablets: 3, renews: true }
}

fn situation(nation: &str) -> Situation {
    let text = format!("name = \"test\"\nstory = \"A test.\"\n[nation]\n{nation}");
    Situation::parse(&text).expect("a situation")
}

fn run_of(situation: &Situation, sample: Sample) -> Tally {
    run(&habits(), situation.nation.as_ref().expect("a nation"), sample, &|| {})
}

/// In parts of so many points.
fn sums(curve: &Curve, points: usize) -> Vec<f64> {
    curve.chunks(points).map(|part| part.iter().sum()).collect()
}

#[test]
fn all_situations_that_come_with_the_program_can_be_read() {
    let names: Vec<String> = Situation::built_in().expect("situations").into_iter().map(|one| one.name).collect();
    assert_eq!(names.len(), 12, "{names:?}");
    assert!(Situation::parse("name = \"x\"\nstory = \"\"").is_err(), "a situation of nothing");
    let both = "name = \"x\"\nstory = \"\"\n[nation]\ndays = 1\n[revocations]\nshare = 0.1\na_day = 1\n\
                warm_up_days = 1\ndays = 1";
    assert!(Situation::parse(both).is_err(), "a situation of two things");
}

/// Counts of a sample of n events with the weight w have a standard deviation of w times the root of n, or a little
/// more where a person's events go together. The exact run is one draw itself: the bound is five deviations of both.
#[test]
fn a_sample_shows_what_a_small_nation_does_exactly() {
    let situation = situation("days = 7");
    let exact = run_of(&situation, sample(1, PEOPLE));
    let sampled = run_of(&situation, sample(2, PEOPLE / 5));
    for (what, points) in [(What::Visits, 16), (What::Requests, 96), (What::PhoneLooks, 16), (What::Signatures, 672)] {
        // A request has five signatures or six at once.
        let together = if what == What::Signatures { 8.0 } else { 1.0 };
        let apart = |factor: f64| {
            let pairs = sums(&exact.curve(what), points).into_iter().zip(sums(&sampled.curve(what), points));
            let deviations = pairs.map(|(exact, sampled)| {
                (exact - factor * sampled).abs() / ((5.0 + 1.0) * together * exact.max(5.0)).sqrt()
            });
            deviations.fold(0.0, f64::max)
        };
        assert!(apart(1.0) < 5.0, "{what:?}: {} deviations", apart(1.0));
        assert!(apart(2.0) > 5.0, "{what:?}: weights that are twice as large would not show");
    }
    let visits = exact.sum(What::Visits);
    assert!((visits / 7.0 / 1_500.0 - 1.06).abs() < 0.05, "{visits}");
}

#[test]
fn the_same_seed_gives_the_same_report_and_another_one_another() {
    let situation = situation("days = 2\noutage = { from = 8, hours = 12 }\npromise = \"no-check-in-fails\"");
    let bytes = |seed| serde_json::to_vec(&report(&habits(), &situation, sample(seed, 200), &|| {})).expect("JSON");
    assert_eq!(bytes(7), bytes(7));
    assert_ne!(bytes(7), bytes(8));
}

#[test]
fn phones_that_never_renew_fail_at_the_door_and_phones_with_the_cores_wallet_do_not() {
    let situation = situation("days = 16");
    let without = |renews| {
        let tally = run_of(&situation, Sample { renews, ..sample(1, 100) });
        let failed = tally.failures_where(|(code, whose)| *code == NO_PASS && whose == "woken daily");
        let last_day = failed.iter().rev().take(96).sum::<f64>();
        last_day / tally.curve(What::Visits).iter().rev().take(96).sum::<f64>()
    };
    let (renewed, never) = (without(true), without(false));
    assert!(renewed < 0.001 && never > 0.7, "{renewed} {never}");
}

#[test]
fn an_outage_has_the_same_people_and_visits_as_the_run_that_it_is_compared_with() {
    let (away, there) = (situation("days = 3\noutage = { from = 5, hours = 40 }"), situation("days = 3"));
    let [away, there] = [away, there].map(|situation| run_of(&situation, sample(1, 150)));
    assert_eq!(away.curve(What::Visits), there.curve(What::Visits));
    assert!(away.sum(What::Unanswered) > 0.0 && there.sum(What::Unanswered) == 0.0);
}

#[test]
fn scanners_stop_admitting_two_weeks_into_an_outage() {
    let tally = run_of(&situation("days = 18\noutage = { from = 24, hours = 408 }"), sample(1, 150));
    let expired = sums(&tally.failures_where(|(code, _)| *code == "trust_expired"), 96);
    let visits = sums(&tally.curve(What::Visits), 96);
    // Passes run out at the same time: who still has one, and comes before its end, finds a tablet that knows nothing.
    assert!(expired.iter().take(14).all(|failed| *failed < 0.06 * visits[0]), "{expired:?}");
    let failed = sums(&tally.curve(What::Failed), 96);
    assert!(failed[16] > 0.99 * visits[16], "{failed:?} of {visits:?}");
}

#[test]
fn a_stolen_key_is_replaced_on_every_phone_that_is_opened() {
    let tally = run_of(&situation("days = 3\ncompromise = { at = 10, refused_after = 0 }"), sample(1, 150));
    let requests = sums(&tally.curve(What::Requests), 96);
    assert!(requests[0] + requests[1] > 0.8 * 1_500.0, "{requests:?}");
    let last_hours: f64 = tally.failures_where(|(code, _)| *code == "key_withdrawn").iter().rev().take(48).sum();
    assert!(last_hours < 0.05 * 1_500.0, "{last_hours}");
}

#[test]
fn a_policy_changes_at_midnight_without_a_request() {
    let tally = run_of(&situation("days = 3\npolicy = { published = 12, from = 48 }"), sample(1, 600));
    let refused = sums(&tally.failures_where(|(code, _)| *code == "policy_not_met"), 96);
    let visits = sums(&tally.curve(What::Visits), 96);
    assert!(refused[0] + refused[1] == 0.0 && refused[2] > 0.1 * visits[2], "{refused:?} of {visits:?}");
    assert_eq!(SECONDS_PER_DAY, 96 * super::tally::BIN);
}
