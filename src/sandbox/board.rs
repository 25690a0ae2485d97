use std::collections::BTreeMap;

use haetae_core::UnixTime;

use super::fault::Fault;

/// A fault that is asked for, and for what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The fault.
    pub fault: Fault,
    /// For so many requests; `None`: for all.
    pub requests: Option<u64>,
    /// For so many seconds of the sandbox; `None`: without end.
    pub seconds: Option<u64>,
    /// For requests whose path begins so; `None`: for all of the public listener.
    pub path: Option<String>,
}

/// A fault that was asked for and is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Active {
    /// The fault.
    pub fault: Fault,
    /// So many requests have it still.
    pub requests_left: Option<u64>,
    /// Until when it is in force.
    pub until: Option<UnixTime>,
    /// What the paths begin with.
    pub path: Option<String>,
}

/// Why a fault is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadAsk {
    /// It would be in force for nothing.
    #[error("requests and seconds are at least 1")]
    ForNothing,
    /// The path is none.
    #[error("a path begins with /")]
    NoPath,
}

/// Which faults are in force, and how many requests there were.
#[derive(Debug, Default)]
pub struct Board {
    active: Vec<Active>,
    requests: BTreeMap<String, u64>,
}

impl Board {
    /// Puts a fault in force.
    ///
    /// # Errors
    ///
    /// [`BadAsk`]
    pub fn add(&mut self, ask: Ask, now: UnixTime) -> Result<(), BadAsk> {
        let Ask { fault, requests, seconds, path } = ask;
        if requests == Some(0) || seconds == Some(0) {
            return Err(BadAsk::ForNothing);
        }
        if path.as_ref().is_some_and(|path| !path.starts_with('/')) {
            return Err(BadAsk::NoPath);
        }
        let until = seconds.map(|seconds| now.saturating_add(seconds));
        self.active.push(Active { fault, requests_left: requests, until, path });
        Ok(())
    }

    /// Counts a request, and says which faults it has, in the order in which they were asked for.
    pub fn take(&mut self, name: String, path: &str, now: UnixTime) -> Vec<Fault> {
        *self.requests.entry(name).or_default() += 1;
        self.end(now);
        let of_path = |active: &&mut Active| active.path.as_ref().is_none_or(|begin| path.starts_with(begin));
        let met = self.active.iter_mut().filter(of_path).map(|active| {
            active.requests_left = active.requests_left.map(|left| left.saturating_sub(1));
            active.fault.clone()
        });
        let faults = met.collect();
        self.active.retain(|active| active.requests_left != Some(0));
        faults
    }

    /// The faults in force.
    pub fn active(&mut self, now: UnixTime) -> &[Active] {
        self.end(now);
        &self.active
    }

    /// How many requests there were, by method and route.
    pub const fn requests(&self) -> &BTreeMap<String, u64> {
        &self.requests
    }

    /// No fault is in force any more.
    pub fn clear(&mut self) {
        self.active.clear();
    }

    fn end(&mut self, now: UnixTime) {
        self.active.retain(|active| active.until.is_none_or(|until| now < until));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(fault: Fault) -> Ask {
        Ask { fault, requests: None, seconds: None, path: None }
    }

    fn at(seconds: u64) -> UnixTime {
        UnixTime::saturating_new(seconds)
    }

    #[test]
    fn a_fault_lasts_for_its_requests_its_time_and_its_paths() {
        let mut board = Board::default();
        board
            .add(Ask { requests: Some(2), path: Some("/v1/passes".to_owned()), ..ask(Fault::NoAnswer) }, at(0))
            .expect("taken");
        board.add(Ask { seconds: Some(10), ..ask(Fault::DroppedReply) }, at(0)).expect("taken");
        let mut take = |path: &str, now| board.take(path.to_owned(), path, at(now));
        assert_eq!(take("/v1/trust/manifest", 1), [Fault::DroppedReply]);
        assert_eq!(take("/v1/passes", 2), [Fault::NoAnswer, Fault::DroppedReply]);
        assert_eq!(take("/v1/passes", 10), [Fault::NoAnswer]);
        assert_eq!(take("/v1/passes", 11), []);
        assert_eq!(board.requests().get("/v1/passes"), Some(&3));
        assert!(board.active(at(11)).is_empty());
    }

    #[test]
    fn what_would_be_for_nothing_is_refused() {
        let mut board = Board::default();
        assert_eq!(board.add(Ask { requests: Some(0), ..ask(Fault::NoAnswer) }, at(0)), Err(BadAsk::ForNothing));
        assert_eq!(board.add(Ask { seconds: Some(0), ..ask(Fault::NoAnswer) }, at(0)), Err(BadAsk::ForNothing));
        let path = Some("v1".to_owned());
        assert_eq!(board.add(Ask { path, ..ask(Fault::NoAnswer) }, at(0)), Err(BadAsk::NoPath));
    }
}
