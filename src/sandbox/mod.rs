//! A sandbox: a whole issuer with public keys, synthetic citizens, a clock that is moved by hand and faults on demand,
//! in which partners rehearse their worst days. Only `haetae serve --sandbox` mounts any of it.

mod admin;
mod board;
mod clock;
mod fault;
mod faulty;
mod folder;
mod reply;
mod round;

pub use admin::document;
pub use board::{Active, Ask, BadAsk, Board};
pub use clock::{BadTime, MAX_SPEED, SandboxClock};
pub use fault::{Fault, FaultKind, UnknownFault};
pub use folder::{FolderError, Prepared, Refused, prepare};
pub use round::{Round, Sandbox, surroundings};
