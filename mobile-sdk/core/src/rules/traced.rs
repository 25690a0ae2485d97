//! What rules answer outside of a check, for who writes them and who must explain them.

use alloc::vec::Vec;

use super::answer::PolicyAnswer;
use super::evaluated::Evaluated;
use super::facts::Question;
use super::file::RulesFile;
use super::logic::{Fails, Observer, Value};
use crate::evidence::Evidence;
use crate::time::{SECONDS_PER_DAY, UnixTime};

/// What policies are asked about: a pass that begins now and lasts a day.
#[derive(Clone, Copy, Debug)]
pub struct PolicyQuestion<'a> {
    /// What the pass carries.
    pub evidence: &'a [Evidence],
    /// Whether it is on paper.
    pub paper: bool,
    /// When it is shown.
    pub now: UnixTime,
}

/// An expression that was evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traced {
    /// What it came to; `None` where it failed.
    pub value: Option<Evaluated>,
    /// Whether a condition of this value holds; `None` for dates, date-times and failures, which are no conditions.
    pub holds: Option<bool>,
    /// Its operands that were evaluated, in that order: of an `if` the condition and the branch that was taken, of an
    /// `and` those up to the first that is falsy, of a `reduce` the array, the start, and the lambda once for each
    /// item.
    pub operands: Vec<Self>,
}

impl RulesFile {
    /// What the policy of this id says that counts at the time.
    pub fn ask(&self, id: &str, asked: &PolicyQuestion<'_>) -> PolicyAnswer {
        self.answer(id, &asked.question())
    }

    /// The same, with what each rule's logic came to, in the order of the rules: up to the first that fails, and
    /// without that one if the form of its logic is wrong.
    pub fn trace(&self, id: &str, asked: &PolicyQuestion<'_>) -> (PolicyAnswer, Vec<Traced>) {
        let Some(policy) = self.current(id, asked.now) else { return (PolicyAnswer::Missing, Vec::new()) };
        let mut tracer = Tracer::default();
        let answer = self.answer_observed(policy, &asked.question(), &mut tracer);
        (answer, tracer.done)
    }
}

impl PolicyQuestion<'_> {
    fn question(&self) -> Question<'_> {
        let expires = self.now.saturating_add(SECONDS_PER_DAY);
        Question { evidence: self.evidence, paper: self.paper, not_before: self.now, expires, now: self.now }
    }
}

#[derive(Default)]
struct Tracer {
    /// The operands so far of each expression that is being evaluated, the outermost first.
    open: Vec<Vec<Traced>>,
    /// Whole expressions.
    done: Vec<Traced>,
}

impl Observer for Tracer {
    fn enter(&mut self) {
        self.open.push(Vec::new());
    }

    fn leave(&mut self, value: &Result<Value<'_>, Fails>) {
        let operands = self.open.pop().unwrap_or_default();
        let value = value.as_ref().ok();
        let holds = value.and_then(|value| value.is_truthy().ok());
        let traced = Traced { value: value.map(Evaluated::of), holds, operands };
        self.open.last_mut().unwrap_or(&mut self.done).push(traced);
    }
}
