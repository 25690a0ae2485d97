//! Changes race with questions, polls and failures, in every order that a test can make of them.

use std::sync::Mutex;

use proptest::prelude::*;

use super::*;
use crate::store::ChangeStore as _;

/// What happens next.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// So many seconds pass.
    Pass(u64),
    /// Another node, or this one, changes the partner or the person.
    Change { is_partner: bool, by_this_node: bool },
    /// Somebody asks for the partner or the person.
    Ask { is_partner: bool },
    /// The node begins to read the counters.
    Poll,
    /// One of those goes on that the store has held.
    Release(usize),
    /// The store can be reached from now on, or not.
    Fail(bool),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => (0..=MAX_AGE).prop_map(Step::Pass),
        3 => any::<(bool, bool)>().prop_map(|(is_partner, by_this_node)| Step::Change { is_partner, by_this_node }),
        5 => any::<bool>().prop_map(|is_partner| Step::Ask { is_partner }),
        2 => Just(Step::Poll),
        9 => any::<usize>().prop_map(Step::Release),
        1 => any::<bool>().prop_map(Step::Fail),
    ]
}

/// What was stored from a step on.
#[derive(Clone, Copy, Debug)]
struct Since {
    step: usize,
    /// The time in seconds.
    time: u64,
    content: Content,
}

/// A question, and what came of it.
#[derive(Clone, Copy, Debug)]
struct Asked {
    is_partner: bool,
    step: usize,
    time: u64,
    /// `None` if the store failed.
    answer: Option<Option<u64>>,
}

struct Race {
    fixture: Fixture,
    history: Vec<Since>,
    /// The last change by this node of which it knew then.
    changed_here: Vec<usize>,
    answers: Arc<Mutex<Vec<Asked>>>,
    has_failed: bool,
    questions: usize,
    answered: usize,
}

impl Race {
    fn new() -> Self {
        let fixture = Fixture::filled();
        fixture.model.holds.store(true, Ordering::SeqCst);
        let history = vec![Since { step: 0, time: 0, content: fixture.model.content() }];
        let (changed_here, answers) = (vec![0], Arc::default());
        Self { fixture, history, changed_here, answers, has_failed: false, questions: 0, answered: 0 }
    }

    fn time(&self) -> u64 {
        self.fixture.clock.monotonic().as_secs()
    }

    fn take(&mut self, step: Step, number: usize) {
        match step {
            Step::Pass(seconds) => self.fixture.clock.advance(seconds),
            Step::Change { is_partner, by_this_node } => self.change(is_partner, by_this_node, number),
            Step::Ask { is_partner } => self.ask(is_partner, number),
            Step::Poll => self.poll(),
            Step::Release(which) => self.fixture.model.release(which),
            Step::Fail(fails) => {
                self.has_failed |= fails;
                self.fixture.model.fails.store(fails, Ordering::SeqCst);
            }
        }
    }

    /// Each is there in another version than ever before, or is not there.
    fn change(&mut self, is_partner: bool, by_this_node: bool, number: usize) {
        let before = self.fixture.model.content();
        let version =
            |now: Option<u64>| if now.is_some() && number.is_multiple_of(3) { None } else { Some(number as u64 + 2) };
        let content = if is_partner {
            Content { partner: version(before.partner), ..before }
        } else {
            Content { record: version(before.record), ..before }
        };
        self.fixture.model.store(content);
        self.history.push(Since { step: number, time: self.time(), content });
        if by_this_node {
            self.fixture.cache.forget();
            self.changed_here.push(number);
        }
    }

    fn ask(&mut self, is_partner: bool, step: usize) {
        self.questions += 1;
        let (fixture, answers, time) = (self.fixture.clone(), Arc::clone(&self.answers), self.time());
        tokio::spawn(async move {
            let answer = if is_partner {
                let partner = fixture.cache.partner(NAME).await;
                partner.map(|partner| partner.and_then(|partner| partner.grace_until).map(UnixTime::seconds))
            } else {
                fixture.person(NAME).await
            };
            let asked = Asked { is_partner, step, time, answer: answer.ok() };
            answers.lock().expect("no panic").push(asked);
        });
    }

    fn poll(&self) {
        let fixture = self.fixture.clone();
        let asked = fixture.clock.monotonic();
        tokio::spawn(async move {
            if let Ok(changes) = fixture.model.changes().await {
                fixture.cache.learn(&changes, asked);
            }
        });
    }

    /// Requires of each new answer that it was true at a moment after the question minus the age that is allowed, and
    /// after whatever this node had changed when the question came.
    fn check(&mut self) -> Result<(), TestCaseError> {
        let answers = std::mem::take(&mut *self.answers.lock().expect("no panic"));
        self.answered += answers.len();
        for asked in answers {
            let Some(answer) = asked.answer else {
                prop_assert!(self.has_failed, "{asked:?}");
                continue;
            };
            let since = asked.time.saturating_sub(MAX_AGE);
            let changed_here = self.changed_here.iter().copied().filter(|step| *step < asked.step).max().unwrap_or(0);
            let of = |content: Content| if asked.is_partner { content.partner } else { content.record };
            let was_true = self.history.iter().enumerate().any(|(place, stored)| {
                let next = self.history.get(place + 1);
                let lasted = next.is_none_or(|next| next.time >= since && next.step > changed_here);
                lasted && of(stored.content) == answer
            });
            prop_assert!(was_true, "{asked:?} of {:?}, {:?}", self.history, self.changed_here);
        }
        Ok(())
    }
}

/// Lets everybody go on who can. On one thread, what is ready runs in turn.
async fn settle() {
    for _ in 0..64 {
        tokio::task::yield_now().await;
    }
}

async fn race(steps: Vec<Step>) -> Result<(), TestCaseError> {
    let mut race = Race::new();
    for (place, step) in steps.into_iter().enumerate() {
        race.take(step, place + 1);
        settle().await;
        race.check()?;
    }
    race.fixture.model.open();
    settle().await;
    race.check()?;
    prop_assert_eq!(race.answered, race.questions, "everybody has an answer in the end");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn no_answer_is_older_than_allowed_whatever_races(steps in proptest::collection::vec(step(), 1..60)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(race(steps))?;
    }
}
