//! The waiting room as those who wait see it: what a ticket says, how far the room has come, and from both where
//! somebody is, by the service's clock alone. Whether a ticket is genuine, only the service can say.
//! docs/queue.md explains the room.

mod curve;
mod notice;
mod pause;
mod place;
mod rank;
mod ticket;
mod trail;

pub use curve::Curve;
pub use notice::{InvalidNotice, MAX_NOTICE_BYTES, Notice, NoticeRoom, RoomState};
pub use pause::until_next_read;
pub use place::{Place, Seconds, Seen, Waiting};
pub use rank::{Draw, Rank};
pub use ticket::{TICKET_CHARACTERS, Ticket, TicketForm, UnverifiedTicket};
pub use trail::Trail;

/// So many seconds after a second, all nodes have added up who came in it, unless one cannot reach the store.
pub const SETTLE: u64 = 3;
