use alloc::string::String;
use alloc::vec::Vec;

use haetae_core::{Fetch, FileHash, Plan};
use serde::Serialize;

use crate::problem::Problem;

/// What to do next, as JSON: `{"do":"fetch_manifest","most_bytes":n}`, `{"do":"fetch_file","sha256":"...","size":n}` or
/// `{"do":"wait","until":seconds}`.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub(crate) enum Next {
    FetchManifest { most_bytes: u64 },
    FetchFile { sha256: String, size: u64 },
    Wait { until: u64 },
}

impl From<Plan> for Next {
    fn from(plan: Plan) -> Self {
        match plan {
            Plan::FetchManifest { most_bytes } => Self::FetchManifest { most_bytes },
            Plan::FetchFile { sha256, size } => Self::FetchFile { sha256: hexadecimal(&sha256), size },
            Plan::Idle { until } => Self::Wait { until: until.seconds() },
        }
    }
}

/// What could not be fetched: the manifest, or the file of this hash.
pub(crate) fn fetch(sha256: Option<&str>) -> Result<Fetch, Problem> {
    Ok(match sha256 {
        None => Fetch::Manifest,
        Some(sha256) => Fetch::File(file_hash(sha256)?),
    })
}

/// Reads 64 hexadecimal digits.
pub(crate) fn file_hash(text: &str) -> Result<FileHash, Problem> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let bytes: Option<Vec<u8>> = pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect();
    bytes.filter(|_| rest.is_empty()).and_then(|bytes| bytes.try_into().ok()).ok_or(Problem::FileHash)
}

fn hexadecimal(hash: &FileHash) -> String {
    let digits = hash.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
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
            assert_eq!(file_hash(refused), Err(Problem::FileHash), "{refused}");
        }
    }
}
