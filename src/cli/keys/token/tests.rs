use haetae_core::{PublicKey, Role, RootSet};

use super::*;

const NOW: UnixTime = UnixTime::saturating_new(20_742 * SECONDS_PER_DAY);

fn key(seed: u8, until: UnixTime) -> TrustedKey {
    let from = until.saturating_sub(7 * SECONDS_PER_DAY);
    TrustedKey { key: PublicKey::Ed25519([seed; 32]), from, until, role: Role::Status }
}

#[test]
fn keys_in_the_token_are_sorted_by_what_happens_to_them_next() {
    let ended = key(1, NOW.saturating_sub(AFTER_WINDOW));
    // A phone may still ask for the pass of its last day.
    let just_over = key(2, NOW.saturating_sub(AFTER_WINDOW - 1));
    let later = key(3, NOW.saturating_add(SECONDS_PER_DAY));
    let roots = RootSet::new(1, [PublicKey::Ed25519([9; 32])]).unwrap();
    let keys = [&ended, &just_over, &later].map(Clone::clone);
    let kids = keys.clone().map(|key| key.key.kid());
    let expires = NOW.saturating_add(SECONDS_PER_DAY);
    let list = TrustList::new(1, NOW, expires, roots, keys).unwrap();
    let stranger = Kid([7; 8]);
    let held = HeldInToken::of(kids.into_iter().chain([stranger]).collect(), &list, NOW);
    assert_eq!((held.ended.as_slice(), held.unlisted.as_slice()), (&kids[..1], &[stranger][..]));
    let words = held.words();
    assert!(words.contains("holds 4 keys") && words.contains("1 of them sign nothing any more"), "{words}");
    assert!(words.contains("haetae keys destroy KID): 0707070707070707"), "{words}");
    let quiet = HeldInToken::of(vec![kids[2]], &list, NOW);
    assert_eq!(quiet.words(), "The token holds 1 keys.\n");
}
