//! Where a pass will do: each policy of a rules file, those that begin later included.

use alloc::string::String;
use alloc::vec::Vec;

use super::answer::PolicyAnswer;
use super::file::RulesFile;
use super::good_until::horizon;
use super::planned_pass::PlannedPass;
use super::policy::Policy;
use super::texts::Texts;
use crate::time::{SECONDS_PER_DAY, UnixTime};

/// An end so near that its owner should know, in seconds: a week.
const SOON: u64 = 7 * SECONDS_PER_DAY;

/// What the policies of one id say of a pass. It asks the rules, not what a scanner asks besides, and is no verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyOutlook {
    /// The id that the policies share.
    pub id: String,
    /// What people call the one that is asked first.
    pub name: Texts,
    /// When it is asked first: now, or where none of this id counts now, when the next begins. A paper pass that begins
    /// later is asked about from then on.
    pub asked: UnixTime,
    /// When it begins, where none of this id counts now.
    pub begins: Option<UnixTime>,
    /// What it says then. [`PolicyAnswer::Failed`] is not a no.
    pub answer: PolicyAnswer,
    /// When the pass meets the policies of this id; `None` where it does not within
    /// [`OUTLOOK_DAYS`](crate::OUTLOOK_DAYS) of `asked`.
    pub good: Option<Good>,
}

/// A time in which a pass meets a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Good {
    /// Its first second, [`PolicyOutlook::asked`] or later.
    pub from: UnixTime,
    /// How it ends.
    pub end: GoodEnd,
}

/// How the time in which a pass meets a policy ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GoodEnd {
    /// Not within [`OUTLOOK_DAYS`](crate::OUTLOOK_DAYS) of its beginning.
    NotInSight,
    /// The rules say something else.
    Rules {
        /// The first second at which they do.
        at: UnixTime,
        /// What they say then. [`PolicyAnswer::Missing`]: the policy ends, and none of its id follows at once.
        after: PolicyAnswer,
    },
    /// The pass itself is over, and nothing takes its place: a paper pass.
    Pass {
        /// The first second at which it is.
        at: UnixTime,
    },
}

impl PolicyOutlook {
    /// The second at which the rules say no, if the pass meets them now and that is at most a week away: its owner
    /// should be reminded. A policy that ends asks for nothing any more, and needs no reminder.
    pub fn ends_soon(&self, now: UnixTime) -> Option<UnixTime> {
        match &self.good {
            Some(Good { from, end: GoodEnd::Rules { at, after: PolicyAnswer::NotMet(_) } })
                if *from <= now && now < *at && at.seconds_since(now) <= SOON =>
            {
                Some(*at)
            }
            _ => None,
        }
    }
}

impl RulesFile {
    /// What the policies that count at `now`, or will, say of a pass: one answer for each id, in the order in which the
    /// file has them first. A policy that begins when the pass is over is left out.
    pub fn outlook(&self, pass: PlannedPass<'_>, now: UnixTime) -> Vec<PolicyOutlook> {
        let (today, now) = (now, pass.begins(now));
        let mut outlook: Vec<PolicyOutlook> = Vec::new();
        let is_over = |policy: &&Policy| policy.until.is_some_and(|until| until <= now);
        for Policy { id, .. } in self.policies.iter().filter(|policy| !is_over(policy)) {
            if outlook.iter().any(|known| known.id == *id) {
                continue;
            }
            let of_id = self.policies.iter().filter(|policy| policy.id == *id && !is_over(policy));
            let Some(first) = of_id.min_by_key(|policy| policy.from) else { continue };
            let asked = first.from.max(now);
            if pass.end().is_none_or(|end| asked < end) {
                let begins = (first.from > today).then_some(first.from);
                outlook.push(PolicyOutlook { begins, ..self.outlook_of(first, pass, asked) });
            }
        }
        outlook
    }

    fn outlook_of(&self, policy: &Policy, pass: PlannedPass<'_>, asked: UnixTime) -> PolicyOutlook {
        let id = policy.id.as_str();
        let good = self.planned_from(id, pass, asked).map(|from| {
            let good = self.planned_until(id, pass, from);
            let end = match (good.until, pass.end()) {
                (Some(at), _) => GoodEnd::Rules { at, after: good.why },
                (None, Some(at)) if at <= horizon(from) => GoodEnd::Pass { at },
                (None, _) => GoodEnd::NotInSight,
            };
            Good { from, end }
        });
        let answer = self.answer(id, &pass.question(asked));
        PolicyOutlook { id: id.into(), name: policy.name.clone(), asked, begins: None, answer, good }
    }
}
