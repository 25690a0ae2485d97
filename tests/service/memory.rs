//! Secrets in the memory of a running service, and in its logs.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::os::unix::fs::FileExt as _;

use haetae_core::PublicKey;
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::key_in_token::{KeyInToken, first_phone_key, unlocked};
use haetae_testkit::service::process::{DataFolder, Serving, send};
use haetae_testkit::token::PIN;
use rustix::process::geteuid;

use crate::PROGRAM;

/// How often these bytes are in its memory; `None` if the system does not let this test look, as it should not.
fn found(serving: &Serving, needle: &[u8]) -> Option<usize> {
    let folder = format!("/proc/{}", serving.pid().as_raw_nonzero());
    let memory = match File::open(format!("{folder}/mem")) {
        Err(error) if error.kind() == ErrorKind::PermissionDenied && !geteuid().is_root() => return None,
        opened => opened.expect("memory"),
    };
    let maps = fs::read_to_string(format!("{folder}/maps")).expect("maps");
    let mut count = 0;
    for line in maps.lines().filter(|line| line.contains(" rw")) {
        let (range, _) = line.split_once(' ').expect("a range");
        let (from, to) = range.split_once('-').expect("a range");
        let (from, to) = (u64::from_str_radix(from, 16).expect("hex"), u64::from_str_radix(to, 16).expect("hex"));
        let mut bytes = vec![0; usize::try_from(to - from).expect("a size")];
        // The system's own mappings cannot be read.
        if memory.read_exact_at(&mut bytes, from).is_ok() {
            count += bytes.windows(needle.len()).filter(|window| *window == needle).count();
        }
    }
    Some(count)
}

fn issues(data: &DataFolder, serving: &Serving) {
    for phone in 1..=5 {
        let (status, body) = send(serving.public, &data.request(&HolderPair::ed25519(phone))).expect("an answer");
        assert_eq!(status, 200, "{body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_in_a_token_leaves_no_trace_in_memory_or_logs() {
    let key = KeyInToken::new(PROGRAM).await;
    let serving = key.data.serve();
    issues(&key.data, &serving);
    let PublicKey::Ed25519(public) = key.public else { panic!("an Ed25519 key") };
    assert_ne!(found(&serving, &public), Some(0), "the look finds what is there");
    assert!(matches!(found(&serving, &key.seed), None | Some(0)), "the seed is in memory");
    let hex = hex::encode(key.seed);
    assert!(!serving.log().contains(&hex) && !serving.log().contains(PIN));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_in_a_file_is_in_memory_and_its_passphrase_is_not() {
    let data = DataFolder::new(PROGRAM).await;
    let (kid, _) = first_phone_key(&data);
    let seed: [u8; 32] = unlocked(&data).read(kid).expect("a key")[16..48].try_into().expect("a seed");
    let passphrase = fs::read_to_string(data.path("keys.passphrase")).expect("a passphrase");
    let serving = data.serve();
    issues(&data, &serving);
    // A token prevents this; the test also shows that the search would find a seed.
    assert_ne!(found(&serving, &seed), Some(0));
    assert!(matches!(found(&serving, passphrase.trim_end().as_bytes()), None | Some(0)), "the passphrase is in memory");
    assert!(!serving.log().contains(passphrase.trim_end()) && !serving.log().contains(&hex::encode(seed)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_service_forbids_core_dumps_and_stays_out_of_swap_where_it_may() {
    let data = DataFolder::new(PROGRAM).await;
    let serving = data.serve();
    let limits = fs::read_to_string(format!("/proc/{}/limits", serving.pid().as_raw_nonzero())).expect("limits");
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).expect("a limit");
    assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"], "{core}");
    let status = fs::read_to_string(format!("/proc/{}/status", serving.pid().as_raw_nonzero())).expect("a status");
    let locked = status.lines().find(|line| line.starts_with("VmLck:")).expect("a line");
    let kibibytes: u64 = locked.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number");
    let warned = serving.log().contains("keys may get into swap");
    assert_ne!(kibibytes > 0, warned, "either locked or a warning: {locked}");
    // Only root may read it: its files in /proc do not belong to its user.
    use std::os::unix::fs::MetadataExt as _;
    assert_eq!(fs::metadata(format!("/proc/{}/mem", serving.pid().as_raw_nonzero())).expect("metadata").uid(), 0);
    if !geteuid().is_root() {
        assert_eq!(found(&serving, b"anything"), None);
    }
}
