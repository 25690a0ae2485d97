use std::collections::BTreeMap;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use haetae_core::StatusBits;
use serde::Deserialize;

#[derive(Deserialize)]
struct Example {
    bits: u8,
    size: u32,
    /// The statuses that are not 0, by index.
    status: BTreeMap<u32, u8>,
    json: Packed,
}

#[derive(Deserialize)]
struct Packed {
    lst: String,
}

#[test]
fn every_status_of_the_one_bit_lists_is_found() {
    let Some(examples) = super::read::<Vec<Example>>("token-status-list/encoding-vectors.json") else { return };
    let mut lists = 0;
    for example in examples.iter().filter(|example| example.bits == 1) {
        let zlib = Base64UrlUnpadded::decode_vec(&example.json.lst).expect("base64url");
        let list = StatusBits::unpack(&zlib).expect("a status list");
        assert!(list.len() >= u64::from(example.size));
        for index in 0..example.size {
            let status = example.status.get(&index).copied().unwrap_or(0);
            assert_eq!(list.is_set(index), Some(status == 1), "list {lists}, index {index}");
        }
        lists += 1;
    }
    assert!(lists > 0, "no list of one bit for each status");
}
