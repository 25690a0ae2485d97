use std::collections::HashMap;

use haetae_core::{
    Good as CoreGood, GoodEnd, NoOutlook as CoreNone, Outlook as CoreOutlook, PolicyOutlook as CorePolicy, UnixTime,
};

use crate::policy_answer::PolicyAnswer;
use crate::texts::by_language;
use crate::time::seconds;

/// Where a pass will do, by the rules that this phone holds. It is no verdict: a scanner asks more than rules, and may
/// hold newer ones. Times are seconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Outlook {
    /// What the policies say.
    Known {
        /// The time by which it was made.
        now: i64,
        /// When the manifest was issued by which the rules are known to be the newest.
        known: i64,
        /// One for each id of the policies that count now or will, in the order of the rules; never empty.
        policies: Vec<PolicyOutlook>,
    },
    /// This phone cannot tell. It never says anything about a person.
    Unknown {
        /// Why.
        why: NoOutlook,
    },
}

/// What the policies of one id say of a pass.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PolicyOutlook {
    /// The id that the policies share.
    pub id: String,
    /// What people call the one that is asked first, by language: `ko`, `en` and perhaps others.
    pub name: HashMap<String, String>,
    /// When it is asked first: now, or when it begins.
    pub asked: i64,
    /// When it begins, where none of this id counts now.
    pub begins: Option<i64>,
    /// What it says then.
    pub answer: PolicyAnswer,
    /// When the pass meets the policies of this id; absent where it does not within the days of an outlook.
    pub good: Option<Good>,
    /// When its owner should be reminded of: the rules say no from then on, and that is at most a week away.
    pub ends_soon: Option<i64>,
}

/// A time in which a pass meets a policy.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Good {
    /// Its first second.
    pub from: i64,
    /// The first second after it; absent where no end is in sight.
    pub until: Option<i64>,
    /// What the rules say at its end; absent where no end is in sight, or the pass itself is over then.
    pub after: Option<PolicyAnswer>,
}

/// Why a phone cannot tell where a pass will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum NoOutlook {
    /// This phone holds no rules, or none that count now or will: perhaps the operator has none.
    NoRules,
    /// The rules cannot be read here: another app, or a newer one, may be able to.
    Unreadable,
    /// This phone's clock is wrong, or may be.
    Clock,
    /// The data is so old that no scanner would go by it.
    Outdated,
    /// There is no pass that is not over.
    NoPass,
    /// Scanners refuse the pass, whatever the rules say.
    Refused,
}

impl From<Result<CoreOutlook, CoreNone>> for Outlook {
    fn from(outlook: Result<CoreOutlook, CoreNone>) -> Self {
        match outlook {
            Ok(CoreOutlook { now, known, policies }) => Self::Known {
                now: seconds(now),
                known: seconds(known),
                policies: policies.iter().map(|policy| PolicyOutlook::of(policy, now)).collect(),
            },
            Err(why) => Self::Unknown { why: why.into() },
        }
    }
}

impl PolicyOutlook {
    fn of(policy: &CorePolicy, now: UnixTime) -> Self {
        Self {
            id: policy.id.clone(),
            name: by_language(&policy.name),
            asked: seconds(policy.asked),
            begins: policy.begins.map(seconds),
            answer: (&policy.answer).into(),
            good: policy.good.as_ref().map(Good::from),
            ends_soon: policy.ends_soon(now).map(seconds),
        }
    }
}

impl From<&CoreGood> for Good {
    fn from(good: &CoreGood) -> Self {
        let (until, after) = match &good.end {
            GoodEnd::NotInSight => (None, None),
            GoodEnd::Rules { at, after } => (Some(*at), Some(after.into())),
            GoodEnd::Pass { at } => (Some(*at), None),
        };
        Self { from: seconds(good.from), until: until.map(seconds), after }
    }
}

impl From<CoreNone> for NoOutlook {
    fn from(why: CoreNone) -> Self {
        match why {
            CoreNone::NoRules => Self::NoRules,
            CoreNone::Unreadable => Self::Unreadable,
            CoreNone::Clock => Self::Clock,
            CoreNone::Outdated => Self::Outdated,
            CoreNone::NoPass => Self::NoPass,
            CoreNone::Refused => Self::Refused,
        }
    }
}
