//! Who is asking: the partners whose apps vouch for citizens.

mod partner;

pub use partner::{Partner, PartnerKey, Uses};
