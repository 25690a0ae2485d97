use super::room::State;
use super::serving::Estimate;
use super::ticket::TicketError;
use crate::signing::StatusIndexError;
use crate::store::StoreError;

/// Why somebody is not taken in or not let in. None of it says anything about the person.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    /// There is no such room.
    #[error("there is no waiting room of this number")]
    NoRoom,
    /// The room takes nobody in.
    #[error("the waiting room is {state}: it takes nobody in")]
    Closed {
        /// Its state.
        state: State,
        /// After how many seconds it may, if it will.
        retry_after: Option<u64>,
    },
    /// This node's clock cannot be believed at present.
    #[error("this node's clock cannot be believed at present")]
    Unsteady,
    /// There is a room, and the request has no ticket.
    #[error("there is a waiting room: join it, and send its ticket when it is your turn")]
    Required,
    /// The ticket's turn has not come.
    #[error("it is not this ticket's turn yet")]
    NotYet {
        /// What its holder can expect.
        estimate: Estimate,
        /// After how many seconds they should ask again.
        retry_after: u64,
    },
    /// The ticket's turn was longer ago than its window.
    #[error("this ticket's turn is over")]
    Expired,
    /// It is no ticket, or not one for this.
    #[error(transparent)]
    Ticket(#[from] TicketError),
    /// The keys of tickets cannot be made.
    #[error(transparent)]
    Keys(#[from] StatusIndexError),
    /// The store could not be asked.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl QueueError {
    /// Whether somebody who has passes may have more all the same.
    pub const fn may_be_renewal(&self) -> bool {
        matches!(self, Self::Required | Self::NotYet { .. } | Self::Expired | Self::Ticket(_))
    }
}
