//! The waiting room: tickets that any node makes and verifies without a look-up, the order in which people are let in,
//! and how far it has come. docs/queue.md explains it.

mod change;
mod crowd;
pub mod desk;
mod error;
mod keys;
mod pace;
mod room;
mod serving;
mod steady;
mod ticket;
mod ticking;
mod waiting_room;

pub use change::{Change, ChangeError, Changed, LONGEST_NOTICE, MOST_PER_SECOND, PRE_QUEUE};
pub use crowd::Crowd;
pub use error::QueueError;
pub use pace::{Bounds, Measured};
pub use room::{LIFE, Mode, Room, Serving, State};
pub use serving::{Estimate, LONGEST_STEP, Step};
pub use ticket::{KeysDigest, TicketError};
pub use ticking::Duty;
pub use waiting_room::{Joined, View, WaitingRoom};
