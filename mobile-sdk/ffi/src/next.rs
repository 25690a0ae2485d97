use haetae_core::{Fetch, FileHash, Plan, SyncSettings as CoreSettings};

use crate::error::CoreError;
use crate::time::seconds;

/// How often a scanner looks for news, and which days it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct SyncSettings {
    /// Seconds from one manifest to the next, on average; each is moved by up to a quarter.
    #[uniffi(default = 300)]
    pub refresh_seconds: u32,
    /// So many days before today have passes of phones that may still be valid. The lists of earlier days, which only
    /// paper passes are of, are fetched when such a pass is seen.
    #[uniffi(default = 2)]
    pub days_back: u32,
    /// So many days after today have passes that may become valid before the next look.
    #[uniffi(default = 1)]
    pub days_ahead: u32,
    /// So many days after today have passes that become valid while there may be no network. A list of these days is
    /// fetched once.
    #[uniffi(default = 14)]
    pub days_in_reserve: u32,
}

/// What to do next to keep what a scanner trusts up to date.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Next {
    /// Fetch the manifest now.
    FetchManifest {
        /// Stop reading after so many bytes: a longer answer is a failure.
        most_bytes: i64,
    },
    /// Fetch a file now.
    FetchFile {
        /// SHA-256 of the file in hexadecimal, its address.
        sha256: String,
        /// Exactly so many bytes: a longer answer is a failure and need not be read.
        size: i64,
    },
    /// Nothing to fetch before this time, unless an unknown key is seen.
    Wait {
        /// When to ask again, in seconds since 1970.
        until: i64,
    },
}

impl From<SyncSettings> for CoreSettings {
    fn from(settings: SyncSettings) -> Self {
        let SyncSettings { refresh_seconds, days_back, days_ahead, days_in_reserve } = settings;
        Self { refresh_seconds: refresh_seconds.into(), days_back, days_ahead, days_in_reserve }
    }
}

impl From<Plan> for Next {
    fn from(plan: Plan) -> Self {
        match plan {
            Plan::FetchManifest { most_bytes } => Self::FetchManifest { most_bytes: bytes(most_bytes) },
            Plan::FetchFile { sha256, size } => Self::FetchFile { sha256: hexadecimal(&sha256), size: bytes(size) },
            Plan::Idle { until } => Self::Wait { until: seconds(until) },
        }
    }
}

/// What could not be fetched: the manifest, or the file of this hash.
pub(crate) fn fetch(sha256: Option<&str>) -> Result<Fetch, CoreError> {
    Ok(match sha256 {
        None => Fetch::Manifest,
        Some(sha256) => Fetch::File(file_hash(sha256)?),
    })
}

/// Reads 64 hexadecimal digits.
pub(crate) fn file_hash(text: &str) -> Result<FileHash, CoreError> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let bytes: Option<Vec<u8>> = pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect();
    bytes.filter(|_| rest.is_empty()).and_then(|bytes| bytes.try_into().ok()).ok_or(CoreError::Hash)
}

fn hexadecimal(hash: &FileHash) -> String {
    let digits = hash.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

/// A number of bytes; the core's are below 2^53.
fn bytes(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_goes_out_and_comes_back() {
        let hash: FileHash = core::array::from_fn(|place| u8::try_from(place * 8).expect("below 256"));
        assert_eq!(file_hash(&hexadecimal(&hash)), Ok(hash));
        let digits = "0".repeat(64);
        for refused in ["", &digits[1..], &format!("{digits}0"), &format!("{digits}00"), &digits.replace('0', "g")] {
            assert_eq!(file_hash(refused), Err(CoreError::Hash), "{refused}");
        }
    }
}
