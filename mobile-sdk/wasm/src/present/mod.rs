//! What a phone does with passes of its own.

mod holder_keys;
mod inspect;
mod outlook;
mod phone_clock;
mod presentation;
#[cfg(feature = "queue")]
mod queue;
mod renewal;
mod request_timer;
mod wallet;

pub use holder_keys::holder_keys_digest;
pub use inspect::{code_kind, inspect, paper_outlook, paper_standing, paper_standing_unchecked};
pub use phone_clock::{PhoneClock, PhoneTime};
pub use presentation::{Presentation, challenge_text, is_challenge};
#[cfg(feature = "queue")]
pub use queue::{queue_pause, queue_seen};
pub use request_timer::RequestTimer;
pub use wallet::{Due, Wallet};
