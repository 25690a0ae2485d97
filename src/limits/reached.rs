use std::fmt;
use std::time::Duration;

use super::local::Exhausted;
use super::request::{Limit, Policy, Request};

/// Why a request must not be answered now.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAdmitted {
    /// A limit of the partner is reached.
    #[error(transparent)]
    Limit(#[from] LimitReached),
    /// The node answers as many requests as it can, and none of its room is for this one.
    #[error("this node answers as many requests as it can; try again in {retry_after} s")]
    Full {
        /// After how many seconds to try again.
        retry_after: u64,
    },
}

/// A limit is reached.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct LimitReached {
    /// The limit.
    pub limit: Limit,
    /// The most requests in the period, or at a time. While nodes cannot count together, this node's share of them.
    pub requests: u32,
    /// The period; `None` for requests at a time.
    pub period: Option<Duration>,
    /// After how many seconds a request has room again, at least 1.
    pub retry_after: u64,
    /// All limits of the partner and its key.
    pub policies: Vec<Policy>,
}

impl LimitReached {
    pub(super) fn of(request: &Request<'_>, exhausted: Exhausted) -> Self {
        let Exhausted { limit, quota, wait, .. } = exhausted;
        // Rounded up: a second too early would be refused again.
        let retry_after = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        let (requests, period) = (quota.requests(), Some(quota.period()));
        let policies = policies(request, Policy { limit, requests, period });
        Self { limit, requests, period, retry_after: retry_after.max(1), policies }
    }

    pub(super) fn at_once(request: &Request<'_>, requests: u32) -> Self {
        let limit = Limit::AtOnce;
        let policies = policies(request, Policy { limit, requests, period: None });
        Self { limit, requests, period: None, retry_after: 1, policies }
    }
}

/// All limits of a request, with the one that is reached as it counts at present.
fn policies(request: &Request<'_>, reached: Policy) -> Vec<Policy> {
    let mut policies = request.policies();
    policies.retain(|policy| policy.limit != reached.limit);
    policies.insert(0, reached);
    policies
}

impl fmt::Display for LimitReached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { limit, requests, period, retry_after, .. } = self;
        let whose = limit.whose();
        match period.map(|period| period.as_secs()) {
            Some(seconds) => write!(f, "{whose} has reached its limit of {requests} requests in {seconds} s")?,
            None => write!(f, "{whose} has reached its limit of {requests} requests at a time")?,
        }
        write!(f, "; try again in {retry_after} s")
    }
}
