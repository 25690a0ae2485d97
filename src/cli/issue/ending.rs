//! How a page ends: with a comment that says of which serial its pass is, to whoever has the key of the run. To nobody
//! else: what leaves the folder must not have a number in it that stays the same.

use aws_lc_rs::hmac;
use base64ct::{Base64UrlUnpadded, Encoding as _};
use serde::{Deserialize, Serialize};

use crate::model::Serial;

/// Bytes of the code that the comment holds.
const CODE: usize = 16;

/// The key of a run, as its mark holds it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct RunKey(String);

impl RunKey {
    pub(super) fn of(random: &[u8; 32]) -> Self {
        Self(Base64UrlUnpadded::encode_string(random))
    }

    /// The last lines of a page with a pass of this serial.
    pub(super) fn ending(&self, serial: Serial) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.0.as_bytes());
        let code = hmac::sign(&key, &serial.0.to_be_bytes());
        let code = code.as_ref().get(..CODE).unwrap_or_default();
        format!("%{}\n%%EOF\n", Base64UrlUnpadded::encode_string(code))
    }
}
