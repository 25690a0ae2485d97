use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use haetae_core::UnixTime;
use haetae_keys::PassKind;
use tokio_util::sync::CancellationToken;

use super::admin::administration;
use super::board::Board;
use super::clock::SandboxClock;
use super::fault::Fault;
use super::faulty::faulty;
use crate::clock::Clock;
use crate::http::Surroundings;
use crate::model::{Reason, WithdrawnKey};
use crate::runtime::{Node, Runtime};
use crate::store::{StandingChange, StoreError};

/// What outlives the rounds of a sandbox.
#[derive(Debug)]
pub struct Sandbox {
    /// Its clock.
    pub clock: Arc<SandboxClock>,
}

/// A sandbox from its beginning, or from a reset, to the next.
#[derive(Debug)]
pub struct Round {
    /// Its number, from 1.
    pub number: u64,
    pub(super) sandbox: Arc<Sandbox>,
    runtime: Arc<Runtime>,
    /// A reset ends the round.
    pub(super) over: CancellationToken,
    board: Mutex<Board>,
    first_manifest: Mutex<Option<Bytes>>,
}

/// Why the issuer is not changed.
#[derive(Debug, thiserror::Error)]
pub(super) enum ChangeError {
    #[error("there is no record of this person")]
    UnknownPerson,
    #[error("no key issues passes that begin now")]
    NoKey,
    #[error("the change is made, and could not be published: the log says why")]
    NotPublished,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Round {
    /// A round of this number over a running node whose clock is the sandbox's. `over` is cancelled by a reset.
    pub fn new(number: u64, sandbox: Arc<Sandbox>, runtime: Arc<Runtime>, over: CancellationToken) -> Self {
        let (board, first_manifest) = (Mutex::default(), Mutex::default());
        Self { number, sandbox, runtime, over, board, first_manifest }
    }

    pub(super) fn now(&self) -> UnixTime {
        self.sandbox.clock.now()
    }

    pub(super) fn board(&self) -> MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The first manifest that was served in this round.
    pub(super) fn first_manifest(&self) -> Option<Bytes> {
        let mut first = self.first_manifest.lock().unwrap_or_else(PoisonError::into_inner);
        if first.is_none() {
            *first = self.node().publisher.served().map(|served| served.manifest.clone());
        }
        first.clone()
    }

    /// Does what a fault does to the issuer, and waits until scanners can know it.
    pub(super) async fn change(&self, fault: &Fault) -> Result<(), ChangeError> {
        let before = self.version();
        match fault {
            Fault::RevokedPerson(subject) => {
                let change = self.node().store.revoke(subject, self.now(), None).await;
                self.node().forget_cached();
                match change? {
                    StandingChange::Done => {}
                    StandingChange::Already => return Ok(()),
                    StandingChange::Unknown => return Err(ChangeError::UnknownPerson),
                }
            }
            Fault::WithdrawnKey => {
                let (now, signing) = (self.now(), self.node().publisher.signing().load());
                let kid = signing.keys.issuing_key_at(PassKind::Phone, now).ok_or(ChangeError::NoKey)?.kid;
                let reason = Reason::new("rehearsal").map_err(|_| ChangeError::NoKey)?;
                let key = WithdrawnKey { kid, refused_from: now, reason, entered: now };
                self.node().store.withdraw_key(&key).await?;
                self.node().publisher.apply_withdrawals().await?;
            }
            _ => return Ok(()),
        }
        self.publish().await;
        if self.version() == before { Err(ChangeError::NotPublished) } else { Ok(()) }
    }

    /// Publishes what is due now.
    pub(super) async fn publish(&self) {
        self.runtime.poll(true).await;
    }

    pub(super) fn node(&self) -> &Node {
        self.runtime.node()
    }

    fn version(&self) -> Option<u64> {
        self.node().publisher.served().map(|served| served.contents.version)
    }
}

impl Sandbox {
    /// A sandbox whose clock begins with the machine's.
    pub fn new(machine: Arc<dyn Clock>) -> Self {
        Self { clock: Arc::new(SandboxClock::new(machine)) }
    }
}

/// What is around the routes of both listeners in a round.
pub fn surroundings(round: &Arc<Round>) -> Surroundings {
    let (public, operator) = (Arc::clone(round), Arc::clone(round));
    Surroundings {
        public: Arc::new(move |routes| faulty(routes, Arc::clone(&public))),
        operator: Arc::new(move |routes| routes.merge(administration(Arc::clone(&operator)))),
    }
}
