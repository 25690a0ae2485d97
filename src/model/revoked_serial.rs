use haetae_core::UnixTime;

use super::Serial;

/// A serial whose passes are void, and since when. It stays revoked: a reinstated person has a new serial.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RevokedSerial {
    /// The serial.
    pub serial: Serial,
    /// Since when.
    pub at: UnixTime,
}
