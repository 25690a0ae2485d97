use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::TokenError;
use super::module::Module;
use super::session::TokenSession;

/// A pool of sessions of one token: reused, never more than the limit, and all opened again when one of them fails.
pub(super) struct Pool {
    module: Module,
    limit: usize,
    state: Mutex<State>,
    /// A session was returned, or the module was restarted.
    changed: Condvar,
}

struct State {
    idle: Vec<TokenSession>,
    /// Sessions that are in use.
    lent: usize,
    /// How often the module was restarted.
    epoch: u64,
    /// A thread waits for `lent` to become 0, to restart the module.
    renewing: bool,
    /// The token's error for the PIN, if it refused it.
    refused: Option<TokenError>,
}

impl Pool {
    pub(super) const fn new(module: Module, limit: usize) -> Self {
        let state = State { idle: Vec::new(), lent: 0, epoch: 0, renewing: false, refused: None };
        Self { module, limit, state: Mutex::new(state), changed: Condvar::new() }
    }

    /// Runs an operation in a session. If it fails, restarts the module, for a token that went away and is back, and
    /// tries once more.
    pub(super) fn with<T>(&self, work: impl Fn(&mut TokenSession) -> Result<T, TokenError>) -> Result<T, TokenError> {
        match self.attempt(&work) {
            (_, Ok(done)) => Ok(done),
            (_, Err(error @ TokenError::Pin { .. })) => Err(error),
            (epoch, Err(_)) => {
                self.renew(epoch)?;
                self.attempt(&work).1
            }
        }
    }

    /// Runs an operation that must not run twice. The session was tested just before.
    pub(super) fn once<T>(&self, work: impl Fn(&mut TokenSession) -> Result<T, TokenError>) -> Result<T, TokenError> {
        self.with(|session| session.keys().map(drop))?;
        self.attempt(&work).1
    }

    fn attempt<T>(&self, work: &impl Fn(&mut TokenSession) -> Result<T, TokenError>) -> (u64, Result<T, TokenError>) {
        let (epoch, lent) = self.lend();
        let opened = lent.and_then(|idle| idle.map_or_else(|| self.module.open(), Ok));
        let mut session = match opened {
            Ok(session) => session,
            Err(error) => {
                self.take_back(None, Some(&error));
                return (epoch, Err(error));
            }
        };
        let done = work(&mut session);
        // A session that failed once is not used again.
        self.take_back(done.is_ok().then_some(session), None);
        (epoch, done)
    }

    /// An idle session, or permission to open one, and the epoch that it belongs to. Each must be returned.
    fn lend(&self) -> (u64, Result<Option<TokenSession>, TokenError>) {
        let full = |state: &mut State| state.renewing || (state.idle.is_empty() && state.lent >= self.limit);
        let mut state = self.changed.wait_while(self.state(), full).unwrap_or_else(PoisonError::into_inner);
        state.lent += 1;
        let refused = state.refused.clone();
        (state.epoch, refused.map_or_else(|| Ok(state.idle.pop()), Err))
    }

    fn take_back(&self, session: Option<TokenSession>, error: Option<&TokenError>) {
        let mut state = self.state();
        state.lent -= 1;
        state.idle.extend(session);
        if let Some(error @ TokenError::Pin { .. }) = error {
            state.refused = Some(error.clone());
        }
        drop(state);
        self.changed.notify_all();
    }

    /// Restarts the module, unless another thread has since `epoch`. Waits until no session is in use.
    fn renew(&self, epoch: u64) -> Result<(), TokenError> {
        let mut state = self.state();
        if state.epoch != epoch || state.renewing {
            let under_way = |state: &mut State| state.renewing;
            drop(self.changed.wait_while(state, under_way).unwrap_or_else(PoisonError::into_inner));
            return Ok(());
        }
        state.renewing = true;
        let in_use = |state: &mut State| state.lent > 0;
        let mut state = self.changed.wait_while(state, in_use).unwrap_or_else(PoisonError::into_inner);
        state.idle.clear();
        let started = self.module.restart();
        state.epoch += 1;
        state.renewing = false;
        drop(state);
        self.changed.notify_all();
        started
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
