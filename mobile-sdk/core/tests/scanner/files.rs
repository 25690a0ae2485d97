//! What is in force after trust data has been taken, where the vectors' bundles do not show it.

use haetae_core::*;
use haetae_testkit::authority::{Authority, DAY, NOW};
use miniz_oxide::deflate::compress_to_vec_zlib;

fn names(trust: &TrustStore) -> Vec<&str> {
    trust.files().map(|(name, _, _)| name).collect()
}

#[test]
fn a_trust_list_by_itself_drops_the_files_of_a_key_that_it_leaves_out() {
    let authority = Authority::default();
    let mut trust = authority.trust();
    assert_eq!(names(&trust), ["trust-list", "status/20800"]);
    assert_eq!(trust.take_trust_list(&authority.offered_list(2)), Outcome::Taken);
    assert_eq!(names(&trust), ["trust-list", "status/20800"]);
    assert_eq!(trust.take_trust_list(&authority.offered_list_without_status_key(3)), Outcome::Taken);
    assert_eq!(names(&trust), ["trust-list"]);
}

#[test]
fn an_earlier_list_that_is_no_list_is_passed_over_whatever_its_size() {
    let authority = Authority::default();
    let mut trust = authority.bare_trust();
    let garbage = vec![0u8; MAX_FILE_BYTES + 1];
    let earlier = ("trust-list/0".to_owned(), garbage.as_slice());
    assert_eq!(authority.offer(&mut trust, NOW, &[earlier], true), Outcome::Taken);
}

#[test]
fn a_status_list_of_more_than_16_mib_is_malformed() {
    let authority = Authority::default();
    let bits = vec![0u8; MAX_FILE_BYTES];
    // Level 0 stores the bits as they are.
    for (level, outcome) in [(0, Outcome::Malformed), (1, Outcome::Taken)] {
        let list = authority.packed_status_list(NOW / DAY, NOW, &compress_to_vec_zlib(&bits, level));
        let mut trust = authority.bare_trust();
        assert_eq!(authority.publish(&mut trust, NOW, &list, true), outcome, "{} bytes", list.len());
    }
}
