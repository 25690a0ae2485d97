use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use haetae_core::{StatusDay, UnixTime};

use crate::model::OperatorName;

/// How many people each operator has revoked alone on the present UTC day, through this node.
#[derive(Debug)]
pub struct RevocationsAlone {
    /// The most on one day; `None` if there is no limit.
    most: Option<u64>,
    counts: Mutex<HashMap<OperatorName, (StatusDay, u64)>>,
}

impl RevocationsAlone {
    /// With this limit, or none.
    pub fn new(most: Option<u64>) -> Self {
        Self { most, counts: Mutex::default() }
    }

    /// Counts one more. Returns whether the operator may do it alone.
    pub fn count(&self, operator: &OperatorName, now: UnixTime) -> bool {
        let Some(most) = self.most else { return true };
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let today = now.status_day();
        let (day, count) = counts.entry(operator.clone()).or_insert((today, 0));
        if *day != today {
            (*day, *count) = (today, 0);
        }
        *count = count.saturating_add(1);
        *count <= most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_operator_has_a_limit_for_each_day() {
        let name = |text| OperatorName::new(text).expect("a name");
        let at = |day: u64| UnixTime::saturating_new(day * 86_400 + 7);
        let counts = RevocationsAlone::new(Some(2));
        for (operator, day, may) in
            [("alice", 1, true), ("alice", 1, true), ("alice", 1, false), ("bob", 1, true), ("alice", 2, true)]
        {
            assert_eq!(counts.count(&name(operator), at(day)), may, "{operator} on day {day}");
        }
        let without = RevocationsAlone::new(None);
        assert!((0..10_000).all(|_| without.count(&name("alice"), at(1))));
    }
}
