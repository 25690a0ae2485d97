use haetae_core::StatusListClaims;
use miniz_oxide::deflate::compress_to_vec_zlib;

use super::{Authority, DAY, at};

/// Bytes of a list: a bit for each of 8,192 passes.
const LENGTH: usize = 1_024;

impl Authority {
    /// The status list of a day, in which these indices are revoked.
    pub fn status_list(&self, day: u64, issued: u64, revoked: impl IntoIterator<Item = usize>) -> Vec<u8> {
        let mut bits = vec![0u8; LENGTH];
        for index in revoked {
            bits[index / 8] |= 1 << (index % 8);
        }
        self.packed_status_list(day, issued, &compress_to_vec_zlib(&bits, 6))
    }

    /// The same of bits that are compressed already, or of what is passed off as such.
    pub fn packed_status_list(&self, day: u64, issued: u64, packed: &[u8]) -> Vec<u8> {
        let claims = StatusListClaims {
            subject: format!("https://passes.example/status/{day}"),
            issued: at(issued),
            expires: at((day + 15) * DAY),
            time_to_live: 43_200,
            packed,
        };
        self.status.complete(&claims.prepare(self.status.kid()))
    }
}
