//! What a phone does with passes of its own.

mod holder_keys;
mod inspect;
mod presentation;
mod renewal;

pub use holder_keys::holder_keys_digest;
pub use inspect::inspect;
pub use presentation::{Presentation, challenge_text, is_challenge};
pub use renewal::renewal_of;
